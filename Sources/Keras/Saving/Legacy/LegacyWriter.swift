import Formats

/// Writes a whole model in the older HDF5 format, which all versions of Keras read in principle.
struct LegacyWriter {
  private let model: Model
  private let session: SavingSession
  /// Longer lists are split over several attributes.
  private static let longestAttribute = 64_512

  init(_ model: Model, _ session: SavingSession) {
    self.model = model
    self.session = session
  }

  /// What must be said before anything is written.
  func configurations() -> (model: JSONValue, training: JSONValue?) {
    let record = session.record(of: model, at: model.name)
    let config: JSONValue = ["class_name": record["class_name"] ?? nil, "config": record["config"] ?? nil]
    guard model.configuration != nil, var training = session.compileConfig(of: model).object else {
      return (config, nil)
    }
    training["optimizer_config"] = [
      "class_name": training["optimizer"]?["class_name"] ?? nil, "config": training["optimizer"]?["config"] ?? nil,
    ]
    for key in ["optimizer", "run_eagerly", "steps_per_execution", "jit_compile"] { training[key] = nil }
    return (config, .object(training))
  }

  func writer(_ configurations: (model: JSONValue, training: JSONValue?)) throws -> HDF5Writer {
    let optimizer = model.optimizer.flatMap { $0.isBuilt ? $0 : nil }
    try Evaluation.evaluate((model.weights + (optimizer?.variables ?? [])).map(\.value))
    var writer = HDF5Writer()
    try writer.setAttribute("keras_version", .text(KerasArchive.kerasVersion))
    try writer.setAttribute("backend", .text("tensorflow"))
    try writer.setAttribute("model_config", .text(configurations.model.text()))
    if let training = configurations.training {
      try writer.setAttribute("training_config", .text(training.text()))
    }
    let group = "model_weights"
    try writer.addGroup(group)
    try setTexts("layer_names", model.computingLayers.map(\.name), of: group, &writer)
    try writer.setAttribute("backend", .text("tensorflow"), of: group)
    try writer.setAttribute("keras_version", .text(KerasArchive.kerasVersion), of: group)
    for layer in model.computingLayers {
      let variables = layer.trainableVariables + layer.nonTrainableVariables
      try add(variables, to: "\(group)/\(layer.name)", &writer)
    }
    try add([], to: "\(group)/top_level_model_weights", &writer)
    if let optimizer { try add(optimizer.variables, to: "optimizer_weights", &writer) }
    return writer
  }

  private func add(_ variables: [Variable], to group: String, _ writer: inout HDF5Writer) throws {
    try writer.addGroup(group)
    var taken: Set<String> = []
    var names: [String] = []
    for variable in variables {
      var name = variable.path
      var count = 0
      while !taken.insert(name).inserted {
        count += 1
        name = "\(variable.path)_\(count)"
      }
      names.append(name)
      try writer.addDataset("\(group)/\(name)", try FileArray(variable.value))
    }
    try setTexts("weight_names", names, of: group, &writer)
  }

  private func setTexts(_ name: String, _ texts: [String], of group: String, _ writer: inout HDF5Writer) throws {
    guard HDF5NewAttribute.fixedTextsSize(texts) > Self.longestAttribute else {
      return try writer.setAttribute(name, .fixedTexts(texts), of: group)
    }
    let longest = max(texts.map(\.utf8.count).max() ?? 1, 1)
    let count = max(Self.longestAttribute / longest, 1)
    for (index, start) in stride(from: 0, to: texts.count, by: count).enumerated() {
      let part = Array(texts[start..<min(start + count, texts.count)])
      try writer.setAttribute("\(name)\(index)", .fixedTexts(part), of: group)
    }
  }
}
