import TensorGraph

/// The mean of `(ln(yTrue + 1) - ln(yPred + 1))²`.
///
/// Inputs: `[batch, …, features]`, of one shape; numbers below 1e-7 count as that. Source:
/// `keras.losses.MeanSquaredLogarithmicError`.
public final class MeanSquaredLogarithmicError: Loss {
  /// - Parameter reduction: how values become one number. Default: their sum over their number.
  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "mean_squared_logarithmic_error") {
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    Losses.meanSquaredLogarithmicError(yTrue, yPred)
  }
}
