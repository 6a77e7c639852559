import Formats

extension SavingSession {
  /// Keras' `compile_config`: an empty object for a model that is not compiled.
  func compileConfig(of model: Model) -> JSONValue {
    guard let configuration = model.configuration else { return [:] }
    let place = "compile"
    var config = JSONObject()
    config["optimizer"] = record(of: configuration.optimizer, at: "\(place)/optimizer")
    if let loss = configuration.loss {
      config["loss"] = record(of: loss, at: "\(place)/loss")
    } else {
      config["loss"] = perOutput(configuration.losses) { record(of: $0, at: "\(place)/loss") }
    }
    config["loss_weights"] = perOutput(configuration.lossWeights) { .real($0) }
    config["metrics"] = list(configuration.metrics, at: "\(place)/metrics")
    config["weighted_metrics"] = list(configuration.weightedMetrics, at: "\(place)/weighted_metrics")
    config["run_eagerly"] = false
    config["steps_per_execution"] = 1
    config["jit_compile"] = false
    return .object(config)
  }

  private func perOutput<Value>(_ values: PerOutput<Value>?, _ json: (Value) -> JSONValue) -> JSONValue {
    switch values {
    case .list(let list)?: .array(list.map { $0.map(json) ?? .null })
    case .named(let pairs)?: .object(JSONObject(pairs.map { ($0.name, json($0.value)) }))
    case nil: .null
    }
  }

  private func list(_ metrics: MetricList, at place: String) -> JSONValue {
    func records(_ metrics: [Metric]) -> JSONValue { .array(metrics.map { record(of: $0, at: place) }) }
    switch metrics {
    case .all(let metrics): return metrics.isEmpty ? .null : records(metrics)
    case .perOutput(let lists): return .array(lists.map(records))
    case .named(let pairs): return .object(JSONObject(pairs.map { ($0.name, records($0.value)) }))
    }
  }

  /// Compiles a model as the file says.
  func compile(_ model: Model, by config: JSONValue) {
    let place = "compile"
    guard let record = config["optimizer"], !record.isNull else { return }
    let optimizer = optimizer(record, at: "\(place)/optimizer")
    var loss: Loss?
    var losses: PerOutput<Loss>?
    let given = config["loss"] ?? .null
    if !given.isNull {
      if let parts = perOutputJSON(given) {
        losses = perOutput(parts) { self.loss($0, at: "\(place)/loss") }
      } else {
        loss = self.loss(given, at: "\(place)/loss")
      }
    }
    var weights: PerOutput<Double>?
    if let json = config["loss_weights"], !json.isNull {
      weights = perOutput(perOutputJSON(json) ?? .list([json])) { $0.number }
    }
    let metrics = metricList(config["metrics"] ?? .null, outputs: model.outputNames.count, at: "\(place)/metrics")
    let weighted = metricList(
      config["weighted_metrics"] ?? .null, outputs: model.outputNames.count, at: "\(place)/weighted_metrics")
    guard let optimizer, loss != nil || losses != nil || given.isNull else { return }
    if let loss {
      model.compile(
        optimizer: optimizer, loss: loss, lossWeights: weights, metrics: metrics, weightedMetrics: weighted)
    } else {
      model.compile(
        optimizer: optimizer, loss: losses, lossWeights: weights, metrics: metrics, weightedMetrics: weighted)
    }
  }

  private enum Parts {
    case list([JSONValue])
    case named([(key: String, value: JSONValue)])
  }

  /// Values by output; `nil` if there is one for all.
  private func perOutputJSON(_ json: JSONValue) -> Parts? {
    if let items = json.array { return .list(items) }
    if let object = json.object, object["class_name"] == nil { return .named(object.members) }
    return nil
  }

  private func perOutput<Value>(_ parts: Parts, _ value: (JSONValue) -> Value?) -> PerOutput<Value> {
    switch parts {
    case .list(let items): .list(items.map { $0.isNull ? nil : value($0) })
    case .named(let members):
      .named(members.compactMap { name, json in json.isNull ? nil : value(json).map { (name: name, value: $0) } })
    }
  }

  private func metricList(_ json: JSONValue, outputs: Int, at place: String) -> MetricList {
    func metrics(_ json: JSONValue) -> [Metric] {
      if json.isNull { return [] }
      return (json.array ?? [json]).compactMap { $0.isNull ? nil : metric($0, at: place) }
    }
    switch perOutputJSON(json) {
    case .named(let members): return .named(members.map { (name: $0.key, value: metrics($0.value)) })
    case .list(let items):
      if items.contains(where: { $0.array != nil }) || (outputs > 1 && items.count == outputs) {
        return .perOutput(items.map(metrics))
      }
      // As in Keras 3, a list belongs to the only output.
      return .all(metrics(json))
    case nil: return .all(metrics(json))
    }
  }
}
