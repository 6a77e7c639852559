import TensorGraph

/// `-yTrue ln p - (1 - yTrue) ln(1 - p)`, for decisions between yes and no.
///
/// Targets: 0 or 1, or probabilities; predictions: probabilities or logits, of the same shape `[batch, …]`.
/// Source: `keras.losses.BinaryCrossentropy`.
public final class BinaryCrossentropy: Loss {
  /// Whether predictions are logits rather than probabilities.
  public let fromLogits: Bool
  /// How much targets are smoothed.
  public let labelSmoothing: Double
  /// The axis to average over.
  public let axis: Int

  /// - Parameters:
  ///   - fromLogits: whether predictions are logits rather than probabilities. Default `false`.
  ///   - labelSmoothing: how far targets move towards 0.5: 0 not at all, 1 all the way. Default 0.
  ///   - axis: the axis to average over. Default the last.
  public init(
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1,
    reduction: LossReduction = .sumOverBatchSize, name: String = "binary_crossentropy"
  ) {
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
    self.axis = axis
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    Losses.binaryCrossentropy(yTrue, yPred, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
  }
}
