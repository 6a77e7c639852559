import TensorGraph

/// Gradient descent with each element's step divided by the root of a running mean of its squared gradients.
///
/// `v = ρ v + (1 - ρ) g²`, `w -= rate · g / √(v + ε)`; centered, the square of a running mean of `g` is taken from `v`
/// first. Source: https://keras.io/api/optimizers/rmsprop/
public final class RMSprop: Optimizer {
  /// How slowly the running means change.
  public let rho: Double
  /// How much of the last step is taken again.
  public let momentum: Double
  /// Keeps the divisor above 0.
  public let epsilon: Double
  /// Whether the variance is used in place of the mean square.
  public let centered: Bool

  /// - Parameters:
  ///   - learningRate: default 0.001.
  ///   - rho: how slowly the running means change. Default 0.9.
  ///   - momentum: how much of the last step is taken again. Default 0.
  ///   - epsilon: keeps the divisor above 0. Default 1e-7.
  ///   - centered: whether the variance is used in place of the mean square. Default `false`.
  public init(
    learningRate: some LearningRate = 0.001, rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7,
    centered: Bool = false, name: String = "rm_sprop"
  ) {
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
    super.init(learningRate: learningRate, name: name)
  }

  public override func build(_ variables: [Variable]) {
    super.build(variables)
    addSlots(["velocity"], for: variables)
    if momentum > 0 { addSlots(["momentum"], for: variables) }
    if centered { addSlots(["average_gradient"], for: variables) }
  }

  public override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
    let velocity = slot("velocity", of: variable)
    let v = velocity.value * rho + square(gradient) * (1 - rho)
    velocity.assign(v)
    var divisor = v
    if centered {
      let average = slot("average_gradient", of: variable)
      let mean = average.value * rho + gradient * (1 - rho)
      average.assign(mean)
      divisor = v - square(mean)
    }
    var step = gradient * learningRate / sqrt(divisor + epsilon)
    if momentum > 0 {
      let last = slot("momentum", of: variable)
      step = last.value * momentum + step
      last.assign(step)
    }
    variable.assign(variable.value - step)
  }
}

extension Optimizer {
  /// Gradient descent with each element's step divided by the root of a running mean of its squared gradients.
  public static func rmsprop(
    learningRate: some LearningRate = 0.001, rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7,
    centered: Bool = false
  ) -> Optimizer {
    RMSprop(learningRate: learningRate, rho: rho, momentum: momentum, epsilon: epsilon, centered: centered)
  }

  /// RMSprop with a learning rate of 0.001.
  public static var rmsprop: Optimizer { RMSprop() }
}
