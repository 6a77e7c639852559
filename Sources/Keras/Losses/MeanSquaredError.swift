import TensorGraph

/// The mean of `(yTrue - yPred)²`.
///
/// Inputs: `[batch, …, features]`, of one shape. Source: `keras.losses.MeanSquaredError`.
public final class MeanSquaredError: Loss {
  /// - Parameter reduction: how values become one number. Default: their sum over their number.
  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "mean_squared_error") {
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { Losses.meanSquaredError(yTrue, yPred) }
}
