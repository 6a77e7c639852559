import TensorGraph

// Losses watched as metrics: their mean over all samples so far.
extension Metrics {
  /// The mean of `(yTrue - yPred)²`.
  public final class MeanSquaredError: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "mean_squared_error") { super.init(name, Losses.meanSquaredError) }
  }

  /// The mean of `|yTrue - yPred|`.
  public final class MeanAbsoluteError: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "mean_absolute_error") { super.init(name, Losses.meanAbsoluteError) }
  }

  /// The root of the mean of `(yTrue - yPred)²`.
  public final class RootMeanSquaredError: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "root_mean_squared_error") {
      super.init(name) { yTrue, yPred in
        Losses.compare(name, yTrue, yPred) { square($0 - $1) }
      }
    }

    public override func result() -> Tensor { sqrt(super.result()) }
  }

  /// The mean crossentropy of decisions between yes and no. See `BinaryCrossentropy`.
  public final class BinaryCrossentropy: Metric {
    /// Whether predictions are logits rather than probabilities.
    public let fromLogits: Bool
    /// How much targets are smoothed.
    public let labelSmoothing: Double

    /// A new metric; the arguments are those of the loss.
    public init(fromLogits: Bool = false, labelSmoothing: Double = 0, name: String = "binary_crossentropy") {
      self.fromLogits = fromLogits
      self.labelSmoothing = labelSmoothing
      super.init(name) {
        Losses.binaryCrossentropy($0, $1, fromLogits: fromLogits, labelSmoothing: labelSmoothing)
      }
    }
  }

  /// The mean crossentropy for one-hot targets. See `CategoricalCrossentropy`.
  public final class CategoricalCrossentropy: Metric {
    /// Whether predictions are logits rather than probabilities.
    public let fromLogits: Bool
    /// How much targets are smoothed.
    public let labelSmoothing: Double
    /// The axis of the classes.
    public let axis: Int

    /// A new metric; the arguments are those of the loss.
    public init(
      fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1, name: String = "categorical_crossentropy"
    ) {
      self.fromLogits = fromLogits
      self.labelSmoothing = labelSmoothing
      self.axis = axis
      super.init(name) {
        Losses.categoricalCrossentropy($0, $1, fromLogits: fromLogits, labelSmoothing: labelSmoothing, axis: axis)
      }
    }
  }

  /// The mean crossentropy for class numbers as targets. See `SparseCategoricalCrossentropy`.
  public final class SparseCategoricalCrossentropy: Metric {
    /// Whether predictions are logits rather than probabilities.
    public let fromLogits: Bool
    /// The class number whose positions count for nothing.
    public let ignoreClass: Int?
    /// The axis of the classes.
    public let axis: Int

    /// A new metric; the arguments are those of the loss.
    public init(
      fromLogits: Bool = false, ignoreClass: Int? = nil, axis: Int = -1,
      name: String = "sparse_categorical_crossentropy"
    ) {
      self.fromLogits = fromLogits
      self.ignoreClass = ignoreClass
      self.axis = axis
      super.init(name) {
        Losses.sparseCategoricalCrossentropy($0, $1, fromLogits: fromLogits, ignoreClass: ignoreClass, axis: axis)
      }
    }
  }
}

extension Metric {
  /// The mean of `(yTrue - yPred)²`, called `mean_squared_error`.
  public static var meanSquaredError: Metric { Metrics.MeanSquaredError() }
  /// The mean of `(yTrue - yPred)²`, called `mse`.
  public static var mse: Metric { Metrics.MeanSquaredError(name: "mse") }
  /// The mean of `|yTrue - yPred|`, called `mean_absolute_error`.
  public static var meanAbsoluteError: Metric { Metrics.MeanAbsoluteError() }
  /// The mean of `|yTrue - yPred|`, called `mae`.
  public static var mae: Metric { Metrics.MeanAbsoluteError(name: "mae") }
  /// The root of the mean of `(yTrue - yPred)²`.
  public static var rootMeanSquaredError: Metric { Metrics.RootMeanSquaredError() }
  /// The crossentropy of decisions between yes and no.
  public static func binaryCrossentropy(fromLogits: Bool = false, labelSmoothing: Double = 0) -> Metric {
    Metrics.BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }
  /// The crossentropy of decisions between yes and no, from probabilities.
  public static var binaryCrossentropy: Metric { Metrics.BinaryCrossentropy() }
  /// The crossentropy for one-hot targets.
  public static func categoricalCrossentropy(fromLogits: Bool = false, labelSmoothing: Double = 0) -> Metric {
    Metrics.CategoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: labelSmoothing)
  }
  /// The crossentropy for one-hot targets, from probabilities.
  public static var categoricalCrossentropy: Metric { Metrics.CategoricalCrossentropy() }
  /// The crossentropy for class numbers as targets.
  public static func sparseCategoricalCrossentropy(fromLogits: Bool = false, ignoreClass: Int? = nil) -> Metric {
    Metrics.SparseCategoricalCrossentropy(fromLogits: fromLogits, ignoreClass: ignoreClass)
  }
  /// The crossentropy for class numbers as targets, from probabilities.
  public static var sparseCategoricalCrossentropy: Metric { Metrics.SparseCategoricalCrossentropy() }
  /// The crossentropy that fits the shapes: binary for one output, sparse for class numbers, else categorical.
  public static var crossentropy: Metric {
    let metric = Metric("crossentropy") { yTrue, yPred in
      switch TargetKind(yTrue, yPred) {
      case .binary: Losses.binaryCrossentropy(yTrue, yPred)
      case .sparse: Losses.sparseCategoricalCrossentropy(yTrue, yPred)
      case .categorical: Losses.categoricalCrossentropy(yTrue, yPred)
      }
    }
    metric.knownName = "crossentropy"
    return metric
  }
}
