import TensorGraph

extension Loss {
  /// 100 times the mean of `|yTrue - yPred| / |yTrue|`.
  public static var meanAbsolutePercentageError: Loss { MeanAbsolutePercentageError() }
  /// 100 times the mean of `|yTrue - yPred| / |yTrue|`.
  public static var mape: Loss { MeanAbsolutePercentageError() }
  /// The mean of `(ln(yTrue + 1) - ln(yPred + 1))²`.
  public static var meanSquaredLogarithmicError: Loss { MeanSquaredLogarithmicError() }
  /// The mean of `(ln(yTrue + 1) - ln(yPred + 1))²`.
  public static var msle: Loss { MeanSquaredLogarithmicError() }
  /// The mean of `ln cosh(yPred - yTrue)`.
  public static var logCosh: Loss { LogCosh() }
  /// The mean of `yPred - yTrue · ln yPred`.
  public static var poisson: Loss { Poisson() }
  /// `Σ yTrue · ln(yTrue / yPred)`.
  public static var klDivergence: Loss { KLDivergence() }
  /// `Σ yTrue · ln(yTrue / yPred)`.
  public static var kld: Loss { KLDivergence() }
  /// For decisions between yes and no, from probabilities.
  public static var bce: Loss { BinaryCrossentropy() }
  /// The mean of `max(1 - yTrue · yPred, 0)`.
  public static var hinge: Loss { Hinge() }
  /// The mean of `max(1 - yTrue · yPred, 0)²`.
  public static var squaredHinge: Loss { SquaredHinge() }
  /// `max(1 + largest wrong - right, 0)`.
  public static var categoricalHinge: Loss { CategoricalHinge() }
  /// Minus the cosine of the angle between targets and predictions.
  public static var cosineSimilarity: Loss { CosineSimilarity() }
  /// How little two regions overlap.
  public static var dice: Loss { Dice() }
  /// How little two regions overlap, with weights for what is missed and what is wrongly found.
  public static var tversky: Loss { Tversky() }
  /// For sequences of labels without their times.
  public static var ctc: Loss { CTC() }
  /// The binary crossentropy with less weight for what is predicted well.
  public static var binaryFocalCrossentropy: Loss { BinaryFocalCrossentropy() }
  /// The categorical crossentropy with less weight for what is predicted well.
  public static var categoricalFocalCrossentropy: Loss { CategoricalFocalCrossentropy() }
  /// The binary crossentropy with less weight for what is predicted well.
  public static func binaryFocalCrossentropy(
    appliesClassBalancing: Bool = false, alpha: Double = 0.25, gamma: Double = 2, fromLogits: Bool = false
  ) -> Loss {
    BinaryFocalCrossentropy(
      appliesClassBalancing: appliesClassBalancing, alpha: alpha, gamma: gamma, fromLogits: fromLogits)
  }
  /// The categorical crossentropy with less weight for what is predicted well.
  public static func categoricalFocalCrossentropy(
    alpha: [Double] = [0.25], gamma: Double = 2, fromLogits: Bool = false
  ) -> Loss { CategoricalFocalCrossentropy(alpha: alpha, gamma: gamma, fromLogits: fromLogits) }
}
