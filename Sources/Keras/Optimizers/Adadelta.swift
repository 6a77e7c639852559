import TensorGraph

/// Gradient descent whose steps have the size of the steps before, whatever the gradients' unit.
///
/// `a = ρ a + (1 - ρ) g²`, `δ = -g √(d + ε)/√(a + ε)`, `d = ρ d + (1 - ρ) δ²`, `w += rate · δ`.
/// Source: https://keras.io/api/optimizers/adadelta/ (Zeiler, 2012)
public final class Adadelta: Optimizer {
  /// How slowly the running means change.
  public let rho: Double
  /// Keeps divisors above 0, and lets the first step begin.
  public let epsilon: Double

  /// - Parameters:
  ///   - learningRate: default 0.001; the method's authors take 1.
  ///   - rho: how slowly the running means change. Default 0.95.
  ///   - epsilon: keeps divisors above 0. Default 1e-7.
  public init(
    learningRate: some LearningRate = 0.001, rho: Double = 0.95, epsilon: Double = 1e-7, name: String = "adadelta"
  ) {
    self.rho = rho
    self.epsilon = epsilon
    super.init(learningRate: learningRate, name: name)
  }

  public override func build(_ variables: [Variable]) {
    super.build(variables)
    addSlots(["accumulated_grad", "accumulated_delta_var"], for: variables)
  }

  public override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
    let gradients = slot("accumulated_grad", of: variable)
    let steps = slot("accumulated_delta_var", of: variable)
    let a = gradients.value * rho + square(gradient) * (1 - rho)
    let step = -(sqrt(steps.value + epsilon) * gradient / sqrt(a + epsilon))
    gradients.assign(a)
    steps.assign(steps.value * rho + square(step) * (1 - rho))
    variable.assign(variable.value + step * learningRate)
  }
}

extension Optimizer {
  /// Gradient descent whose steps have the size of the steps before, whatever the gradients' unit.
  public static func adadelta(
    learningRate: some LearningRate = 0.001, rho: Double = 0.95, epsilon: Double = 1e-7
  ) -> Optimizer { Adadelta(learningRate: learningRate, rho: rho, epsilon: epsilon) }

  /// Adadelta with a learning rate of 0.001.
  public static var adadelta: Optimizer { Adadelta() }
}
