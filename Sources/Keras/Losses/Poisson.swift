import TensorGraph

/// The mean of `yPred - yTrue · ln yPred`, for counts.
///
/// Inputs: `[batch, …, features]`, of one shape; predictions are positive. Source: `keras.losses.Poisson`.
public final class Poisson: Loss {
  /// - Parameter reduction: how values become one number. Default: their sum over their number.
  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "poisson") {
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { Losses.poisson(yTrue, yPred) }
}
