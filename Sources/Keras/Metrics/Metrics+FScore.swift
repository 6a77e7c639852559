import TensorGraph

extension Metrics {
  /// How class scores become one number.
  public enum ScoreAverage: String, Sendable {
    /// All decisions counted together.
    case micro
    /// The mean of the classes' scores.
    case macro
    /// The mean of the classes' scores, each as often as the class occurs.
    case weighted
  }

  /// The harmonic mean of precision and recall, recall counting `beta` times:
  /// `(1 + beta²) · precision · recall / (beta² · precision + recall)`.
  ///
  /// Targets (one-hot, or 0 and 1) and predictions: `[batch, classes]`. Without an average there is one value for each class.
  /// Source: `keras.metrics.FBetaScore`.
  public class FBetaScore: Metric {
    /// How class scores become one number; they stay as they are if `nil`.
    public let average: ScoreAverage?
    /// How many times more recall counts than precision.
    public let beta: Double
    /// What predictions must exceed to count as positive; only the largest counts if `nil`.
    public let threshold: Double?
    private var state: State?
    private let configurationError: KerasError?

    private struct State {
      let truePositives: Variable
      let falsePositives: Variable
      let falseNegatives: Variable
      let weights: Variable
    }

    /// - Parameters:
    ///   - average: how class scores become one number; they stay as they are if `nil`.
    ///   - beta: how many times more recall counts than precision. Above 0. Default 1.
    ///   - threshold: what predictions must exceed to count as positive, in 0...1; only the largest counts if `nil`.
    public init(
      average: ScoreAverage? = nil, beta: Double = 1, threshold: Double? = nil, name: String = "fbeta_score"
    ) {
      self.average = average
      self.beta = beta
      self.threshold = threshold
      let isPossible = beta > 0 && (threshold.map { $0 > 0 && $0 <= 1 } ?? true)
      configurationError =
        isPossible
        ? nil
        : KerasError(
          "Metric '\(name)' cannot be computed.", expected: "beta above 0, and a threshold above 0 and up to 1",
          received: "beta: \(beta), threshold: \(threshold.map { "\($0)" } ?? "nil")",
          fix: "leave out the threshold to count the largest prediction only")
      super.init(name)
    }

    public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
      let state = self.state ?? makeState(yPred.shape.last ?? 1)
      self.state = state
      func fail(_ error: KerasError) { state.truePositives.assign(.failed(error)) }
      if let error = yTrue.error ?? yPred.error ?? configurationError { return fail(error) }
      guard yTrue.rank == 2, yPred.rank == 2, yTrue.shape.matches(yPred.shape) else {
        return fail(
          Metrics.mismatch(name, expected: "targets and predictions [batch, classes]", received: yTrue))
      }
      let (targets, predictions) = (yTrue.cast(to: .float32), yPred.cast(to: .float32))
      let taken: Tensor
      if let threshold {
        taken = (predictions .> threshold).cast(to: .float32)
      } else {
        let isLargest = predictions .>= predictions.max(axis: -1, keepDims: true)
        taken = logicalAnd(isLargest, abs(predictions) .> 1e-9).cast(to: .float32)
      }
      let weight = sampleWeight.map { WeightedReduction.expanded($0.cast(to: .float32), to: 2) }
      let axes = average == .micro ? [0, 1] : [0]
      func add(_ values: Tensor, to variable: Variable) {
        variable.assign(variable.value + (weight.map { values * $0 } ?? values).sum(axes: axes))
      }
      add(taken * targets, to: state.truePositives)
      add(taken * (1 - targets), to: state.falsePositives)
      add((1 - taken) * targets, to: state.falseNegatives)
      add(targets, to: state.weights)
    }

    private func makeState(_ classes: Int) -> State {
      let shape: Shape = average == .micro ? [] : [classes]
      return State(
        truePositives: addVariable(name: "true_positives", shape: shape),
        falsePositives: addVariable(name: "false_positives", shape: shape),
        falseNegatives: addVariable(name: "false_negatives", shape: shape),
        weights: addVariable(name: "intermediate_weights", shape: shape))
    }

    public override func result() -> Tensor {
      if let configurationError { return .failed(configurationError) }
      guard let state else { return Tensor(0.0) }
      let right = state.truePositives.value
      let precision = right / (right + state.falsePositives.value + Losses.epsilon)
      let recall = right / (right + state.falseNegatives.value + Losses.epsilon)
      let square = beta * beta
      let scores = precision * recall / (precision * square + recall + Losses.epsilon) * (1 + square)
      switch average {
      case nil: return scores
      case .micro, .macro: return scores.mean()
      case .weighted:
        let weights = state.weights.value
        return (scores * (weights / (weights.sum() + Losses.epsilon))).sum()
      }
    }
  }

  /// The harmonic mean of precision and recall.
  ///
  /// Targets (one-hot, or 0 and 1) and predictions: `[batch, classes]`. Without an average there is one value for each class.
  /// Source: `keras.metrics.F1Score`.
  public final class F1Score: FBetaScore {
    /// - Parameters:
    ///   - average: how class scores become one number; they stay as they are if `nil`.
    ///   - threshold: what predictions must exceed to count as positive, in 0...1; only the largest counts if `nil`.
    public init(average: ScoreAverage? = nil, threshold: Double? = nil, name: String = "f1_score") {
      super.init(average: average, beta: 1, threshold: threshold, name: name)
    }
  }
}

extension Metric {
  /// The harmonic mean of precision and recall.
  public static func f1Score(average: Metrics.ScoreAverage? = nil, threshold: Double? = nil) -> Metric {
    Metrics.F1Score(average: average, threshold: threshold)
  }
}
