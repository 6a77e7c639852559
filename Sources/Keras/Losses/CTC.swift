import TensorGraph

/// Minus the logarithm of the probability of a sequence of labels over all its alignments with the inputs' times.
///
/// Targets: labels from 1, padded with 0 at the end, `[batch, labels]`; predictions: logits `[batch, time, classes]`, class 0 for "no
/// label". Source: `keras.losses.CTC` (Graves et al., 2006).
public final class CTC: Loss {
  /// - Parameter reduction: how values become one number. Default: their sum over their number.
  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "ctc") {
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { Losses.ctc(yTrue, yPred) }
}
