/// The results of one batch after another, joined along the first axis.
///
/// A result may have any number of rows for a batch. What the batches wrote is counted, and only that is given out.
struct PredictionCollector {
  fileprivate struct Output {
    let type: TensorType
    var storage: Storage
    var byteCount = 0
    var rowCount = 0
  }
  private var outputs: [Output] = []
  private let owner: String
  private let names: [String]
  private let sampleCount: Int?

  /// - Parameters:
  ///   - names: the names of the outputs, for messages.
  ///   - sampleCount: the number of samples in all batches, if it is known: then memory is taken once.
  init(owner: String, names: [String], sampleCount: Int?) {
    self.owner = owner
    self.names = names
    self.sampleCount = sampleCount
  }

  /// Adds the results of the next batch.
  ///
  /// - Throws: if a result can't be joined to those before.
  mutating func append(_ results: [Storage], _ types: [TensorType], samples: Int) throws {
    if outputs.isEmpty {
      let batchCount = Double(sampleCount ?? samples) / Double(max(samples, 1))
      outputs = try types.map { type in
        let rows = Double(type.shape[0] ?? 0) * batchCount
        return Output(type: type, storage: try Storage(type.withRows(Int(exactly: rows) ?? type.shape[0] ?? 0)))
      }
    }
    for index in types.indices {
      let (type, first) = (types[index], outputs[index].type)
      guard type.shape.rank > 0, type.dtype == first.dtype, type.shape[1...] == first.shape[1...] else {
        throw KerasError(
          "\(owner) cannot join what output '\(names.indices.contains(index) ? names[index] : "output_\(index)")' gives "
            + "for each batch.",
          expected: "results that differ in the length of the first axis alone",
          received: type == first ? "\(type) for every batch" : "\(first), then \(type)",
          fix: "keep the samples along the first axis of the output, or give all samples as one batch")
      }
      try outputs[index].add(results[index], type)
    }
  }

  /// The joined results.
  func joined() throws -> [Tensor] {
    try outputs.map { output in
      var shape = output.type.shape.staticDimensions
      shape[0] = output.rowCount
      let isFull = output.byteCount == output.storage.byteCount
      return Tensor(
        storage: isFull ? output.storage : try output.storage.copy(byteCount: output.byteCount), shape: shape,
        dtype: output.type.dtype)
    }
  }
}

extension PredictionCollector.Output {
  fileprivate mutating func add(_ result: Storage, _ type: TensorType) throws {
    let end = byteCount + type.byteCount
    if end > storage.byteCount {
      let rows = rowCount + type.shape.staticDimensions[0]
      let larger = try Storage(type.withRows(max(rows, 2 * rowCount)))
      larger.write(storage, byteCount: byteCount, at: 0)
      storage = larger
    }
    storage.write(result, byteCount: type.byteCount, at: byteCount)
    byteCount = end
    rowCount += type.shape.staticDimensions[0]
  }
}

extension TensorType {
  /// The type with another length of the first axis, if there is one.
  fileprivate func withRows(_ count: Int) -> TensorType {
    var type = self
    if type.shape.rank > 0 { type.shape.dimensions[0] = count }
    return type
  }
}
