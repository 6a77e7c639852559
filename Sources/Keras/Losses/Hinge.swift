import TensorGraph

/// The mean of `max(1 - yTrue · yPred, 0)`.
///
/// Inputs: `[batch, …, features]`, of one shape. Targets: -1 or 1; 0 and 1 are taken as -1 and 1. Source:
/// `keras.losses.Hinge`.
public final class Hinge: Loss {
  /// - Parameter reduction: how values become one number. Default: their sum over their number.
  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "hinge") {
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { Losses.hinge(yTrue, yPred) }
}
