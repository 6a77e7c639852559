import Formats

extension Model {
  /// Writes the whole model: architecture, weights, what `compile` was given, and the optimizer's state.
  ///
  /// The format follows the name's ending: `.keras`, which Keras 3 loads and goes on training from, or `.h5`, Keras' older one.
  /// The file is there whole or not at all.
  /// - Throws: if the model has no weights yet, if the file can't be written, or if something could not be made again from
  ///   it, such as an activation without a registered name; everything of that kind is listed.
  public func save(_ path: String) throws {
    if let definitionError { throw definitionError }
    try renewIfLayersChanged()
    try requireBuilt("save")
    let isLegacy = path.hasSuffix(".h5") || path.hasSuffix(".hdf5")
    guard path.hasSuffix(".keras") || isLegacy, !path.hasSuffix(".weights.h5") else {
      throw KerasError(
        "\(displayName) cannot be saved to '\(path)'.", expected: "a name that ends in .keras, or in .h5",
        received: path.hasSuffix(".weights.h5") ? "the ending of files of weights" : "another ending",
        fix: "write save(\"model.keras\"); saveWeights writes .weights.h5, .npz and .safetensors")
    }
    let session = SavingSession()
    if isLegacy {
      session.keepsVocabularies = true
      let legacy = LegacyWriter(self, session)
      let configurations = legacy.configurations()
      try session.check("\(displayName) cannot be saved")
      try Self.explained("save", path) { try legacy.writer(configurations).write(to: path) }
      return session.warnOfUnknownToKeras("\(displayName)")
    }
    let config = configuration(session, withTraining: true)
    try session.check("\(displayName) cannot be saved")
    try Self.explained("save", path) {
      try KerasArchive.write(
        config: config, weights: try WeightsFile.writer(of: self), assets: try Assets.files(of: self), to: path)
    }
    session.warnOfUnknownToKeras("\(displayName)")
  }

  /// The model's architecture as JSON, without weights; `fromJSON` makes a new model of it (`keras.Model.to_json`).
  ///
  /// - Throws: if something could not be made again from it; everything of that kind is listed.
  public func toJSON() throws -> String {
    if let definitionError { throw definitionError }
    try renewIfLayersChanged()
    let session = SavingSession()
    let config = configuration(session, withTraining: true)
    try session.check("\(displayName) cannot be written as JSON")
    return config.text()
  }

  /// A model of the architecture that `toJSON` or Keras' `to_json` wrote, with new weights.
  ///
  /// - Parameter customObjects: your own classes that the text names.
  /// - Throws: one error for all that is unknown or missing, each with its place in the model.
  public static func fromJSON(_ text: String, customObjects: [any Configurable.Type] = []) throws -> Model {
    try fromJSON(text, customObjects: customObjects, makesValues: true)
  }

  /// - Parameter makesValues: whether weights get first values; without, they are zeros that take no memory.
  package static func fromJSON(
    _ text: String, customObjects: [any Configurable.Type] = [], makesValues: Bool
  ) throws -> Model {
    try explained("fromJSON", "text") {
      let session = SavingSession(customs: customObjects)
      let config = try JSONValue(parsing: text, label: "the model's text")
      // Keras 1 and 2 say their version; records of Keras 3 have a module.
      let version = config["keras_version"]?.string.flatMap(LegacyUpgrade.major)
      let major = version ?? (config["module"] == nil ? 1 : 3)
      let record = major < 3 ? LegacyUpgrade(session, kerasMajor: major).model(config) : config
      let model = WeightLoading.$isUnderWay.withValue(!makesValues) { session.model(record, compiles: true) }
      try session.check("The model's text cannot be read")
      return try model.required()
    }
  }

  private func configuration(_ session: SavingSession, withTraining: Bool) -> JSONValue {
    // What can't be described is said by what needs the graph.
    try? describeFromCalls()
    session.numberSharedLayers(of: self)
    var record = session.record(of: self, at: name).object ?? JSONObject()
    if record["build_config"] == nil {
      record["build_config"] = ["input_shape": graph?.inputs.first?.shape.json ?? .null]
    }
    record["compile_config"] = withTraining ? session.compileConfig(of: self) : [:]
    return .object(record)
  }

  func requireBuilt(_ function: String) throws {
    guard isBuilt else {
      throw KerasError(
        "\(displayName) has no weights to save yet.", expected: "a model that is built",
        received: "a model that has not seen an input", fix: "give it an Input, or call it on data first")
    }
  }

  /// Errors of files as errors of the function that met them.
  static func explained<Result>(_ function: String, _ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FormatError {
      throw KerasError(
        "\(function)(_:) cannot use '\(path)'.", expected: error.expected, received: error.received, fix: error.fix)
    }
  }
}

extension Optional where Wrapped == Model {
  /// A model of a session without problems.
  fileprivate func required() throws -> Model {
    if let self { return self }
    throw KerasError(
      "The model cannot be read.", expected: "a model's configuration", received: "none", fix: "write it again")
  }
}

extension SavingSession {
  /// The model of a root record.
  func model(_ config: JSONValue, compiles: Bool) -> Model? {
    let name = config["config"]?["name"]?.string ?? "model"
    guard let layer = layer(config, at: name) else { return nil }
    guard let model = layer as? Model else {
      note(
        name, expected: "a model", received: "the layer \(type(of: layer))", fix: "give the file of a whole model")
      return nil
    }
    build(model, config["build_config"] ?? .null)
    if compiles, let training = config["compile_config"] { compile(model, by: training) }
    return model
  }

  /// A subclassed model makes its weights when it sees an input of the saved shape.
  private func build(_ model: Model, _ config: JSONValue) {
    guard !model.isBuilt, !model.isFunctional, let shape = config["input_shape"].flatMap({ Self.shape($0) }) else {
      return
    }
    do {
      try model.describeIfNeeded([TensorType(shape, .float32)])
    } catch let error as KerasError {
      note(model.name, error)
    } catch {
      note(model.name, expected: "a model that can be called", received: "\(error)", fix: "see its call")
    }
  }
}
