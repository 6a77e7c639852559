import Formats

/// Loads a whole model: architecture, weights, what it was compiled with, and the optimizer's state.
///
/// Reads `.keras` files and unzipped folders of Keras 3 and of this library, and older `.h5` files of Keras 1, 2 and 3. No file can run code: functions and classes of
/// your own are found in `customObjects:` or among those registered with `CustomObjects`.
/// ```swift
/// let model = try loadModel("best.keras", customObjects: [SimpleQuadratic.self])
/// ```
/// - Parameters:
///   - path: of the file.
///   - customObjects: your own classes that the file names.
///   - compile: whether losses, metrics and the optimizer are restored too.
/// - Throws: one error for all that is unknown, missing or of another shape, each with its place in the model.
/// Source: `keras.models.load_model`.
public func loadModel(
  _ path: String, customObjects: [any Configurable.Type] = [], compile: Bool = true
) throws -> Model {
  try Model.explained("loadModel", path) {
    let summary = "Model file '\(path)' cannot be loaded"
    if let file = try? RandomAccessFile(path: path), file.count >= 8,
      HDF5File.isHDF5(try file.bytes(at: 0, count: 8))
    {
      let session = SavingSession(customs: customObjects)
      let model = try LegacyFile(file).model(session, compiles: compile)
      try session.check(summary)
      if let model { return model }
    }
    let archive = try KerasArchive(path: path)
    let reading = ModelReading(archive, summary: summary, customObjects, compile)
    return try reading.model(sharing: [])
  }
}

/// One model of an archive.
private struct ModelReading {
  private let archive: KerasArchive
  private let summary: String
  private let customObjects: [any Configurable.Type]
  private let compiles: Bool

  init(_ archive: KerasArchive, summary: String, _ customObjects: [any Configurable.Type], _ compiles: Bool) {
    (self.archive, self.summary, self.customObjects, self.compiles) = (archive, summary, customObjects, compiles)
  }

  func model(sharing: Set<String>) throws -> Model {
    let session = SavingSession(customs: customObjects, sharing: sharing)
    let major = archive.major
    let config = major < 3 ? LegacyUpgrade(session, kerasMajor: major).model(archive.config) : archive.config
    let model = WeightLoading.$isUnderWay.withValue(archive.weights != nil) {
      session.model(config, compiles: compiles)
    }
    try session.check(summary)
    guard let model else {
      throw KerasError(
        "\(summary).", expected: "the configuration of a model", received: archive.config.excerpt,
        fix: "give a file that Keras or this library saved")
    }
    guard let source = archive.weights else { return model }
    let weights = try WeightsFile(source)
    if let optimizer = model.optimizer, try weights.hasOptimizer, !optimizer.isBuilt {
      Trace.suspended { optimizer.build(model.trainableVariables) }
    }
    let repeated = try weights.load(into: model, session)
    // Keras' configurations don't say that a layer of two models is one; its weights, which the file has once, do.
    if sharing.isEmpty, !repeated.isEmpty { return try self.model(sharing: repeated) }
    try session.check(summary)
    return model
  }
}
