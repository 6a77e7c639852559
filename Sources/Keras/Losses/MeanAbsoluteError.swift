import TensorGraph

/// The mean of `|yTrue - yPred|`.
///
/// Inputs: `[batch, …, features]`, of one shape. Source: `keras.losses.MeanAbsoluteError`.
public final class MeanAbsoluteError: Loss {
  /// - Parameter reduction: how values become one number. Default: their sum over their number.
  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "mean_absolute_error") {
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { Losses.meanAbsoluteError(yTrue, yPred) }
}
