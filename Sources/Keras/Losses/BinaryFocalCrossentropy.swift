import TensorGraph

/// The binary crossentropy with less weight for what is predicted well: times `(1 - p)^gamma` (Lin et al., 2017).
///
/// Targets: 0 or 1, or probabilities; predictions: probabilities or logits, of the same shape `[batch, …]`.
/// Source: `keras.losses.BinaryFocalCrossentropy`.
public final class BinaryFocalCrossentropy: Loss {
  /// Whether the two classes have weights.
  public let appliesClassBalancing: Bool
  /// The weight of class 1; class 0 has `1 - alpha`.
  public let alpha: Double
  /// How much less what is predicted well counts.
  public let gamma: Double
  /// Whether predictions are logits rather than probabilities.
  public let fromLogits: Bool
  /// How much targets are smoothed.
  public let labelSmoothing: Double
  /// The axis to average over.
  public let axis: Int

  /// - Parameters:
  ///   - appliesClassBalancing: whether the two classes have weights. Default `false`.
  ///   - alpha: the weight of class 1; class 0 has `1 - alpha`. Default 0.25.
  ///   - gamma: how much less what is predicted well counts; 0 for the binary crossentropy. Default 2.
  ///   - fromLogits: whether predictions are logits rather than probabilities. Default `false`.
  ///   - labelSmoothing: how far targets move towards 0.5: 0 not at all, 1 all the way. Default 0.
  ///   - axis: the axis to average over. Default the last.
  public init(
    appliesClassBalancing: Bool = false, alpha: Double = 0.25, gamma: Double = 2, fromLogits: Bool = false,
    labelSmoothing: Double = 0, axis: Int = -1, reduction: LossReduction = .sumOverBatchSize,
    name: String = "binary_focal_crossentropy"
  ) {
    self.appliesClassBalancing = appliesClassBalancing
    self.alpha = alpha
    self.gamma = gamma
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
    self.axis = axis
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    Losses.binaryFocalCrossentropy(
      yTrue, yPred, appliesClassBalancing: appliesClassBalancing, alpha: alpha, gamma: gamma, fromLogits: fromLogits,
      labelSmoothing: labelSmoothing, axis: axis)
  }
}
