// Spellings of losses that are not Keras': the compiler says the right one. A use of any of these does not compile.

extension Loss {
  @available(*, unavailable, renamed: "binaryCrossentropy")
  public static var binaryCrossEntropy: Loss { binaryCrossentropy }
  @available(*, unavailable, renamed: "binaryCrossentropy")
  public static func binaryCrossEntropy(fromLogits: Bool = false, labelSmoothing: Double = 0) -> Loss {
    binaryCrossentropy
  }
  @available(*, unavailable, renamed: "categoricalCrossentropy")
  public static var categoricalCrossEntropy: Loss { categoricalCrossentropy }
  @available(*, unavailable, renamed: "categoricalCrossentropy")
  public static func categoricalCrossEntropy(fromLogits: Bool = false, labelSmoothing: Double = 0) -> Loss {
    categoricalCrossentropy
  }
  @available(*, unavailable, renamed: "sparseCategoricalCrossentropy")
  public static var sparseCategoricalCrossEntropy: Loss { sparseCategoricalCrossentropy }
  @available(*, unavailable, renamed: "sparseCategoricalCrossentropy")
  public static func sparseCategoricalCrossEntropy(fromLogits: Bool = false, ignoreClass: Int? = nil) -> Loss {
    sparseCategoricalCrossentropy
  }
  @available(*, unavailable, renamed: "binaryFocalCrossentropy")
  public static var binaryFocalCrossEntropy: Loss { binaryFocalCrossentropy }
  @available(*, unavailable, renamed: "binaryFocalCrossentropy")
  public static func binaryFocalCrossEntropy(alpha: Double = 0.25, gamma: Double = 2) -> Loss {
    binaryFocalCrossentropy
  }
  @available(*, unavailable, renamed: "categoricalFocalCrossentropy")
  public static var categoricalFocalCrossEntropy: Loss { categoricalFocalCrossentropy }
  @available(*, unavailable, renamed: "categoricalFocalCrossentropy")
  public static func categoricalFocalCrossEntropy(alpha: Double = 0.25, gamma: Double = 2) -> Loss {
    categoricalFocalCrossentropy
  }
  @available(*, unavailable, renamed: "crossentropy")
  public static var crossEntropy: Loss { crossentropy }
  @available(*, unavailable, renamed: "meanSquaredError")
  public static var meanSquareError: Loss { meanSquaredError }
  @available(*, unavailable, renamed: "meanSquaredError")
  public static var l2: Loss { meanSquaredError }
  @available(*, unavailable, renamed: "meanAbsoluteError")
  public static var l1: Loss { meanAbsoluteError }
  @available(*, unavailable, renamed: "sparseCategoricalCrossentropy")
  public static var nll: Loss { sparseCategoricalCrossentropy }
  @available(*, unavailable, renamed: "klDivergence")
  public static var klDiv: Loss { klDivergence }
  @available(*, unavailable, renamed: "klDivergence")
  public static var kullbackLeiblerDivergence: Loss { klDivergence }
  @available(*, unavailable, renamed: "logCosh")
  public static var logcosh: Loss { logCosh }
  @available(*, unavailable, renamed: "categoricalCrossentropy")
  public static var cce: Loss { categoricalCrossentropy }
}

@available(*, unavailable, renamed: "BinaryCrossentropy")
public typealias BinaryCrossEntropy = BinaryCrossentropy
@available(*, unavailable, renamed: "CategoricalCrossentropy")
public typealias CategoricalCrossEntropy = CategoricalCrossentropy
@available(*, unavailable, renamed: "SparseCategoricalCrossentropy")
public typealias SparseCategoricalCrossEntropy = SparseCategoricalCrossentropy
@available(*, unavailable, renamed: "MeanSquaredError")
public typealias MSE = MeanSquaredError
@available(*, unavailable, renamed: "MeanAbsoluteError")
public typealias MAE = MeanAbsoluteError
