import TensorGraph

/// `-ln p` of the true class, for targets that are class numbers.
///
/// Targets: `[batch, …]` or `[batch, …, 1]`, from 0; predictions: `[batch, …, classes]`.
/// Source: `keras.losses.SparseCategoricalCrossentropy`. A target that is no class makes the loss NaN.
public final class SparseCategoricalCrossentropy: Loss {
  /// Whether predictions are logits rather than probabilities.
  public let fromLogits: Bool
  /// The class number whose positions count for nothing.
  public let ignoreClass: Int?
  /// The axis of the classes.
  public let axis: Int

  /// - Parameters:
  ///   - fromLogits: whether predictions are logits rather than probabilities. Default `false`.
  ///   - ignoreClass: a class number whose positions count for nothing, such as padding.
  ///   - axis: the axis of the classes. Default the last.
  public init(
    fromLogits: Bool = false, ignoreClass: Int? = nil, axis: Int = -1,
    reduction: LossReduction = .sumOverBatchSize, name: String = "sparse_categorical_crossentropy"
  ) {
    self.fromLogits = fromLogits
    self.ignoreClass = ignoreClass
    self.axis = axis
    super.init(name, reduction: reduction)
  }

  package override var convertsTargets: Bool { false }

  public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    if let classCount = yPred.shape[axis] {
      IndexRequirements.note(yTrue, below: classCount, except: ignoreClass, who: "Loss '\(name)'") { label in
        classCount == 1
          ? "give the last layer one unit for each class, or use .binaryCrossentropy for two classes and one unit"
          : "number the classes from 0, or give the last layer at least \(label &+ 1) units"
      }
    }
    return Losses.sparseCategoricalCrossentropy(
      yTrue, yPred, fromLogits: fromLogits, ignoreClass: ignoreClass, axis: axis)
  }
}
