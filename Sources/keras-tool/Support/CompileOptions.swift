import ArgumentParser
import Keras

/// Losses and metrics among the arguments of a command, in the place of those that the file has.
struct CompileOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Keras' name of the loss, such as mse; with several outputs one for each, in order or as OUTPUT=LOSS. Default: as "
        + "compiled in the file.", valueName: "loss"))
  var loss: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Factors on the losses of the outputs, in order or as OUTPUT=FACTOR.", valueName: "factor"))
  var lossWeights: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Keras' names of metrics, such as accuracy; with several outputs one for each, in order, or any number as "
        + "OUTPUT=METRIC.", valueName: "metric"))
  var metrics: [String] = []

  func validate() throws {
    for factor in lossWeights {
      let number = factor.split(separator: "=", maxSplits: 1).last ?? ""
      if Double(number) == nil { throw ValidationError("--loss-weights takes numbers, not '\(factor)'") }
    }
  }

  /// Compiles the model: with what was asked for, else with what the file has.
  func apply(to model: Model, optimizer: Optimizer? = nil, for function: String) throws {
    let former = model.configuration
    guard former != nil || !loss.isEmpty else {
      throw KerasError(
        "\(model.displayName) cannot \(function) yet.", expected: "a loss", received: "a file that is not compiled",
        fix: "say which, such as --loss mse")
    }
    if loss.isEmpty, lossWeights.isEmpty, metrics.isEmpty, optimizer == nil { return }
    let optimizer = optimizer ?? former?.optimizer ?? .rmsprop()
    let metrics = try metricList() ?? former?.metrics ?? []
    let weights = factors() ?? former?.lossWeights
    let weighted = former?.weightedMetrics ?? []
    let names = try loss.map { try pair($0) { try Loss.named($0) } }
    if names.count == 1, names[0].output == nil {
      return model.compile(
        optimizer: optimizer, loss: names[0].value, lossWeights: weights, metrics: metrics, weightedMetrics: weighted)
    }
    if names.isEmpty, let loss = former?.loss {
      return model.compile(
        optimizer: optimizer, loss: loss, lossWeights: weights, metrics: metrics, weightedMetrics: weighted)
    }
    model.compile(
      optimizer: optimizer, loss: names.isEmpty ? former?.losses : perOutput(names), lossWeights: weights,
      metrics: metrics, weightedMetrics: weighted)
  }

  /// `income=mse` as an output and a value.
  private func pair<Value>(_ text: String, _ make: (String) throws -> Value) throws -> (output: String?, value: Value) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return parts.count == 2 ? (parts[0], try make(parts[1])) : (nil, try make(text))
  }

  private func perOutput<Value>(_ pairs: [(output: String?, value: Value)]) -> PerOutput<Value> {
    if pairs.allSatisfy({ $0.output != nil }) {
      return .named(pairs.map { (name: $0.output ?? "", value: $0.value) })
    }
    return .list(pairs.map(\.value))
  }

  private func factors() -> PerOutput<Double>? {
    let pairs = lossWeights.compactMap { try? pair($0) { Double($0) ?? 1 } }
    return pairs.isEmpty ? nil : perOutput(pairs)
  }

  private func metricList() throws -> MetricList? {
    let pairs = try metrics.map { try pair($0) { try Metric.named($0) } }
    if pairs.isEmpty { return nil }
    guard pairs.allSatisfy({ $0.output != nil }) else { return .all(pairs.map(\.value)) }
    var grouped: [(name: String, value: [Metric])] = []
    for (output, metric) in pairs {
      if let index = grouped.firstIndex(where: { $0.name == output }) {
        grouped[index].value.append(metric)
      } else {
        grouped.append((output ?? "", [metric]))
      }
    }
    return .named(grouped)
  }
}
