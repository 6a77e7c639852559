import TensorGraph

/// `-Σ yTrue ln p` over the classes, for one-hot targets.
///
/// Targets and predictions: `[batch, …, classes]`. Source: `keras.losses.CategoricalCrossentropy`.
public final class CategoricalCrossentropy: Loss {
  /// Whether predictions are logits rather than probabilities.
  public let fromLogits: Bool
  /// How much targets are smoothed.
  public let labelSmoothing: Double
  /// The axis of the classes.
  public let axis: Int

  /// - Parameters:
  ///   - fromLogits: whether predictions are logits rather than probabilities. Default `false`.
  ///   - labelSmoothing: the share of each target that is spread evenly over all classes. Default 0.
  ///   - axis: the axis of the classes. Default the last.
  public init(
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1,
    reduction: LossReduction = .sumOverBatchSize, name: String = "categorical_crossentropy"
  ) {
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
    self.axis = axis
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    Losses.categoricalCrossentropy(yTrue, yPred, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
  }
}
