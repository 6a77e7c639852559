import Formats

/// What `compile` was given, in files.
extension SavingSession {
  // MARK: - Losses

  func record(of loss: Loss, at place: String) -> JSONValue {
    if let custom = loss as? any Configurable { return record(ofCustom: custom, at: place) }
    if let entry = LossClasses.byType[ObjectIdentifier(type(of: loss))] {
      let configuration = entry.arguments(of: loss, at: place, self)
      return .record(
        module: "keras.losses", entry.className, configuration.written(before: [("name", .string(loss.name))]))
    }
    if type(of: loss) == Loss.self { return record(ofFunction: loss.name, "loss", at: place) }
    return noteUnrestorable(loss, at: place)
  }

  func loss(_ record: JSONValue, at place: String) -> Loss? {
    let isFunction = record["class_name"]?.string == "function"
    let name = record.string ?? (isFunction ? record["config"]?.string : record["class_name"]?.string)
    guard let name else {
      note(place, expected: "the name or record of a loss", received: record.excerpt, fix: "the file is damaged")
      return nil
    }
    if let custom: Loss = custom(record, name, at: place) ?? customObject(record, at: place) {
      if let reduction = record["config"]?["reduction"]?.string.flatMap(LossReduction.init(rawValue:)) {
        custom.reduction = reduction
      }
      return custom
    }
    let className = LossClasses.functions[name] ?? (LossClasses.byName[name] == nil ? name.inPascalCase : name)
    guard let entry = LossClasses.byName[className] else {
      noteUnknown(
        "loss", record["registered_name"]?.string ?? name,
        known: Array(LossClasses.byName.keys) + LossClasses.functions.keys, at: place)
      return nil
    }
    return entry.object((isFunction ? nil : record["config"]?.object) ?? JSONObject(), at: place, self)
  }

  // MARK: - Metrics

  func record(of metric: Metric, at place: String) -> JSONValue {
    if let known = metric.knownName { return .string(known) }
    if let custom = metric as? any Configurable { return record(ofCustom: custom, at: place) }
    if let entry = MetricClasses.byType[ObjectIdentifier(type(of: metric))] {
      let configuration = entry.arguments(of: metric, at: place, self)
      return .record(
        module: "keras.metrics", entry.className,
        configuration.written(before: [("name", .string(metric.name)), ("dtype", "float32")]))
    }
    if type(of: metric) == Metric.self { return record(ofFunction: metric.name, "metric", at: place) }
    return noteUnrestorable(metric, at: place)
  }

  func metric(_ record: JSONValue, at place: String) -> Metric? {
    let isFunction = record["class_name"]?.string == "function"
    let name = record.string ?? (isFunction ? record["config"]?.string : record["class_name"]?.string)
    guard let name else {
      note(place, expected: "the name or record of a metric", received: record.excerpt, fix: "the file is damaged")
      return nil
    }
    if let custom: Metric = custom(record, name, at: place) ?? customObject(record, at: place) { return custom }
    let isName = record.string != nil || isFunction
    if isName, let known = MetricClasses.function(name) { return known }
    var arguments = (isFunction ? nil : record["config"]?.object) ?? JSONObject()
    var className = MetricClasses.functions[name] ?? (MetricClasses.byName[name] == nil ? name.inPascalCase : name)
    if name == "MeanMetricWrapper", let function = arguments["fn"] {
      // A function whose values are averaged, with its own name in the logs.
      let inner = function.string ?? function["config"]?.string ?? ""
      if let known = MetricClasses.function(inner) { return known }
      if let custom: Metric = custom(function, inner, at: place) { return custom }
      className = MetricClasses.functions[inner] ?? inner.inPascalCase
      arguments["fn"] = nil
    } else if isName {
      // As Keras does, the log has the name that was given.
      arguments["name"] = .string(name)
    }
    guard let entry = MetricClasses.byName[className] else {
      noteUnknown(
        "metric", record["registered_name"]?.string ?? name,
        known: Array(MetricClasses.byName.keys) + MetricClasses.functions.keys,
        at: place)
      return nil
    }
    return entry.object(arguments, at: place, self)
  }

  // MARK: - Optimizers

  func record(of optimizer: Optimizer, at place: String) -> JSONValue {
    if let custom = optimizer as? any Configurable { return record(ofCustom: custom, at: place) }
    guard let entry = OptimizerClasses.byType[ObjectIdentifier(type(of: optimizer))] else {
      return noteUnrestorable(optimizer, at: place)
    }
    let configuration = entry.arguments(of: optimizer, at: place, self)
    var config = configuration.written(before: [("name", .string(optimizer.name))])
    if !(optimizer is LossScaleOptimizer) {
      for (key, value) in optimizer.modifierArguments { config[key] = value }
    }
    return .record(module: "keras.optimizers", entry.className, config)
  }

  func optimizer(_ record: JSONValue, at place: String) -> Optimizer? {
    guard let given = record.string ?? record["class_name"]?.string else {
      note(place, expected: "the record of an optimizer", received: record.excerpt, fix: "the file is damaged")
      return nil
    }
    if let custom: Optimizer = customObject(record, at: place) {
      if custom.schedule == nil, let rate = record["config"]?["learning_rate"]?.scalarNumber {
        custom.learningRate = rate
      }
      return custom
    }
    let plain = given.split(separator: ">").last.map(String.init) ?? given
    let known = OptimizerClasses.byName.keys.first { $0.lowercased() == plain.lowercased() }
    guard let entry = known.flatMap({ OptimizerClasses.byName[$0] }) else {
      noteUnknown("optimizer", given, known: Array(OptimizerClasses.byName.keys), at: place)
      return nil
    }
    let configuration = Configuration(
      record["config"]?.object ?? JSONObject(), of: entry.className, at: place, self)
    guard let optimizer = try? entry.make(configuration) else { return nil }
    optimizer.modify(by: configuration)
    configuration.noteUnknown()
    return optimizer
  }

  func record(of schedule: LearningRateSchedule, at place: String) -> JSONValue {
    if let custom = schedule as? any Configurable { return record(ofCustom: custom, at: place) }
    guard let entry = OptimizerClasses.schedulesByType[ObjectIdentifier(type(of: schedule))] else {
      return noteUnrestorable(schedule, at: place)
    }
    let configuration = entry.arguments(of: schedule, at: place, self)
    return .record(module: "keras.optimizers.schedules", entry.className, configuration.written)
  }

  func schedule(_ record: JSONValue, at place: String) -> LearningRateSchedule? {
    if let custom: LearningRateSchedule = customObject(record, at: place) { return custom }
    let name = record["class_name"]?.string ?? ""
    guard let entry = OptimizerClasses.schedulesByName[name] else {
      noteUnknown("learning rate schedule", name, known: Array(OptimizerClasses.schedulesByName.keys), at: place)
      return nil
    }
    return entry.object(record["config"]?.object ?? JSONObject(), at: place, self)
  }

  // MARK: - Users' classes

  private func record(ofCustom object: any Configurable, at place: String) -> JSONValue {
    let name = String(describing: type(of: object))
    let configuration = Configuration(of: object, className: name, at: place, self)
    _ = try? Naming.$isSuspended.withValue(true) { try type(of: object).init(configuration: configuration) }
    var common: [(String, JSONValue)] = []
    if let named = object as? any NamedObject { common.append(("name", .string(named.name))) }
    // An optimizer keeps its rate, whether or not the class asks for it.
    if let optimizer = object as? Optimizer, optimizer.schedule == nil {
      common.append(("learning_rate", .real(Trace.suspended { optimizer.learningRate })))
    }
    if let loss = object as? Loss { common.append(("reduction", .string(loss.reduction.rawValue))) }
    return .record(
      module: nil, name, configuration.written(before: common), registered: type(of: object).registeredName)
  }

  /// Notes that a class has no configuration; `detail` follows its name.
  func noteUnrestorable(_ object: AnyObject, _ detail: String = "", at place: String) -> JSONValue {
    let name = String(describing: type(of: object))
    note(
      place, expected: "a class that can be made again from a file", received: name + detail,
      fix: "write extension \(name): Configurable { convenience init(configuration: Configuration) throws { … } }")
    return .null
  }
}

extension Configuration {
  /// What was asked for, behind what all objects of a kind have.
  func written(before common: [(String, JSONValue)]) -> JSONObject {
    JSONObject(common + written.members.map { ($0.key, $0.value) })
  }
}

extension Optimizer {
  /// What all optimizers have, by Keras' names.
  fileprivate var modifierArguments: [(String, JSONValue)] {
    var limits: (norm: Double?, value: Double?, globalNorm: Double?) = (nil, nil, nil)
    switch clipping {
    case .norm(let limit): limits.norm = limit
    case .value(let limit): limits.value = limit
    case .globalNorm(let limit): limits.globalNorm = limit
    case nil: break
    }
    return [
      ("weight_decay", .optional(weightDecay)), ("clipnorm", .optional(limits.norm)),
      ("global_clipnorm", .optional(limits.globalNorm)), ("clipvalue", .optional(limits.value)),
      ("use_ema", .boolean(average != nil)), ("ema_momentum", .real(average?.momentum ?? 0.99)),
      ("ema_overwrite_frequency", .optional(average?.overwriteFrequency)),
      ("loss_scale_factor", .optional(lossScaleFactor)), ("gradient_accumulation_steps", .optional(accumulationSteps)),
    ]
  }

  fileprivate func modify(by c: Configuration) {
    // Keras 2 wrote them; they say how steps are computed.
    c.ignore("jit_compile", "is_legacy_optimizer", "decay", "initial_decay")
    if let factor = c.json("weight_decay")?.number { weightDecay(factor) }
    if let limit = c.json("clipnorm")?.number { clipping(norm: limit) }
    if let limit = c.json("global_clipnorm")?.number { clipping(globalNorm: limit) }
    if let limit = c.json("clipvalue")?.number { clipping(value: limit) }
    let (momentum, frequency) = (c.json("ema_momentum")?.number, c.json("ema_overwrite_frequency")?.integer)
    if c.json("use_ema")?.boolean == true { ema(momentum: momentum ?? 0.99, overwriteFrequency: frequency) }
    if let factor = c.json("loss_scale_factor")?.number { lossScaleFactor(factor) }
    if let steps = c.json("gradient_accumulation_steps")?.integer { accumulatingGradients(steps: steps) }
  }
}
