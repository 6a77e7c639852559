import Formats
import Foundation

extension Model {
  /// Writes all weights, in the format that the name's ending says:
  ///
  /// - `.weights.h5`: Keras 3's, with the optimizer's state if the model is compiled and was trained;
  /// - `.weights.json`: the same in several files beside it, which this one lists, for file systems and hosts with a limit;
  /// - `.npz`: a NumPy archive with each weight under its path: `numpy.load("weights.npz")["sequential/dense/kernel"]`;
  /// - `.safetensors`: the same names in that format.
  ///
  /// The file is there whole or not at all.
  /// - Parameter maxShardSize: the most that one of several files holds, in gigabytes (1024³ bytes); only with `.weights.json`,
  ///   where it is 5 unless given.
  /// - Throws: if the model is not built, if a weight is larger than a file may be, or if the file can't be written.
  public func saveWeights(_ path: String, maxShardSize: Double? = nil) throws {
    if let definitionError { throw definitionError }
    try renewIfLayersChanged()
    try requireBuilt("saveWeights")
    if path.hasSuffix(".weights.json") {
      return try Self.explained("saveWeights", path) {
        try WeightShards(of: self, gigabytes: maxShardSize ?? 5).write(to: path)
      }
    }
    guard maxShardSize == nil else {
      throw KerasError(
        "\(displayName) cannot save its weights to '\(path)' in parts.", expected: "a name that ends in .weights.json",
        received: "another ending", fix: "name the list of the parts, such as \"model.weights.json\"")
    }
    let values = weights.map(\.value)
    try Evaluation.evaluate(values)
    let names = Self.uniqueNames(weights.map(\.path))
    try Self.explained("saveWeights", path) {
      switch WeightFormat(path) {
      case .npz: try NPZ.write(zip(names, values).map { NPZ.NamedArray($0, try FileArray($1)) }, to: path)
      case .safetensors:
        try Safetensors.write(zip(names, values).map { try Safetensors.NewArray($0, FileArray($1)) }, to: path)
      case .hdf5 where path.hasSuffix(".weights.h5"): try WeightsFile.writer(of: self).write(to: path)
      default:
        throw FormatError(
          "", expected: "a name that ends in .weights.h5, .weights.json, .npz or .safetensors",
          received: "another ending",
          fix: "name the format by the ending; save writes whole models")
      }
    }
  }

  /// Sets the weights from a file: one that `saveWeights` or Keras' `save_weights` wrote, or a whole model's.
  ///
  /// Reads `.weights.h5`, sharded `.weights.json`, `.keras`, older `.h5` of Keras 1 to 3, `.npz` and `.safetensors`.
  /// - Parameters:
  ///   - byName: of older `.h5` files, layers are found by their name instead of their order; those that the file lacks keep
  ///     their weights.
  ///   - skipMismatch: whether weights that are missing or of another shape are passed over.
  /// - Throws: if the file can't be read, or one error for all that does not fit; no weight is then changed.
  public func loadWeights(_ path: String, byName: Bool = false, skipMismatch: Bool = false) throws {
    if let definitionError { throw definitionError }
    try renewIfLayersChanged()
    try Self.explained("loadWeights", path) {
      switch WeightFormat(path) {
      case .npz: try set(try NPZ.read(path: path), from: path, skipMismatch: skipMismatch)
      case .safetensors: try setNamed(try SafetensorsFile(path: path), from: path, skipMismatch: skipMismatch)
      default: try setLayers(from: path, byName: byName, skipMismatch: skipMismatch)
      }
    }
  }

  private func setLayers(from path: String, byName: Bool, skipMismatch: Bool) throws {
    let session = SavingSession()
    let summary = "\(displayName) cannot load the weights in '\(path)'"
    let source = try WeightsFile.sources(path)
    if source.count == 1, let root = try? HDF5File(source[0]).root, try WeightsFile.isLegacy(root) {
      try LegacyWeights(root).load(
        into: self, session, byName: byName, skipsMismatches: skipMismatch, isPartial: byName)
      try session.check(summary)
      return session.warnOfPassedOver("loadWeights(_:) into \(displayName)")
    }
    guard !byName else {
      throw KerasError(
        "\(summary).", expected: "an older .h5 file, whose layers have names", received: "a file of Keras 3",
        fix: "leave out byName:; its layers are found by their place in the model")
    }
    let file = try WeightsFile(source)
    try file.load(into: self, session, WeightsFile.Options(skipsMismatches: skipMismatch))
    try session.check(summary)
    session.warnOfPassedOver("loadWeights(_:) into \(displayName)")
  }

  private func set(_ arrays: [NPZ.NamedArray], from path: String, skipMismatch: Bool) throws {
    let mine = weights
    guard arrays.count == mine.count else {
      throw KerasError(
        "\(displayName) cannot load the weights in '\(path)'.", expected: "\(mine.count.counted("weight", "weights"))",
        received: "\(arrays.count)",
        fix: isBuilt ? "load them into a model of the same layers" : "build the model first by calling it on data")
    }
    for (weight, array) in zip(mine, arrays) where Shape(array.array.shape) != weight.shape && !skipMismatch {
      throw KerasError(
        "\(displayName) cannot load the weights in '\(path)'.", expected: "\(weight.type) for '\(weight.path)'",
        received: "\(TensorType(Shape(array.array.shape), DType(array.array.dtype))), saved as '\(array.name)'",
        fix: "load them into a model of the same layers")
    }
    let session = SavingSession()
    for (weight, array) in zip(mine, arrays) where Shape(array.array.shape) != weight.shape {
      session.note(
        weight.path, expected: "\(weight.shape)", received: "\(array.array.shape)", fix: "", isPassedOver: true)
    }
    session.warnOfPassedOver("loadWeights(_:) into \(displayName)")
    for (weight, array) in zip(mine, arrays) where Shape(array.array.shape) == weight.shape {
      weight.assign(Tensor(array.array).cast(to: weight.dtype))
    }
  }

  private func setNamed(_ file: SafetensorsFile, from path: String, skipMismatch: Bool) throws {
    let session = SavingSession()
    var found: [(Variable, SafetensorsFile.Entry)] = []
    let names = Self.uniqueNames(weights.map(\.path))
    let arrays = NamedWeights(self, names, file).arrays
    let lost = arrays.filter { file.entry($0) == nil }
    for (weight, name) in zip(weights, arrays) {
      if let entry = file.entry(name), Shape(entry.shape) == weight.shape {
        found.append((weight, entry))
      } else {
        // Of several that are missing none is a misspelling.
        let near = lost == [name] ? NearestName.find(name, in: file.entries.map(\.name).sorted(), except: arrays) : nil
        session.note(
          name, expected: "\(weight.shape)", received: file.entry(name).map { "\($0.shape)" } ?? "none in the file",
          fix: near.map { "the nearest name is '\($0)'" } ?? "load the weights of a model of the same layers",
          isPassedOver: skipMismatch)
      }
    }
    try session.check("\(displayName) cannot load the weights in '\(path)'")
    session.warnOfPassedOver("loadWeights(_:) into \(displayName)")
    for (weight, entry) in found { weight.assign(Tensor(try file.read(entry)).cast(to: weight.dtype)) }
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
}

/// The format of a file of weights by its name's ending.
enum WeightFormat {
  case npz, safetensors, hdf5, keras

  init?(_ path: String) {
    switch (path as NSString).pathExtension.lowercased() {
    case "npz": self = .npz
    case "safetensors": self = .safetensors
    case "h5", "hdf5", "json": self = .hdf5
    case "keras": self = .keras
    default: return nil
    }
  }
}
