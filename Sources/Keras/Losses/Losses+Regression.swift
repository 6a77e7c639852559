import TensorGraph

extension Losses {
  /// 100 times the mean over the last axis of `|yTrue - yPred| / |yTrue|`; targets near 0 count as 1e-7.
  public static func meanAbsolutePercentageError(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("mean_absolute_percentage_error", yTrue, yPred) { yTrue, yPred in
      abs((yTrue - yPred) / maximum(abs(yTrue), epsilon)).meanOfLast * 100
    }
  }

  /// The mean over the last axis of `(ln(yTrue + 1) - ln(yPred + 1))²`; numbers below 1e-7 count as that.
  public static func meanSquaredLogarithmicError(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("mean_squared_logarithmic_error", yTrue, yPred) { yTrue, yPred in
      square(log(maximum(yPred, epsilon) + 1) - log(maximum(yTrue, epsilon) + 1)).meanOfLast
    }
  }

  /// The mean over the last axis of `ln cosh(yPred - yTrue)`.
  public static func logCosh(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("log_cosh", yTrue, yPred) { yTrue, yPred in
      let error = yPred - yTrue
      // ln((eˣ + e⁻ˣ)/2) without overflow; Keras takes ln 2 in float32, whatever the type.
      return (error + Activation.Formula.softplus(error * -2) - Double(Float(0.6931471805599453))).meanOfLast
    }
  }

  /// The mean over the last axis of `yPred - yTrue · ln(yPred + 1e-7)`.
  public static func poisson(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("poisson", yTrue, yPred) { ($1 - $0 * log($1 + epsilon)).meanOfLast }
  }

  /// `Σ yTrue · ln(yTrue / yPred)` over the last axis, both limited to 1e-7...1.
  public static func klDivergence(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("kl_divergence", yTrue, yPred) { yTrue, yPred in
      let (targets, predictions) = (clip(yTrue, epsilon, 1), clip(yPred, epsilon, 1))
      let values = targets * log(targets / predictions)
      return values.rank == 0 ? values : values.sum(axis: -1)
    }
  }

  /// Minus the cosine of the angle between targets and predictions along `axis`.
  public static func cosineSimilarity(_ yTrue: Tensor, _ yPred: Tensor, axis: Int = -1) -> Tensor {
    compare("cosine_similarity", yTrue, yPred) { yTrue, yPred in
      -(normalize(yTrue, axis: axis) * normalize(yPred, axis: axis)).sum(axis: axis)
    }
  }

  /// The mean over the last axis of `max(1 - yTrue · yPred, 0)`, for targets -1 and 1, or 0 and 1.
  public static func hinge(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("hinge", yTrue, yPred) { maximum(1 - signed($0) * $1, 0).meanOfLast }
  }

  /// The mean over the last axis of `max(1 - yTrue · yPred, 0)²`, for targets -1 and 1, or 0 and 1.
  public static func squaredHinge(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("squared_hinge", yTrue, yPred) { square(maximum(1 - signed($0) * $1, 0)).meanOfLast }
  }

  /// `max(1 + largest wrong - right, 0)` over the last axis, for one-hot targets.
  public static func categoricalHinge(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("categorical_hinge", yTrue, yPred) { yTrue, yPred in
      let right = (yTrue * yPred).sum(axis: -1)
      return maximum(((1 - yTrue) * yPred).max(axis: -1) - right + 1, 0)
    }
  }

  /// `1 - 2 Σ yTrue · yPred / (Σ yTrue + Σ yPred)`, summed over `axes`, or over everything.
  public static func dice(_ yTrue: Tensor, _ yPred: Tensor, axes: [Int]? = nil) -> Tensor {
    compare("dice", yTrue, yPred) { yTrue, yPred in
      let both = (yTrue * yPred).sum(axes: axes)
      return 1 - both * 2 / (yTrue.sum(axes: axes) + yPred.sum(axes: axes) + epsilon)
    }
  }

  /// `1 - B / (B + alpha M + beta W)` with what both have, what is missed, and what is wrongly found, summed over `axes`, or over
  /// everything.
  public static func tversky(
    _ yTrue: Tensor, _ yPred: Tensor, alpha: Double = 0.5, beta: Double = 0.5, axes: [Int]? = nil
  ) -> Tensor {
    compare("tversky", yTrue, yPred) { yTrue, yPred in
      let both = (yTrue * yPred).sum(axes: axes)
      let missed = ((1 - yPred) * yTrue).sum(axes: axes)
      let wrong = (yPred * (1 - yTrue)).sum(axes: axes)
      return 1 - both / (both + missed * alpha + wrong * beta + epsilon)
    }
  }

  /// Targets 0 and 1 as -1 and 1, if there are no others.
  private static func signed(_ yTrue: Tensor) -> Tensor {
    let isBinary = logicalOr(yTrue .== 0, yTrue .== 1).all()
    return which(isBinary, yTrue * 2 - 1, yTrue)
  }
}
