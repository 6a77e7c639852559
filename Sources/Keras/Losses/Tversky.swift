import TensorGraph

/// Dice's overlap with weights of its own for what is missed and what is wrongly found (Salehi et al., 2017).
///
/// Inputs: 0...1, of one shape. Source: `keras.losses.Tversky`.
public final class Tversky: Loss {
  /// The weight of what is missed.
  public let alpha: Double
  /// The weight of what is wrongly found.
  public let beta: Double
  /// The axes to sum over; all if `nil`.
  public let axes: [Int]?

  /// - Parameters:
  ///   - alpha: the weight of what is missed. Default 0.5.
  ///   - beta: the weight of what is wrongly found. Default 0.5.
  ///   - axes: the axes to sum over; all if `nil`, which gives a single number.
  public init(
    alpha: Double = 0.5, beta: Double = 0.5, reduction: LossReduction = .sumOverBatchSize, name: String = "tversky",
    axes: [Int]? = nil
  ) {
    self.alpha = alpha
    self.beta = beta
    self.axes = axes
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    Losses.tversky(yTrue, yPred, alpha: alpha, beta: beta, axes: axes)
  }
}
