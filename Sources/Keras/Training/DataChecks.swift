/// Checks of what users pass as data, before anything is traced.
enum DataChecks {
  /// - Throws: if a number of batches, epochs or samples is given that is not positive.
  static func positive(_ value: Int?, _ argument: String, function: String, model: @autoclosure () -> String) throws {
    guard let value, value < 1 else { return }
    throw KerasError(
      "\(model()) cannot \(function) with this \(argument).", expected: "\(argument) of at least 1",
      received: "\(argument): \(value)", fix: "give a positive \(argument), or leave it out")
  }

  /// Says that a data set had no batch.
  static func noBatches(_ function: String, model: String) -> KerasError {
    KerasError(
      "\(model) cannot \(function) without data.", expected: "at least one batch", received: "none",
      fix: "check where the data comes from")
  }

  /// The number of samples that all tensors agree on.
  ///
  /// - Throws: if a tensor carries an error, is symbolic, is empty, or has another number of samples than the first.
  static func sampleCount(_ batch: Batch, function: String, model: @autoclosure () -> String) throws -> Int {
    let parts = [("x", batch.x), ("y", batch.y), ("sampleWeight", batch.sampleWeight)]
    // Names are made where a message needs them: this runs at each prediction of a sample, in some microseconds.
    var count: (part: String, map: TensorMap, index: Int, value: Int)?
    for (part, map) in parts {
      for (index, entry) in map.entries.enumerated() {
        var name: String { map.displayName(part, index) }
        let tensor = try entry.tensor.checked()
        guard !tensor.isSymbolic else {
          throw KerasError(
            "\(model()) cannot \(function) with a symbolic tensor.", expected: "values for \(name)",
            received: "\(tensor.type), which \(tensor.producerName ?? "an Input") made",
            fix: "give data; symbolic tensors only define models")
        }
        guard let rows = tensor.shape[0] else {
          throw KerasError(
            "\(model()) cannot \(function) with a scalar.", expected: "\(name) with a batch axis in front",
            received: "\(tensor.type)", fix: "add an axis, for example with expandedDimensions(0)")
        }
        guard rows > 0 else {
          throw KerasError(
            "\(model()) cannot \(function) with empty data.", expected: "at least one sample in \(name)",
            received: "\(tensor.type)", fix: "check where the data comes from")
        }
        if let first = count, first.value != rows {
          throw KerasError(
            "\(model()) cannot \(function) with data of different lengths.",
            expected: "\(first.value) samples in \(name), as in \(first.map.displayName(first.part, first.index))",
            received: "\(rows) samples, \(tensor.type)",
            fix: "give every array one row for each sample")
        }
        count = count ?? (part, map, index, rows)
      }
    }
    guard let count else {
      throw KerasError(
        "\(model()) cannot \(function) without data.", expected: "at least one input tensor", received: "none",
        fix: "give x")
    }
    return count.value
  }
}
