/// What a model was compiled with, and what that means for its outputs once they are known.
package final class CompileConfiguration {
  package let optimizer: Optimizer
  package let loss: Loss?
  package let losses: PerOutput<Loss>?
  package let lossWeights: PerOutput<Double>?
  package let metrics: MetricList
  package let weightedMetrics: MetricList
  package let lossTracker = Metrics.Mean(name: "loss")
  package private(set) var outputs: [OutputTraining]?

  /// What one output is trained and measured by.
  package struct OutputTraining {
    package var name: String
    package var loss: Loss?
    package var weight: Double
    /// The mean of this output's own loss, if there are several outputs.
    package var tracker: Metrics.Mean?
    package var metrics: [(logName: String, metric: Metric, isWeighted: Bool)]
  }

  init(
    optimizer: Optimizer, loss: Loss?, losses: PerOutput<Loss>?, lossWeights: PerOutput<Double>?, metrics: MetricList,
    weightedMetrics: MetricList
  ) {
    self.optimizer = optimizer
    self.loss = loss
    self.losses = losses
    self.lossWeights = lossWeights
    self.metrics = metrics
    self.weightedMetrics = weightedMetrics
  }

  /// Everything that is reset at the start of an epoch.
  package var allMetrics: [Metric] {
    [lossTracker]
      + (outputs ?? []).flatMap { output in (output.tracker.map { [$0] } ?? []) + output.metrics.map(\.metric) }
  }

  /// Decides which loss and metrics each output has; `shapes` are of outputs and targets, for `accuracy`.
  func resolve(names: [String], outputShapes: [Shape], targetShapes: [Shape?], model: String) throws(KerasError) {
    guard outputs == nil else { return }
    let single = names.count == 1
    let resolvedLosses: [Loss?]
    if let losses {
      resolvedLosses = try losses.resolved(for: names, argument: "loss", model: model)
    } else {
      resolvedLosses = names.map { _ in loss }
    }
    let weights = try lossWeights?.resolved(for: names, argument: "lossWeights", model: model)
    let plain = try metrics.resolved(for: names, argument: "metrics", model: model)
    let weighted = try weightedMetrics.resolved(for: names, argument: "weightedMetrics", model: model)
    var taken: [String: Int] = ["loss": 1]
    outputs = names.indices.map { index in
      func entry(_ metric: Metric, isWeighted: Bool) -> (logName: String, metric: Metric, isWeighted: Bool) {
        let metric = metric.resolved(output: outputShapes[index], target: targetShapes[index] ?? outputShapes[index])
        let base = single ? metric.name : "\(names[index])_\(metric.name)"
        let count = taken[base, default: 0]
        taken[base] = count + 1
        return (count == 0 ? base : "\(base)_\(count)", metric, isWeighted)
      }
      return OutputTraining(
        name: names[index], loss: resolvedLosses[index], weight: weights?[index] ?? 1,
        tracker: single || resolvedLosses[index] == nil ? nil : Metrics.Mean(name: "\(names[index])_loss"),
        metrics: plain[index].map { entry($0, isWeighted: false) } + weighted[index].map { entry($0, isWeighted: true) }
      )
    }
  }
}
