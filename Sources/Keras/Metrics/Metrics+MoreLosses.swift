import TensorGraph

// More losses watched as metrics: their mean over all samples so far.
extension Metrics {
  /// 100 times the mean of `|yTrue - yPred| / |yTrue|`.
  public final class MeanAbsolutePercentageError: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "mean_absolute_percentage_error") {
      super.init(name, Losses.meanAbsolutePercentageError)
    }
  }

  /// The mean of `(ln(yTrue + 1) - ln(yPred + 1))²`.
  public final class MeanSquaredLogarithmicError: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "mean_squared_logarithmic_error") {
      super.init(name, Losses.meanSquaredLogarithmicError)
    }
  }

  /// The mean of `ln cosh(yPred - yTrue)`.
  public final class LogCoshError: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "logcosh") { super.init(name, Losses.logCosh) }
  }

  /// The mean of `yPred - yTrue · ln yPred`.
  public final class Poisson: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "poisson") { super.init(name, Losses.poisson) }
  }

  /// The mean of `Σ yTrue · ln(yTrue / yPred)`.
  public final class KLDivergence: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "kl_divergence") { super.init(name, Losses.klDivergence) }
  }

  /// The mean of `max(1 - yTrue · yPred, 0)`.
  public final class Hinge: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "hinge") { super.init(name, Losses.hinge) }
  }

  /// The mean of `max(1 - yTrue · yPred, 0)²`.
  public final class SquaredHinge: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "squared_hinge") { super.init(name, Losses.squaredHinge) }
  }

  /// The mean of `max(1 + largest wrong - right, 0)`.
  public final class CategoricalHinge: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "categorical_hinge") { super.init(name, Losses.categoricalHinge) }
  }

  /// The mean cosine of the angle between targets and predictions: 1 where they point the same way.
  public final class CosineSimilarity: Metric {
    /// The axis of the vectors.
    public let axis: Int

    /// - Parameter axis: the axis of the vectors. Default the last.
    public init(axis: Int = -1, name: String = "cosine_similarity") {
      self.axis = axis
      super.init(name) { -Losses.cosineSimilarity($0, $1, axis: axis) }
    }
  }
}

extension Metric {
  /// 100 times the mean of `|yTrue - yPred| / |yTrue|`.
  public static var meanAbsolutePercentageError: Metric { Metrics.MeanAbsolutePercentageError() }
  /// The mean of `(ln(yTrue + 1) - ln(yPred + 1))²`.
  public static var meanSquaredLogarithmicError: Metric { Metrics.MeanSquaredLogarithmicError() }
  /// The mean of `ln cosh(yPred - yTrue)`.
  public static var logCosh: Metric { Metrics.LogCoshError() }
  /// The mean of `yPred - yTrue · ln yPred`.
  public static var poisson: Metric { Metrics.Poisson() }
  /// The mean of `Σ yTrue · ln(yTrue / yPred)`.
  public static var klDivergence: Metric { Metrics.KLDivergence() }
  /// The mean of `max(1 - yTrue · yPred, 0)`.
  public static var hinge: Metric { Metrics.Hinge() }
  /// The mean of `max(1 - yTrue · yPred, 0)²`.
  public static var squaredHinge: Metric { Metrics.SquaredHinge() }
  /// The mean of `max(1 + largest wrong - right, 0)`.
  public static var categoricalHinge: Metric { Metrics.CategoricalHinge() }
  /// The mean cosine of the angle between targets and predictions.
  public static var cosineSimilarity: Metric { Metrics.CosineSimilarity() }
  /// 100 times the mean of `|yTrue - yPred| / |yTrue|`, called `mape`.
  public static var mape: Metric { Metrics.MeanAbsolutePercentageError(name: "mape") }
  /// The mean of `(ln(yTrue + 1) - ln(yPred + 1))²`, called `msle`.
  public static var msle: Metric { Metrics.MeanSquaredLogarithmicError(name: "msle") }
}
