import TensorGraph

/// What metrics share that count right and wrong decisions at thresholds. Not for use by itself.
public class ThresholdMetric: Metric {
  /// What predictions must exceed to count as positive.
  public let thresholds: [Double]
  /// How many of the largest predictions of a sample count as positive at most.
  public let topK: Int?
  /// The one class that is counted.
  public let classID: Int?
  private let scale: ThresholdScale

  init(_ name: String, thresholds: [Double]?, topK: Int? = nil, classID: Int? = nil) {
    // Among the largest, every one counts.
    self.thresholds = thresholds ?? [topK == nil ? 0.5 : -1e10]
    self.topK = topK
    self.classID = classID
    scale = ThresholdScale(self.thresholds)
    super.init(name)
  }

  /// Adds a batch to the state.
  func add(_ batch: ConfusionBatch) {}

  /// Makes the state carry an error.
  func fail(_ error: KerasError) { for variable in variables { variable.assign(.failed(error)) } }

  public override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    for tensor in [yTrue, yPred] where tensor.error != nil { return fail(tensor.error!) }
    var (predictions, targets) = WeightedReduction.sameRank(yPred.cast(to: .float32), yTrue.cast(to: .float32))
    guard targets.shape.matches(predictions.shape) else {
      return fail(Metrics.mismatch(name, expected: "targets \(yPred.shape), as the predictions", received: yTrue))
    }
    let weights = sampleWeight.map { WeightedReduction.expanded($0, toElementsOf: targets) }
    if let weights, let error = WeightedReduction.weightError(targets, weights, of: "metric '\(name)'") {
      return fail(error)
    }
    if let topK { predictions = Self.keepingLargest(topK, of: predictions) }
    if let classID {
      guard predictions.rank > 1, (0..<(predictions.shape.last ?? classID + 1)).contains(classID) else {
        return fail(
          Metrics.mismatch(name, expected: "predictions [batch, …, classes] with a class \(classID)", received: yTrue))
      }
      let axis = predictions.rank - 1
      predictions = predictions.slice(axis: axis, from: classID, count: 1)
      targets = targets.slice(axis: axis, from: classID, count: 1)
    }
    let (scaled, limits) = scale.scaled(predictions)
    add(
      ConfusionBatch(
        targets.cast(to: .bool).cast(to: .float32), scaled, limits: limits,
        weights: weights))
  }

  // An element is among the largest if fewer than k are larger, or equal and before it.
  private static func keepingLargest(_ k: Int, of x: Tensor) -> Tensor {
    deferrable("largest", x) { x in
      guard let classes = x.shape.last else { return x }
      let (own, other) = (x.expandedDimensions(-1), x.expandedDimensions(-2))
      let place = Tensor.iota([classes, classes], axis: 0, dtype: .int32)
      let isBefore = Tensor.iota([classes, classes], axis: 1, dtype: .int32) .< place
      let isAhead = logicalOr(other .> own, logicalAnd(other .== own, isBefore))
      return which(isAhead.cast(to: .int32).sum(axis: -1) .< k, x, -1e10)
    }
  }

  /// The only value, or one for each threshold.
  func shaped(_ values: Tensor) -> Tensor { thresholds.count == 1 ? values.reshaped([]) : values }
}
