import TensorGraph

/// Adam with the largest gradient so far, slowly forgotten, in place of the mean of squares.
///
/// `m += (1 - β₁)(g - m)`, `u = max(β₂ u, |g|)`, `w -= rate · m / ((1 - β₁ᵗ)(u + ε))`.
/// Source: https://keras.io/api/optimizers/adamax/ (Kingma and Ba, 2014)
public final class Adamax: Optimizer {
  /// How slowly the mean of gradients changes.
  public let beta1: Double
  /// How slowly the largest gradient is forgotten.
  public let beta2: Double
  /// Keeps the divisor above 0.
  public let epsilon: Double

  /// - Parameters:
  ///   - learningRate: default 0.001.
  ///   - beta1: how slowly the mean of gradients changes. Default 0.9.
  ///   - beta2: how slowly the largest gradient is forgotten. Default 0.999.
  ///   - epsilon: keeps the divisor above 0. Default 1e-7.
  public init(
    learningRate: some LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
    name: String = "adamax"
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    super.init(learningRate: learningRate, name: name)
  }

  public override func build(_ variables: [Variable]) {
    super.build(variables)
    addSlots(["momentum", "norm"], for: variables)
  }

  public override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
    // Keras raises it in float32, whatever the variable's type.
    let power = pow(Double(Float(beta1)), (iterations + 1).cast(to: variable.dtype))
    let momentum = slot("momentum", of: variable)
    let norm = slot("norm", of: variable)
    let m = momentum.value + (gradient - momentum.value) * (1 - beta1)
    let u = maximum(norm.value * beta2, abs(gradient))
    momentum.assign(m)
    norm.assign(u)
    variable.assign(variable.value - m * learningRate / ((1 - power) * (u + epsilon)))
  }
}

extension Optimizer {
  /// Adam with the largest gradient so far, slowly forgotten, in place of the mean of squares.
  public static func adamax(
    learningRate: some LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7
  ) -> Optimizer { Adamax(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon) }

  /// Adamax with a learning rate of 0.001.
  public static var adamax: Optimizer { Adamax() }
}
