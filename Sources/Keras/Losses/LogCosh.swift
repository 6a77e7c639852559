import TensorGraph

/// The mean of `ln cosh(yPred - yTrue)`: half the square of small errors, the size of large ones.
///
/// Inputs: `[batch, …, features]`, of one shape. Source: `keras.losses.LogCosh`.
public final class LogCosh: Loss {
  /// - Parameter reduction: how values become one number. Default: their sum over their number.
  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "log_cosh") {
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { Losses.logCosh(yTrue, yPred) }
}
