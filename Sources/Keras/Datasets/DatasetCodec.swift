/// How the elements of a dataset are made of tensors.
struct DatasetCodec<Element> {
  let unpack: (Element) -> [Tensor]
  /// Another element with these tensors in the places of its own.
  let replace: (Element, [Tensor]) -> Element
  /// An element of this tensor alone, which carries an error.
  let fail: (Tensor) -> Element
  let batch: (Element) -> Batch
}

extension DatasetCodec where Element == Tensor {
  static var tensor: DatasetCodec {
    DatasetCodec(unpack: { [$0] }, replace: { $1[0] }, fail: { $0 }, batch: { Batch(x: $0.tensorMap) })
  }
}

extension DatasetCodec where Element == (Tensor, Tensor) {
  static var pair: DatasetCodec {
    DatasetCodec(
      unpack: { [$0.0, $0.1] }, replace: { ($1[0], $1[1]) }, fail: { ($0, $0) },
      batch: { Batch(x: $0.0.tensorMap, y: $0.1.tensorMap) })
  }
}

extension DatasetCodec where Element == Batch {
  static var batches: DatasetCodec {
    DatasetCodec(
      unpack: { $0.tensors }, replace: { $0.replacing($1) }, fail: { Batch(x: $0.tensorMap) }, batch: { $0 })
  }
}

extension DatasetCodec {
  /// Samples joined along a new first axis, as an element arranged as they are.
  func joined(_ elements: [Element]) -> Element {
    let names = elements.map { batch($0).tensorNames }
    if let other = names.first(where: { $0 != names[0] }) {
      return fail(
        .failed(
          KerasError(
            "Dataset.batched cannot join these elements.", expected: "elements arranged alike, such as \(names[0])",
            received: other, fix: "give every element the same inputs, targets and weights in the same order")))
    }
    let parts = elements.map(unpack)
    return replace(elements[0], parts[0].indices.map { column in stacked(parts.map { $0[column] }) })
  }
}

extension Batch {
  /// As in messages: `x, y 'label', sampleWeight`.
  fileprivate var tensorNames: String { tensors.indices.map(name(ofTensor:)).joined(separator: ", ") }
}
