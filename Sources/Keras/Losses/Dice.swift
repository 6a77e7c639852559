import TensorGraph

/// `1 - 2 Σ yTrue · yPred / (Σ yTrue + Σ yPred)`: how little two regions overlap, for segmentation.
///
/// Inputs: 0...1, of one shape. Source: `keras.losses.Dice`.
public final class Dice: Loss {
  /// The axes to sum over; all if `nil`.
  public let axes: [Int]?

  /// - Parameter axes: the axes to sum over; all if `nil`, which gives a single number.
  public init(reduction: LossReduction = .sumOverBatchSize, name: String = "dice", axes: [Int]? = nil) {
    self.axes = axes
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { Losses.dice(yTrue, yPred, axes: axes) }
}
