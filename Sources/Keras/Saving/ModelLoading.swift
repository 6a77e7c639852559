import Formats

/// One reading of a whole model's file.
package final class ModelLoading {
  private let path: String
  private let customObjects: [any Configurable.Type]
  private let compiles: Bool
  private let readsValues: Bool
  private var session = SavingSession()

  /// - Parameters:
  ///   - path: of the file.
  ///   - customObjects: your own classes that the file names.
  ///   - compiles: whether losses, metrics and the optimizer are restored too.
  ///   - readsValues: whether the values of weights are read; without, the model has its layers, shapes and types, and zeros
  ///     that take no memory, and is there at once however large the file is.
  package init(
    _ path: String, customObjects: [any Configurable.Type] = [], compiles: Bool = true, readsValues: Bool = true
  ) {
    (self.path, self.customObjects, self.compiles, self.readsValues) = (path, customObjects, compiles, readsValues)
  }

  private var summary: String { "Model file '\(path)' cannot be loaded" }

  package func model() throws -> Model {
    try Model.explained("loadModel", path) {
      if let file = try? RandomAccessFile(path: path), file.count >= 8,
        HDF5File.isHDF5(try file.bytes(at: 0, count: 8))
      {
        session = SavingSession(customs: customObjects, readsValues: readsValues)
        let model = try LegacyFile(file).model(session, compiles: compiles)
        try session.check(summary)
        if let model { return model }
      }
      return try model(of: try KerasArchive(path: path), sharing: [])
    }
  }

  /// What keeps the file from being loaded, each with its place in the model as the summary; empty if it loads.
  package func problems() -> [KerasError] {
    do {
      _ = try model()
      return []
    } catch {
      let noted = session.problems.map {
        KerasError($0.place, expected: $0.expected, received: $0.received, fix: $0.fix)
      }
      return noted.isEmpty ? [KerasError(of: error, at: path)] : noted
    }
  }

  private func model(of archive: KerasArchive, sharing: Set<String>) throws -> Model {
    session = SavingSession(customs: customObjects, sharing: sharing, readsValues: readsValues)
    let major = archive.major
    let config = major < 3 ? LegacyUpgrade(session, kerasMajor: major).model(archive.config) : archive.config
    let model = WeightLoading.$isUnderWay.withValue(archive.weights != nil || !readsValues) {
      session.model(config, compiles: compiles)
    }
    try session.check(summary)
    guard let model else {
      throw KerasError(
        "\(summary).", expected: "the configuration of a model", received: archive.config.excerpt,
        fix: "give a file that Keras or this library saved")
    }
    guard let source = archive.weights else {
      Assets.load(into: model, from: archive, session)
      try session.check(summary)
      return model
    }
    let weights = try WeightsFile(source)
    if let optimizer = model.optimizer, try weights.hasOptimizer, !optimizer.isBuilt {
      Trace.suspended { optimizer.build(model.trainableVariables) }
    }
    let repeated = try weights.load(into: model, session)
    // Keras' configurations don't say that a layer of two models is one; its weights, which the file has once, do.
    if sharing.isEmpty, !repeated.isEmpty { return try self.model(of: archive, sharing: repeated) }
    Assets.load(into: model, from: archive, session)
    try session.check(summary)
    return model
  }
}

extension KerasError {
  /// An error of a file, or of the system, as one of this library.
  package init(of error: any Error, at place: String) {
    switch error {
    case let error as KerasError: self = error
    case let error as FormatError:
      self.init(
        error.who.isEmpty ? place : error.who, expected: error.expected, received: error.received, fix: error.fix)
    default:
      self.init(
        "'\(place)' cannot be used.", expected: "a file that can be read", received: "\(error)",
        fix: "check the file and the disk")
    }
  }
}
