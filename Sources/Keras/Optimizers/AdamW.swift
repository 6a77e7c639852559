import TensorGraph

/// Adam with weight decay apart from the gradient: each step first shrinks variables by `weightDecay · rate`.
///
/// Source: https://keras.io/api/optimizers/adamw/ (Loshchilov and Hutter, 2019)
public final class AdamW: Adam {
  /// - Parameters:
  ///   - learningRate: default 0.001.
  ///   - weightDecay: how much variables shrink. Default 0.004; `excludingFromWeightDecay` leaves some alone.
  ///   - beta1: how slowly the mean of gradients changes. Default 0.9.
  ///   - beta2: how slowly the mean of squares changes. Default 0.999.
  ///   - epsilon: keeps the divisor above 0. Default 1e-7.
  ///   - amsgrad: whether the largest mean of squares so far is used. Default `false`.
  public init(
    learningRate: some LearningRate = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, amsgrad: Bool = false, name: String = "adam_w"
  ) {
    super.init(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad, name: name)
    self.weightDecay(weightDecay)
  }
}

extension Optimizer {
  /// Adam with weight decay apart from the gradient.
  public static func adamW(
    learningRate: some LearningRate = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, amsgrad: Bool = false
  ) -> Optimizer {
    AdamW(
      learningRate: learningRate, weightDecay: weightDecay, beta1: beta1, beta2: beta2, epsilon: epsilon,
      amsgrad: amsgrad)
  }

  /// AdamW with a learning rate of 0.001 and a decay of 0.004.
  public static var adamW: Optimizer { AdamW() }
}
