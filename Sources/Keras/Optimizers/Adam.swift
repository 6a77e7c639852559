import TensorGraph

/// Gradient descent with a step for each element from running means of the gradient and its square.
///
/// `m += (1 - β₁)(g - m)`, `v += (1 - β₂)(g² - v)`, `w -= rate · √(1 - β₂ᵗ)/(1 - β₁ᵗ) · m/(√v + ε)`.
/// Source: https://keras.io/api/optimizers/adam/ (Kingma and Ba, 2014; Reddi et al., 2018, for `amsgrad`)
open class Adam: Optimizer {
  /// How slowly the mean of gradients changes.
  public let beta1: Double
  /// How slowly the mean of squares changes.
  public let beta2: Double
  /// Keeps the divisor above 0.
  public let epsilon: Double
  /// Whether the largest mean of squares so far is used.
  public let amsgrad: Bool

  /// - Parameters:
  ///   - learningRate: default 0.001.
  ///   - beta1: how slowly the mean of gradients changes. Default 0.9.
  ///   - beta2: how slowly the mean of squares changes. Default 0.999.
  ///   - epsilon: keeps the divisor above 0. Default 1e-7.
  ///   - amsgrad: whether the largest mean of squares so far is used. Default `false`.
  public init(
    learningRate: some LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
    amsgrad: Bool = false, name: String? = nil
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.amsgrad = amsgrad
    super.init(learningRate: learningRate, name: name)
  }

  open override func build(_ variables: [Variable]) {
    super.build(variables)
    addSlots(["momentum", "velocity"], for: variables)
    if amsgrad { addSlots(["velocity_hat"], for: variables) }
  }

  open override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
    // Scalars, the same for every variable, which the program computes once.
    let step = (iterations + 1).cast(to: variable.dtype)
    // Keras raises them in float32, whatever the variable's type.
    let power1 = pow(Double(Float(beta1)), step)
    let power2 = pow(Double(Float(beta2)), step)
    let alpha = learningRate * sqrt(1 - power2) / (1 - power1)
    let momentum = slot("momentum", of: variable)
    let velocity = slot("velocity", of: variable)
    let m = momentum.value + (gradient - momentum.value) * (1 - beta1)
    var v = velocity.value + (square(gradient) - velocity.value) * (1 - beta2)
    momentum.assign(m)
    velocity.assign(v)
    if amsgrad {
      let largest = slot("velocity_hat", of: variable)
      v = maximum(largest.value, v)
      largest.assign(v)
    }
    variable.assign(variable.value - m * alpha / (sqrt(v) + epsilon))
  }
}

extension Optimizer {
  /// Gradient descent with a step for each element from running means of the gradient and its square.
  public static func adam(
    learningRate: some LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
    amsgrad: Bool = false
  ) -> Optimizer {
    Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad)
  }

  /// Adam with a learning rate of 0.001.
  public static var adam: Optimizer { Adam() }
}
