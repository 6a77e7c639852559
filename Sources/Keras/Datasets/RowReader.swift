/// Copies rows of tensors into batches.
struct RowReader {
  private let types: [TensorType]
  private let sources: Result<[RowGather.Column], any Error>

  init(_ tensors: [Tensor]) {
    types = tensors.map(\.type)
    sources = Result {
      try tensors.map { tensor in
        let rowCount = Swift.max(tensor.shape[0] ?? 1, 1)
        return RowGather.Column(
          source: try tensor.materialized(), rowByteCount: tensor.type.byteCount / rowCount)
      }
    }
  }

  /// The rows, one behind the other; tensors that carry the error if they can't be had.
  ///
  /// - Parameter length: how many rows are one element; then the result has an axis for them behind the first.
  func batch(_ rows: [Int32], length: Int? = nil) -> [Tensor] {
    do {
      let order = try Storage(byteCount: rows.count * MemoryLayout<Int32>.stride)
      order.fill(with: rows)
      return try zip(types, sources.get()).map { type, source in
        let result = batchType(type, rows.count, length)
        let storage = try Storage(result)
        let gather = RowGather([source], into: [storage])
        gather.choose(rows.indices, of: order)
        Engines.current.run(gather)
        return Tensor(storage: storage, type: result)
      }
    } catch {
      let failed = Tensor.failed(error as? KerasError ?? .unexpected(error))
      return types.map { _ in failed }
    }
  }

  /// Throws if there is no memory for a batch of so many rows and the list of their numbers.
  func check(rowCount: Size, length: Int) throws(KerasError) {
    for type in types {
      let result = batchType(type, rowCount.length, length)
      let byteCount = result.shape.staticDimensions.product * Size(type.dtype.byteCount)
      try Memory.check(byteCount + rowCount * Size(2 * MemoryLayout<Int32>.stride), for: result)
    }
  }

  private func batchType(_ type: TensorType, _ rowCount: Int, _ length: Int?) -> TensorType {
    let leading = length.map { [rowCount / $0, $0] } ?? [rowCount]
    return TensorType(Shape(leading + type.shape.staticDimensions.dropFirst()), type.dtype)
  }
}
