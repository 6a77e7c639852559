import Formats

/// A whole model in HDF5, as Keras 1, 2 and 3 wrote it: `model_config`, `training_config`, `model_weights`.
struct LegacyFile {
  private let root: HDF5Group
  let config: JSONValue
  let training: JSONValue?
  /// The first number of the version that wrote the file; Keras 1 did not say it.
  let major: Int

  init(_ source: any RandomAccessSource) throws {
    root = try HDF5File(source).root
    let attributes = try root.attributes()
    guard let text = try attributes.value("model_config")?.text else {
      throw FormatError(
        "\(source.label) cannot be read.", expected: "a whole model, with an attribute 'model_config'",
        received: "HDF5 without one",
        fix: "files of weights alone are read by loadWeights into a model that is there")
    }
    config = try JSONValue(parsing: text, label: "'model_config' of \(source.label)")
    training = try attributes.value("training_config")?.text.map {
      try JSONValue(parsing: $0, label: "'training_config' of \(source.label)")
    }
    major = try Self.major(root)
  }

  static func major(_ root: HDF5Group) throws -> Int {
    let group = try root.group("model_weights") ?? root
    let version = try root.attributes().value("keras_version")?.text ?? group.attributes().value("keras_version")?.text
    return version.flatMap(LegacyUpgrade.major) ?? 1
  }

  /// The model with its weights.
  func model(_ session: SavingSession, compiles: Bool) throws -> Model? {
    let record = LegacyUpgrade(session, kerasMajor: major).model(config, compiledWith: compiles ? training : nil)
    let made = WeightLoading.$isUnderWay.withValue(true) { session.model(record, compiles: compiles) }
    guard let model = made, session.problems.isEmpty else { return nil }
    let weights = try LegacyWeights(
      root.group("model_weights") ?? root, major: major, backend: root.attributes().value("backend")?.text)
    try weights.load(into: model, session, byName: true)
    guard session.problems.isEmpty else { return nil }
    if let optimizer = model.optimizer, let group = try root.group("optimizer_weights") {
      if !optimizer.isBuilt { Trace.suspended { optimizer.build(model.trainableVariables) } }
      try LegacyOptimizer(group, major: major).load(into: optimizer, of: model, session)
    }
    return model
  }
}

/// The state of an optimizer in an older file.
private struct LegacyOptimizer {
  private let group: HDF5Group
  private let major: Int

  init(_ group: HDF5Group, major: Int) {
    self.group = group
    self.major = major
  }

  /// Sets the optimizer's variables if the file's are the same, or else leaves them as they are and says so.
  func load(into optimizer: Optimizer, of model: Model, _ session: SavingSession) throws {
    let names = try LegacyWeights.texts("weight_names", of: group)
    let datasets = try names.compactMap { try group.dataset($0) }
    guard datasets.count == names.count, let targets = targets(optimizer, model, count: datasets.count),
      zip(targets, datasets).allSatisfy({ $0.shape.staticDimensions == $1.shape })
    else {
      session.leaveOut(optimizerVariables: names.count)
      return
    }
    for (variable, dataset) in zip(targets, datasets) {
      guard session.readsValues else {
        session.attempt(dataset.path) { _ = try dataset.numericByteCount() }
        continue
      }
      variable.assign(Tensor(try dataset.read()).cast(to: variable.dtype))
    }
  }

  /// The variables in the order of the file.
  private func targets(_ optimizer: Optimizer, _ model: Model, count: Int) -> [Variable]? {
    if major >= 3 { return optimizer.variables.count == count ? optimizer.variables : nil }
    // Keras 2 has the number of steps, then one kind of slot after the other.
    let trained = model.trainableVariables
    let slots: [String]
    switch optimizer {
    case is Adam, is Nadam: slots = ["momentum", "velocity"]
    case is Adamax: slots = ["momentum", "norm"]
    case let sgd as SGD: slots = sgd.momentum != 0 ? ["momentum"] : []
    case let rms as RMSprop: slots = rms.momentum > 0 ? ["velocity", "momentum"] : ["velocity"]
    case is Adagrad: slots = ["accumulator"]
    case is Adadelta: slots = ["accumulated_grad", "accumulated_delta_var"]
    default: return nil
    }
    guard count == 1 + slots.count * trained.count else { return nil }
    return [optimizer.batchCount] + slots.flatMap { name in trained.map { optimizer.slot(name, of: $0) } }
  }
}
