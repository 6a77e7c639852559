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

  /// Every loss that was given.
  package var allLosses: [Loss] {
    switch losses {
    case nil: loss.map { [$0] } ?? []
    case .list(let list): list.compactMap { $0 }
    case .named(let pairs): pairs.map(\.value)
    }
  }

  /// Everything that is reset at the start of an epoch.
  package var allMetrics: [Metric] {
    [lossTracker]
      + (outputs ?? []).flatMap { output in (output.tracker.map { [$0] } ?? []) + output.metrics.map(\.metric) }
  }

  /// Decides which loss and metrics each output has; `shapes` are of outputs and targets, for `accuracy`.
  func resolve(names: [String], outputShapes: [Shape], targetShapes: [Shape?], model: String) throws(KerasError) {
    guard outputs == nil else { return }
    let resolvedLosses: [Loss?]
    if let losses {
      resolvedLosses = try losses.resolved(for: names, argument: "loss", model: model)
    } else {
      resolvedLosses = names.map { _ in loss }
    }
    for (index, loss) in resolvedLosses.enumerated() {
      if let loss { OneUnit.warn(loss, of: names[index], outputShapes[index], model: model) }
    }
    let weights = try lossWeights?.resolved(for: names, argument: "lossWeights", model: model)
    let plain = try metrics.resolved(for: names, argument: "metrics", model: model)
    let weighted = try weightedMetrics.resolved(for: names, argument: "weightedMetrics", model: model)
    let losesSeveral = resolvedLosses.count { $0 != nil } > 1
    outputs = names.indices.map { index in
      func metric(_ metric: Metric) -> Metric {
        metric.resolved(output: outputShapes[index], target: targetShapes[index] ?? outputShapes[index])
      }
      return OutputTraining(
        name: names[index], loss: resolvedLosses[index], weight: weights?[index] ?? 1,
        tracker: losesSeveral && resolvedLosses[index] != nil ? Metrics.Mean(name: "\(names[index])_loss") : nil,
        metrics: MetricNames(output: names.count == 1 ? nil : names[index])
          .named(plain[index].map(metric), weighted: weighted[index].map(metric)))
    }
  }
}

/// Names metrics in logs as Keras does.
///
/// Source: `keras.src.trainers.compile_utils.CompileMetrics.result`.
struct MetricNames {
  /// The output's name, if there are several outputs.
  let output: String?

  func named(
    _ metrics: [Metric], weighted: [Metric]
  ) -> [(logName: String, metric: Metric, isWeighted: Bool)] {
    var taken: [String: Int] = [:]
    func numbered(_ name: String) -> String {
      let count = taken[name, default: 0]
      taken[name] = count + 1
      return count == 0 ? name : "\(name)_\(count)"
    }
    let prefix = output.map { "\($0)_" } ?? ""
    return metrics.map { (numbered(prefix + $0.name), $0, false) }
      + weighted.map { metric in
        let name = prefix + metric.name
        return (numbered(taken[name] == nil ? name : "\(prefix)weighted_\(metric.name)"), metric, true)
      }
  }
}
