import TensorGraph

/// The categorical crossentropy with less weight for what is predicted well: times `alpha (1 - p)^gamma` (Lin et al., 2017).
///
/// Targets (one-hot) and predictions: `[batch, …, classes]`. Source: `keras.losses.CategoricalFocalCrossentropy`.
public final class CategoricalFocalCrossentropy: Loss {
  /// The weight of each class, or of all.
  public let alpha: [Double]
  /// How much less what is predicted well counts.
  public let gamma: Double
  /// Whether predictions are logits rather than probabilities.
  public let fromLogits: Bool
  /// How much targets are smoothed.
  public let labelSmoothing: Double
  /// The axis of the classes.
  public let axis: Int

  /// - Parameters:
  ///   - alpha: the weight of each class, or one number for all. Default 0.25.
  ///   - gamma: how much less what is predicted well counts. Default 2.
  ///   - fromLogits: whether predictions are logits rather than probabilities. Default `false`.
  ///   - labelSmoothing: the share of each target that is spread evenly over all classes. Default 0.
  ///   - axis: the axis of the classes. Default the last.
  public init(
    alpha: [Double] = [0.25], gamma: Double = 2, fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1,
    reduction: LossReduction = .sumOverBatchSize, name: String = "categorical_focal_crossentropy"
  ) {
    self.alpha = alpha
    self.gamma = gamma
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
    self.axis = axis
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    Losses.categoricalFocalCrossentropy(
      yTrue, yPred, alpha: alpha, gamma: gamma, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
  }
}
