import TensorGraph

/// `max(1 + largest wrong - right, 0)` over the classes.
///
/// Inputs: `[batch, …, classes]`, of one shape. Targets: one-hot. Source: `keras.losses.CategoricalHinge`.
public final class CategoricalHinge: Loss {
  /// - Parameter reduction: how values become one number. Default: their sum over their number.
  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "categorical_hinge") {
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { Losses.categoricalHinge(yTrue, yPred) }
}
