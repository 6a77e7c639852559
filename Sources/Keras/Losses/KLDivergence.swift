import TensorGraph

/// `Σ yTrue · ln(yTrue / yPred)`: how far one distribution is from another (Kullback and Leibler, 1951).
///
/// Inputs: `[batch, …, classes]`, of one shape. Source: `keras.losses.KLDivergence`.
public final class KLDivergence: Loss {
  /// - Parameter reduction: how values become one number. Default: their sum over their number.
  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "kl_divergence") {
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { Losses.klDivergence(yTrue, yPred) }
}
