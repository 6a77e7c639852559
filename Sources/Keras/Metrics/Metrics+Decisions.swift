import TensorGraph

extension Metrics {
  /// How many of those taken for positive are: `true positives / (true positives + false positives)`.
  ///
  /// Targets: 0 or 1; predictions: probabilities, of the same shape `[batch, …]`. Source: `keras.metrics.Precision`.
  public final class Precision: ThresholdMetric {
    private let truePositives: Variable
    private let falsePositives: Variable

    /// - Parameters:
    ///   - thresholds: what predictions must exceed to count as positive; several give several values. Default 0.5, or none with `topK`.
    ///   - topK: how many of the largest predictions of a sample count as positive at most.
    ///   - classID: the one class that is counted; all if `nil`.
    public init(thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil, name: String = "precision") {
      let shape: Shape = [thresholds?.count ?? 1]
      truePositives = .state("true_positives", shape, of: name)
      falsePositives = .state("false_positives", shape, of: name)
      super.init(name, thresholds: thresholds, topK: topK, classID: classID)
    }

    override func add(_ batch: ConfusionBatch) {
      truePositives.assign(truePositives.value + batch.truePositives)
      falsePositives.assign(falsePositives.value + batch.falsePositives)
    }

    public override func result() -> Tensor {
      let right = truePositives.value
      return shaped(WeightedReduction.divideNoNaN(right, right + falsePositives.value))
    }
  }

  /// How many of the positives are found: `true positives / (true positives + false negatives)`.
  ///
  /// Targets: 0 or 1; predictions: probabilities, of the same shape `[batch, …]`. Source: `keras.metrics.Recall`.
  public final class Recall: ThresholdMetric {
    private let truePositives: Variable
    private let falseNegatives: Variable

    /// - Parameters:
    ///   - thresholds: what predictions must exceed to count as positive; several give several values. Default 0.5, or none with `topK`.
    ///   - topK: how many of the largest predictions of a sample count as positive at most.
    ///   - classID: the one class that is counted; all if `nil`.
    public init(thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil, name: String = "recall") {
      let shape: Shape = [thresholds?.count ?? 1]
      truePositives = .state("true_positives", shape, of: name)
      falseNegatives = .state("false_negatives", shape, of: name)
      super.init(name, thresholds: thresholds, topK: topK, classID: classID)
    }

    override func add(_ batch: ConfusionBatch) {
      truePositives.assign(truePositives.value + batch.truePositives)
      falseNegatives.assign(falseNegatives.value + batch.falseNegatives)
    }

    public override func result() -> Tensor {
      let found = truePositives.value
      return shaped(WeightedReduction.divideNoNaN(found, found + falseNegatives.value))
    }
  }

  /// What `TruePositives` and the like share: a weighted number of decisions at each threshold. Not for use by itself.
  public class DecisionCount: ThresholdMetric {
    private let accumulator: Variable
    private let chosen: (ConfusionBatch) -> Tensor

    init(_ name: String, _ thresholds: [Double]?, _ chosen: @escaping (ConfusionBatch) -> Tensor) {
      accumulator = .state("accumulator", [thresholds?.count ?? 1], of: name)
      self.chosen = chosen
      super.init(name, thresholds: thresholds)
    }

    override func add(_ batch: ConfusionBatch) { accumulator.assign(accumulator.value + chosen(batch)) }

    public override func result() -> Tensor { shaped(accumulator.value) }
  }

  /// How many positives were taken for positive.
  public final class TruePositives: DecisionCount {
    /// - Parameter thresholds: what predictions must exceed to count as positive. Default 0.5.
    public init(thresholds: [Double]? = nil, name: String = "true_positives") {
      super.init(name, thresholds) { $0.truePositives }
    }
  }

  /// How many negatives were taken for negative.
  public final class TrueNegatives: DecisionCount {
    /// - Parameter thresholds: what predictions must exceed to count as positive. Default 0.5.
    public init(thresholds: [Double]? = nil, name: String = "true_negatives") {
      super.init(name, thresholds) { $0.trueNegatives }
    }
  }

  /// How many negatives were taken for positive.
  public final class FalsePositives: DecisionCount {
    /// - Parameter thresholds: what predictions must exceed to count as positive. Default 0.5.
    public init(thresholds: [Double]? = nil, name: String = "false_positives") {
      super.init(name, thresholds) { $0.falsePositives }
    }
  }

  /// How many positives were taken for negative.
  public final class FalseNegatives: DecisionCount {
    /// - Parameter thresholds: what predictions must exceed to count as positive. Default 0.5.
    public init(thresholds: [Double]? = nil, name: String = "false_negatives") {
      super.init(name, thresholds) { $0.falseNegatives }
    }
  }
}

extension Metric {
  /// How many of those taken for positive are.
  public static var precision: Metric { Metrics.Precision() }
  /// How many of those taken for positive are.
  public static func precision(thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil) -> Metric {
    Metrics.Precision(thresholds: thresholds, topK: topK, classID: classID)
  }
  /// How many of the positives are found.
  public static var recall: Metric { Metrics.Recall() }
  /// How many of the positives are found.
  public static func recall(thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil) -> Metric {
    Metrics.Recall(thresholds: thresholds, topK: topK, classID: classID)
  }
  /// How many positives were taken for positive.
  public static var truePositives: Metric { Metrics.TruePositives() }
  /// How many negatives were taken for negative.
  public static var trueNegatives: Metric { Metrics.TrueNegatives() }
  /// How many negatives were taken for positive.
  public static var falsePositives: Metric { Metrics.FalsePositives() }
  /// How many positives were taken for negative.
  public static var falseNegatives: Metric { Metrics.FalseNegatives() }
}
