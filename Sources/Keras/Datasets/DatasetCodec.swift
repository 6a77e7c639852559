/// How the elements of a dataset are made of tensors.
struct DatasetCodec<Element> {
  let pack: ([Tensor]) -> Element
  let unpack: (Element) -> [Tensor]
  let batch: (Element) -> Batch
}

extension DatasetCodec where Element == Tensor {
  static var tensor: DatasetCodec {
    DatasetCodec(pack: { $0[0] }, unpack: { [$0] }, batch: { Batch(x: $0.tensorMap) })
  }
}

extension DatasetCodec where Element == (Tensor, Tensor) {
  static var pair: DatasetCodec {
    DatasetCodec(
      pack: { ($0[0], $0[1]) }, unpack: { [$0.0, $0.1] }, batch: { Batch(x: $0.0.tensorMap, y: $0.1.tensorMap) })
  }
}

extension DatasetCodec where Element == Batch {
  /// Batches arranged as `template` is.
  static func batches(like template: Batch) -> DatasetCodec {
    DatasetCodec(pack: { template.replacing($0) }, unpack: { $0.tensors }, batch: { $0 })
  }
}
