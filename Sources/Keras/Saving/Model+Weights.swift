import Formats

extension Model {
  /// Writes all weights to a NumPy archive (npz), each under its path, for example `sequential/dense/kernel`.
  ///
  /// The file is there whole or not at all. In Python: `numpy.load("weights.npz")["sequential/dense/kernel"]`.
  ///
  /// - Parameter path: where to write; the name should end in `.npz`.
  /// - Throws: if the model is not built, or the file can't be written.
  public func saveWeights(_ path: String) throws {
    if let definitionError { throw definitionError }
    guard isBuilt else {
      throw KerasError(
        "\(displayName) has no weights to save yet.", expected: "a model that is built",
        received: "a model that has not seen an input", fix: "give it an Input, or call it on data first")
    }
    let values = weights.map(\.value)
    try Evaluation.evaluate(values)
    let names = Self.uniqueNames(weights.map(\.path))
    try Self.explained("saveWeights", path) {
      try NPZ.write(zip(names, values).map { NPZ.NamedArray($0, try FileArray($1)) }, to: path)
    }
  }

  /// Sets all weights from an archive that `saveWeights` wrote, in the order of `weights`.
  ///
  /// - Throws: if the file can't be read, or holds another number of weights or other shapes; no weight is then changed.
  public func loadWeights(_ path: String) throws {
    if let definitionError { throw definitionError }
    let arrays = try Self.explained("loadWeights", path) { try NPZ.read(path: path) }
    let mine = weights
    guard arrays.count == mine.count else {
      throw KerasError(
        "\(displayName) cannot load the weights in '\(path)'.", expected: "\(mine.count) weights",
        received: "\(arrays.count)",
        fix: isBuilt ? "load them into a model of the same layers" : "build the model first by calling it on data")
    }
    for (weight, array) in zip(mine, arrays) where Shape(array.array.shape) != weight.shape {
      throw KerasError(
        "\(displayName) cannot load the weights in '\(path)'.", expected: "\(weight.type) for '\(weight.path)'",
        received: "\(TensorType(Shape(array.array.shape), DType(array.array.dtype))), saved as '\(array.name)'",
        fix: "load them into a model of the same layers")
    }
    for (weight, array) in zip(mine, arrays) { weight.assign(Tensor(array.array).cast(to: weight.dtype)) }
  }

  // Layers of one name in different places would share a path.
  private static func uniqueNames(_ names: [String]) -> [String] {
    var seen: [String: Int] = [:]
    return names.map { name in
      let count = seen[name, default: 0]
      seen[name] = count + 1
      return count == 0 ? name : "\(name)_\(count)"
    }
  }

  private static func explained<Result>(_ function: String, _ path: String, _ body: () throws -> Result) throws
    -> Result
  {
    do {
      return try body()
    } catch let error as FormatError {
      throw KerasError(
        "\(function)(_:) cannot use '\(path)'.", expected: error.expected, received: error.received, fix: error.fix)
    }
  }
}
