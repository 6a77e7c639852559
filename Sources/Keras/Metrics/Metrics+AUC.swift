import TensorGraph

extension Metrics {
  /// The area under a curve of a classifier's quality over all thresholds, by a sum over some thresholds.
  ///
  /// Targets: 0 or 1; predictions: probabilities, of the same shape `[batch, …]`.
  /// Source: `keras.metrics.AUC`.
  public final class AUC: Metric {
    /// Which curve.
    public enum Curve: String, Sendable {
      /// The share of positives found over the share of negatives taken for positives.
      case roc = "ROC"
      /// The share of right ones among those taken for positives over the share of positives found.
      case precisionRecall = "PR"
      /// The same as gains over taking everything for positive.
      case precisionRecallGain = "PRGAIN"
    }

    /// How heights between two thresholds are chosen.
    public enum Summation: String, Sendable {
      /// Their mean; for `.precisionRecall` Davis and Goadrich's interpolation (2006).
      case interpolation
      case minoring, majoring
    }

    /// Which curve.
    public let curve: Curve
    /// How heights between two thresholds are chosen.
    public let summation: Summation
    /// From just below 0 to just above 1.
    public let thresholds: [Double]
    /// Whether each label has its own curve.
    public let multiLabel: Bool
    /// One weight for each label.
    public let labelWeights: [Double]?
    /// Whether predictions are logits rather than probabilities.
    public let fromLogits: Bool
    /// The thresholds that were given, in place of evenly spread ones.
    let givenThresholds: [Double]?
    private let areEven: Bool
    private var counts: ConfusionCounts?
    private let configurationError: KerasError?

    /// - Parameters:
    ///   - thresholdCount: how many thresholds, evenly spread; 2 or more. Default 200.
    ///   - curve: default `.roc`.
    ///   - summation: default `.interpolation`.
    ///   - thresholds: between 0 and 1, in place of evenly spread ones.
    ///   - multiLabel: whether each label, `[batch, labels]`, has its own curve, whose areas are averaged.
    ///   - labelWeights: one weight for each label. Default: all the same.
    ///   - fromLogits: whether predictions are logits rather than probabilities. Default `false`.
    public init(
      thresholdCount: Int = 200, curve: Curve = .roc, summation: Summation = .interpolation,
      thresholds: [Double]? = nil, multiLabel: Bool = false, labelWeights: [Double]? = nil, fromLogits: Bool = false,
      name: String = "auc"
    ) {
      self.curve = curve
      self.summation = summation
      self.multiLabel = multiLabel
      self.labelWeights = labelWeights
      self.fromLogits = fromLogits
      givenThresholds = thresholds
      // A list of them is made.
      let count = Swift.min(Swift.max(thresholdCount, 2), 1 << 20)
      let inner = thresholds?.sorted() ?? (1..<(count - 1)).map { Double($0) / Double(count - 1) }
      areEven = thresholds == nil || ThresholdScale.areEven([0] + inner + [1])
      self.thresholds = [-Losses.epsilon] + inner + [1 + Losses.epsilon]
      configurationError =
        thresholds != nil || thresholdCount == count
        ? nil
        : KerasError(
          "Metric '\(name)' cannot be computed.", expected: "2 thresholds or more",
          received: "thresholdCount: \(thresholdCount)", fix: "give a larger number, such as the default 200")
      super.init(name)
      if !multiLabel { counts = ConfusionCounts(self, [self.thresholds.count]) }
    }

    public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
      for tensor in [yTrue, yPred] where tensor.error != nil { return fail(tensor.error!) }
      if let configurationError { return fail(configurationError) }
      let probabilities = (fromLogits ? sigmoid(yPred) : yPred).cast(to: .float32)
      var (predictions, targets) = WeightedReduction.sameRank(probabilities, yTrue.cast(to: .float32))
      guard targets.shape.matches(predictions.shape), !multiLabel || predictions.rank == 2 else {
        let expected =
          multiLabel
          ? "predictions [batch, labels] and targets like them" : "targets \(yPred.shape), as the predictions"
        return fail(Metrics.mismatch(name, expected: expected, received: yTrue))
      }
      if let labelWeights, labelWeights.count != (predictions.shape.last ?? labelWeights.count) {
        return fail(
          Metrics.mismatch(
            name, expected: "\(labelWeights.count.counted("label", "labels")), as labelWeights", received: yTrue))
      }
      if counts == nil { counts = ConfusionCounts(self, [thresholds.count, predictions.shape.last ?? 1]) }
      var weights = sampleWeight.map { [targets] in WeightedReduction.expanded($0, toElementsOf: targets) }
      if let weights, let error = WeightedReduction.weightError(targets, weights, of: "metric '\(name)'") {
        return fail(error)
      }
      if let labelWeights, !multiLabel {
        let row = Tensor(labelWeights.map(Float.init), shape: [1, labelWeights.count])
        weights = weights.map { $0 * row } ?? row
      }
      targets = targets.cast(to: .bool).cast(to: .float32)
      let limits: [Float]
      if areEven {
        // Scaled to whole thresholds, as Keras does, so that equal values fall on the same side; the first lets all pass.
        predictions = clip(predictions, 0, 1) * (thresholds.count - 1)
        limits = [-1] + (1..<thresholds.count).map(Float.init)
      } else {
        limits = thresholds.map(Float.init)
      }
      counts!.add(
        ConfusionBatch(
          targets, predictions, limits: Tensor(limits, shape: [limits.count]), weights: weights, byLabel: multiLabel))
    }

    private func fail(_ error: KerasError) {
      if counts == nil { counts = ConfusionCounts(self, [thresholds.count]) }
      counts!.truePositives.assign(.failed(error))
    }

    public override func result() -> Tensor {
      if let configurationError { return .failed(configurationError) }
      guard let counts else { return Tensor(0.0) }
      let areas = counts.area(curve, summation)
      guard multiLabel else { return areas }
      guard let labelWeights else { return areas.mean() }
      let weights = Tensor(labelWeights.map(Float.init))
      return WeightedReduction.divideNoNaN((areas * weights).sum(), weights.sum())
    }
  }
}

extension Metric {
  /// The area under the curve of found positives over false alarms.
  public static var auc: Metric { Metrics.AUC() }
  /// The area under a curve of a classifier's quality.
  public static func auc(
    curve: Metrics.AUC.Curve = .roc, summation: Metrics.AUC.Summation = .interpolation, thresholdCount: Int = 200,
    fromLogits: Bool = false
  ) -> Metric {
    Metrics.AUC(thresholdCount: thresholdCount, curve: curve, summation: summation, fromLogits: fromLogits)
  }
}
