import TensorGraph

/// 100 times the mean of `|yTrue - yPred| / |yTrue|`.
///
/// Inputs: `[batch, …, features]`, of one shape; targets near 0 count as 1e-7. Source:
/// `keras.losses.MeanAbsolutePercentageError`.
public final class MeanAbsolutePercentageError: Loss {
  /// - Parameter reduction: how values become one number. Default: their sum over their number.
  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "mean_absolute_percentage_error") {
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    Losses.meanAbsolutePercentageError(yTrue, yPred)
  }
}
