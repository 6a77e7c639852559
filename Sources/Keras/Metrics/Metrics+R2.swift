import TensorGraph

extension Metrics {
  /// How much of the targets' variance predictions explain: `1 - Σ(yTrue - yPred)² / Σ(yTrue - mean)²`.
  ///
  /// Targets and predictions: `[batch, outputs]`. Source: `keras.metrics.R2Score`.
  public final class R2Score: Metric {
    /// How outputs' scores become one number.
    public enum Aggregation: String, Sendable {
      /// Their mean.
      case uniformAverage = "uniform_average"
      /// Their mean, each as often as its variance says.
      case varianceWeightedAverage = "variance_weighted_average"
    }

    /// How outputs' scores become one number; they stay as they are if `nil`.
    public let aggregation: Aggregation?
    /// How many features predictions were made from, for the adjusted score.
    public let regressorCount: Int
    private let samples: Variable
    private var state: State?

    private struct State {
      let squaredSum: Variable
      let sum: Variable
      let residual: Variable
      let count: Variable
    }

    /// - Parameters:
    ///   - aggregation: how outputs' scores become one number; they stay as they are if `nil`. Default their mean.
    ///   - regressorCount: how many features predictions were made from, for the adjusted score; 0 for the plain one.
    public init(
      aggregation: Aggregation? = .uniformAverage, regressorCount: Int = 0, name: String = "r2_score"
    ) {
      self.aggregation = aggregation
      self.regressorCount = regressorCount
      samples = .state("num_samples", of: name)
      super.init(name)
    }

    public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
      if let error = yTrue.error ?? yPred.error { return samples.assign(.failed(error)) }
      let (targets, predictions) = WeightedReduction.sameRank(yTrue.cast(to: .float32), yPred.cast(to: .float32))
      guard targets.rank == 2, targets.shape.matches(predictions.shape), let outputs = predictions.shape.last else {
        return samples.assign(
          .failed(Metrics.mismatch(name, expected: "targets and predictions [batch, outputs]", received: yTrue)))
      }
      let state = self.state ?? makeState(outputs)
      self.state = state
      var weight = sampleWeight?.cast(to: .float32) ?? Tensor(1.0).cast(to: .float32)
      if weight.rank == 1 { weight = weight.expandedDimensions(1) }
      let weights = deferrable("sample_weight", [weight, targets]) { [$0[0].broadcast(to: $0[1].shape)] }[0]
      let weighted = targets * weights
      state.sum.assign(state.sum.value + weighted.sum(axis: 0))
      state.squaredSum.assign(state.squaredSum.value + (targets * weighted).sum(axis: 0))
      state.residual.assign(state.residual.value + (square(targets - predictions) * weights).sum(axis: 0))
      state.count.assign(state.count.value + weights.sum(axis: 0))
      samples.assign(samples.value + Tensor.ones(like: targets).sum())
    }

    private func makeState(_ outputs: Int) -> State {
      State(
        squaredSum: addVariable(name: "squared_sum", shape: [outputs]), sum: addVariable(name: "sum", shape: [outputs]),
        residual: addVariable(name: "residual", shape: [outputs]), count: addVariable(name: "count", shape: [outputs]))
    }

    public override var variables: [Variable] {
      [samples] + super.variables.filter { $0 !== samples }
    }

    public override func result() -> Tensor {
      guard let state else { return samples.value * 0 }
      let mean = state.sum.value / state.count.value
      let total = state.squaredSum.value - state.sum.value * mean
      let raw = 1 - state.residual.value / total
      let scores = which(isInfinite(raw), 0, raw)
      let score =
        switch aggregation {
        case nil: scores
        case .uniformAverage: scores.mean()
        case .varianceWeightedAverage: (total * scores).sum() / total.sum()
        }
      guard regressorCount > 0 else { return score }
      let rest = samples.value - Double(regressorCount) - 1
      // With too few samples Keras gives the plain score.
      let adjusted = 1 - (1 - score) * (samples.value - 1) / which(rest .> 0, rest, 1)
      return which(rest .> 0, adjusted, score)
    }
  }
}

extension Metric {
  /// How much of the targets' variance predictions explain.
  public static var r2Score: Metric { Metrics.R2Score() }
}
