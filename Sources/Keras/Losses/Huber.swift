import TensorGraph

/// Half the squared error up to `delta`, growing in a straight line beyond: large errors weigh less than squared.
///
/// Inputs: `[batch, …, features]`, of one shape. Source: `keras.losses.Huber`.
public final class Huber: Loss {
  /// Where the straight line begins. Default 1.
  public let delta: Double

  /// - Parameter delta: where the straight line begins. Default 1.
  public init(delta: Double = 1, reduction: LossReduction = .sumOverBatchSize, name: String = "huber_loss") {
    self.delta = delta
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { Losses.huber(yTrue, yPred, delta: delta) }
}
