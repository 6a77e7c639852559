import TensorGraph

extension Loss {
  /// The mean of `(yTrue - yPred)²`.
  public static var meanSquaredError: Loss { MeanSquaredError() }
  /// The mean of `(yTrue - yPred)²`.
  public static var mse: Loss { MeanSquaredError() }

  /// The mean of `|yTrue - yPred|`.
  public static var meanAbsoluteError: Loss { MeanAbsoluteError() }
  /// The mean of `|yTrue - yPred|`.
  public static var mae: Loss { MeanAbsoluteError() }

  /// Squared error up to 1, growing in a straight line beyond.
  public static var huber: Loss { Huber() }
  /// Squared error up to `delta`, growing in a straight line beyond.
  public static func huber(delta: Double = 1) -> Loss { Huber(delta: delta) }

  /// For decisions between yes and no, from probabilities.
  public static var binaryCrossentropy: Loss { BinaryCrossentropy() }
  /// For decisions between yes and no.
  public static func binaryCrossentropy(fromLogits: Bool = false, labelSmoothing: Double = 0) -> Loss {
    BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }

  /// For one-hot targets, from probabilities.
  public static var categoricalCrossentropy: Loss { CategoricalCrossentropy() }
  /// For one-hot targets.
  public static func categoricalCrossentropy(fromLogits: Bool = false, labelSmoothing: Double = 0) -> Loss {
    CategoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }

  /// For class numbers as targets, from probabilities.
  public static var sparseCategoricalCrossentropy: Loss { SparseCategoricalCrossentropy() }
  /// For class numbers as targets.
  public static func sparseCategoricalCrossentropy(fromLogits: Bool = false, ignoreClass: Int? = nil) -> Loss {
    SparseCategoricalCrossentropy(fromLogits: fromLogits, ignoreClass: ignoreClass)
  }

  /// The crossentropy that fits the shapes: binary for one output, sparse for class numbers, else categorical.
  public static var crossentropy: Loss {
    Loss("crossentropy") { yTrue, yPred in
      switch TargetKind(yTrue, yPred) {
      case .binary: Losses.binaryCrossentropy(yTrue, yPred)
      case .sparse: Losses.sparseCategoricalCrossentropy(yTrue, yPred)
      case .categorical: Losses.categoricalCrossentropy(yTrue, yPred)
      }
    }
  }
}

/// What targets are, by Keras' rule on shapes.
enum TargetKind {
  case binary, sparse, categorical

  init(_ yTrue: Tensor, _ yPred: Tensor) {
    let classes = yPred.shape.last
    if classes == 1 {
      self = .binary
    } else if yTrue.rank < yPred.rank || yTrue.shape.last == 1 {
      self = .sparse
    } else {
      self = .categorical
    }
  }
}
