import TensorGraph

extension Metrics {
  /// What `PrecisionAtRecall` and the like share: the best of one quality where another is good enough. Not for use by itself.
  ///
  /// Source: `keras.src.metrics.confusion_metrics.SensitivitySpecificityBase`.
  public class OperatingPoint: ThresholdMetric {
    /// The least value of the quality that is demanded, in 0...1.
    public let demanded: Double
    private var counts: ConfusionCounts?
    private let qualities: (Qualities) -> (demanded: Tensor, best: Tensor)
    private let configurationError: KerasError?

    /// Shares of decisions at each threshold.
    struct Qualities {
      let counts: ConfusionCounts

      private func share(_ a: Variable, _ b: Variable) -> Tensor {
        WeightedReduction.divideNoNaN(a.value, a.value + b.value)
      }
      /// How many of the positives are found.
      var recall: Tensor { share(counts.truePositives, counts.falseNegatives) }
      /// How many of those taken for positive are.
      var precision: Tensor { share(counts.truePositives, counts.falsePositives) }
      /// How many of the negatives are taken for negative.
      var specificity: Tensor { share(counts.trueNegatives, counts.falsePositives) }
    }

    init(
      _ name: String, demanded: Double, thresholdCount: Int, classID: Int?,
      _ qualities: @escaping (Qualities) -> (demanded: Tensor, best: Tensor)
    ) {
      self.demanded = demanded
      self.qualities = qualities
      // A list of them is made.
      let count = Swift.min(Swift.max(thresholdCount, 1), 1 << 20)
      let isPossible = (0...1).contains(demanded) && thresholdCount == count
      configurationError =
        isPossible
        ? nil
        : KerasError(
          "Metric '\(name)' cannot be computed.", expected: "a demanded value in 0...1, and 1 threshold or more",
          received: "\(demanded) and thresholdCount: \(thresholdCount)", fix: "give a share, such as 0.5")
      let steps = Swift.max(count - 1, 1)
      super.init(
        name, thresholds: count > 1 ? (0..<count).map { Double($0) / Double(steps) } : [0.5],
        classID: classID)
      counts = ConfusionCounts(self, [thresholds.count])
    }

    override func add(_ batch: ConfusionBatch) { counts?.add(batch) }

    public override func result() -> Tensor {
      if let configurationError { return .failed(configurationError) }
      guard let counts else { return Tensor(0.0) }
      let (demandedQuality, best) = qualities(Qualities(counts: counts))
      return maximum(which(demandedQuality .>= demanded, best, 0).max(), 0)
    }
  }

  /// The best precision at a threshold where enough of the positives are found.
  public final class PrecisionAtRecall: OperatingPoint {
    /// - Parameters:
    ///   - recall: how many of the positives must be found, in 0...1.
    ///   - thresholdCount: how many thresholds, evenly spread from 0 to 1. Default 200.
    ///   - classID: the one class that is counted; all if `nil`.
    public init(recall: Double, thresholdCount: Int = 200, classID: Int? = nil, name: String = "precision_at_recall") {
      super.init(name, demanded: recall, thresholdCount: thresholdCount, classID: classID) {
        ($0.recall, $0.precision)
      }
    }
  }

  /// The best recall at a threshold where enough of those taken for positive are.
  public final class RecallAtPrecision: OperatingPoint {
    /// - Parameters:
    ///   - precision: how many of those taken for positive must be, in 0...1.
    ///   - thresholdCount: how many thresholds, evenly spread from 0 to 1. Default 200.
    ///   - classID: the one class that is counted; all if `nil`.
    public init(
      precision: Double, thresholdCount: Int = 200, classID: Int? = nil, name: String = "recall_at_precision"
    ) {
      super.init(name, demanded: precision, thresholdCount: thresholdCount, classID: classID) {
        ($0.precision, $0.recall)
      }
    }
  }

  /// The best share of positives found at a threshold where enough of the negatives are taken for negative.
  public final class SensitivityAtSpecificity: OperatingPoint {
    /// - Parameters:
    ///   - specificity: how many of the negatives must be taken for negative, in 0...1.
    ///   - thresholdCount: how many thresholds, evenly spread from 0 to 1. Default 200.
    ///   - classID: the one class that is counted; all if `nil`.
    public init(
      specificity: Double, thresholdCount: Int = 200, classID: Int? = nil, name: String = "sensitivity_at_specificity"
    ) {
      super.init(name, demanded: specificity, thresholdCount: thresholdCount, classID: classID) {
        ($0.specificity, $0.recall)
      }
    }
  }

  /// The best share of negatives taken for negative at a threshold where enough of the positives are found.
  public final class SpecificityAtSensitivity: OperatingPoint {
    /// - Parameters:
    ///   - sensitivity: how many of the positives must be found, in 0...1.
    ///   - thresholdCount: how many thresholds, evenly spread from 0 to 1. Default 200.
    ///   - classID: the one class that is counted; all if `nil`.
    public init(
      sensitivity: Double, thresholdCount: Int = 200, classID: Int? = nil, name: String = "specificity_at_sensitivity"
    ) {
      super.init(name, demanded: sensitivity, thresholdCount: thresholdCount, classID: classID) {
        ($0.recall, $0.specificity)
      }
    }
  }
}
