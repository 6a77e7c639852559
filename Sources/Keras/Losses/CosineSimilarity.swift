import TensorGraph

/// Minus the cosine of the angle between targets and predictions: -1 where they point the same way.
///
/// Inputs: `[batch, …, features]`, of one shape. Source: `keras.losses.CosineSimilarity`.
public final class CosineSimilarity: Loss {
  /// The axis of the vectors.
  public let axis: Int

  /// - Parameter axis: the axis of the vectors. Default the last.
  public init(axis: Int = -1, reduction: LossReduction = .sumOverBatchSize, name: String = "cosine_similarity") {
    self.axis = axis
    super.init(name, reduction: reduction)
  }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    Losses.cosineSimilarity(yTrue, yPred, axis: axis)
  }
}
