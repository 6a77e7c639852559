import TensorGraph

/// Weighted numbers of right and wrong decisions at each threshold in one batch.
///
/// Each of shape `[thresholds]` or `[thresholds, labels]`.
struct ConfusionBatch {
  let truePositives: Tensor
  let falsePositives: Tensor
  let trueNegatives: Tensor
  let falseNegatives: Tensor

  /// Counts a batch.
  ///
  /// - Parameters:
  ///   - targets: 0 or 1: `[batch, …]`.
  ///   - predictions: positive where they exceed a limit: `[batch, …]`.
  ///   - limits: `[thresholds]`.
  ///   - weights: broadcast to the predictions.
  ///   - byLabel: whether the last axis is kept.
  init(_ targets: Tensor, _ predictions: Tensor, limits: Tensor, weights: Tensor?, byLabel: Bool = false) {
    func rows(_ tensor: Tensor) -> Tensor {
      deferrable("rows", tensor) { $0.reshaped(byLabel ? [nil, 1, $0.shape.last] : [nil, 1]) }
    }
    let positive = rows(weights.map { targets * $0 } ?? targets)
    let negative = rows(weights.map { (1 - targets) * $0 } ?? (1 - targets))
    // [batch, thresholds] or [batch, thresholds, labels]: compared and summed in one pass.
    let isTaken = rows(predictions) .> (byLabel ? limits.expandedDimensions(-1) : limits)
    truePositives = which(isTaken, positive, 0).sum(axis: 0)
    falsePositives = which(isTaken, negative, 0).sum(axis: 0)
    falseNegatives = positive.sum(axis: 0) - truePositives
    trueNegatives = negative.sum(axis: 0) - falsePositives
  }
}

/// Predictions and thresholds brought to where Keras compares them.
///
/// Source: `keras.src.metrics.metrics_utils`.
struct ThresholdScale {
  /// As given.
  let thresholds: [Double]
  /// Whether neighbours have one distance.
  let isEven: Bool

  init(_ thresholds: [Double]) {
    self.thresholds = thresholds
    isEven = Self.areEven(thresholds)
  }

  /// Neighbours have one distance by NumPy's `allclose`.
  static func areEven(_ thresholds: [Double]) -> Bool {
    guard thresholds.count > 2 else { return false }
    return thresholds.enumerated().allSatisfy { index, threshold in
      let even = Double(index) / Double(thresholds.count - 1)
      return abs(threshold - even) <= Losses.epsilon + 1e-5 * even
    }
  }

  /// The predictions to compare, and what they are compared with.
  func scaled(_ predictions: Tensor) -> (predictions: Tensor, limits: Tensor) {
    guard isEven else { return (predictions, Tensor(thresholds.map(Float.init), shape: [thresholds.count])) }
    // Scaled to whole thresholds, as Keras does, so that equal values fall on the same side; a first one below 0 lets all
    // pass.
    let passesAll = thresholds[0] < 0 || thresholds[thresholds.count - 1] > 1
    let limits = [passesAll ? -1 : 0] + (1..<thresholds.count).map(Float.init)
    return (clip(predictions, 0, 1) * (thresholds.count - 1), Tensor(limits, shape: [limits.count]))
  }
}

/// Weighted numbers of right and wrong decisions at each threshold: the state of metrics such as `AUC`.
///
/// Each of shape `[thresholds]` or `[thresholds, labels]`.
struct ConfusionCounts {
  let truePositives: Variable
  let falsePositives: Variable
  let trueNegatives: Variable
  let falseNegatives: Variable

  init(_ metric: Metric, _ shape: Shape) {
    truePositives = metric.addVariable(name: "true_positives", shape: shape)
    falsePositives = metric.addVariable(name: "false_positives", shape: shape)
    trueNegatives = metric.addVariable(name: "true_negatives", shape: shape)
    falseNegatives = metric.addVariable(name: "false_negatives", shape: shape)
  }

  func add(_ batch: ConfusionBatch) {
    truePositives.assign(truePositives.value + batch.truePositives)
    falsePositives.assign(falsePositives.value + batch.falsePositives)
    falseNegatives.assign(falseNegatives.value + batch.falseNegatives)
    trueNegatives.assign(trueNegatives.value + batch.trueNegatives)
  }

  /// The area under a curve. Shape: `[]` or `[labels]`.
  func area(_ curve: Metrics.AUC.Curve, _ summation: Metrics.AUC.Summation) -> Tensor {
    if curve == .precisionRecall, summation == .interpolation { return interpolatedPrecisionRecall() }
    let (x, y) = points(curve)
    let (low, high) = (before(y), after(y))
    let heights =
      switch summation {
      case .interpolation: (low + high) / 2
      case .minoring: minimum(low, high)
      case .majoring: maximum(low, high)
      }
    return ((before(x) - after(x)) * heights).sum(axis: 0)
  }

  private func before(_ x: Tensor) -> Tensor { x.slice(axis: 0, from: 0, count: (x.shape[0] ?? 2) - 1) }
  private func after(_ x: Tensor) -> Tensor { x.slice(axis: 0, from: 1, count: (x.shape[0] ?? 2) - 1) }

  private func points(_ curve: Metrics.AUC.Curve) -> (x: Tensor, y: Tensor) {
    let (tp, fp) = (truePositives.value, falsePositives.value)
    let (tn, fn) = (trueNegatives.value, falseNegatives.value)
    func ratio(_ a: Tensor, _ b: Tensor) -> Tensor { WeightedReduction.divideNoNaN(a, b) }
    switch curve {
    case .roc: return (ratio(fp, fp + tn), ratio(tp, tp + fn))
    case .precisionRecall: return (ratio(tp, tp + fn), ratio(tp, tp + fp))
    case .precisionRecallGain:
      let scale = ratio(tp + fn, tn + fp)
      let isNone = tp .== 0
      let recallGain = which(isNone, 0, 1 - scale * ratio(fn, tp))
      let precisionGain = which(isNone, 1, 1 - scale * ratio(fp, tp))
      return (maximum(recallGain, 0), precisionGain)
    }
  }

  // Between two thresholds true positives grow in a straight line with the number taken for positive; the area under
  // precision along it has a closed form (Davis and Goadrich, 2006).
  private func interpolatedPrecisionRecall() -> Tensor {
    func ratio(_ a: Tensor, _ b: Tensor) -> Tensor { WeightedReduction.divideNoNaN(a, b) }
    let tp = truePositives.value
    let taken = tp + falsePositives.value
    let found = before(tp) - after(tp)
    let slope = ratio(found, maximum(before(taken) - after(taken), 0))
    let intercept = after(tp) - slope * after(taken)
    let isSafe = logicalAnd(before(taken) .> 0, after(taken) .> 0)
    let growth = which(isSafe, ratio(before(taken), maximum(after(taken), 0)), 1)
    let positives = maximum(after(tp) + after(falseNegatives.value), 0)
    return ratio(slope * (found + intercept * log(growth)), positives).sum(axis: 0)
  }
}
