import TensorGraph

/// Gradient descent with smaller steps for elements whose gradients were large before.
///
/// `a += g²`, `w -= rate · g / √(a + ε)`. Source: https://keras.io/api/optimizers/adagrad/ (Duchi et al., 2011)
public final class Adagrad: Optimizer {
  /// What the sum of squares starts with.
  public let initialAccumulatorValue: Double
  /// Keeps the divisor above 0.
  public let epsilon: Double

  /// - Parameters:
  ///   - learningRate: default 0.001.
  ///   - initialAccumulatorValue: what the sum of squares starts with. Default 0.1.
  ///   - epsilon: keeps the divisor above 0. Default 1e-7.
  public init(
    learningRate: some LearningRate = 0.001, initialAccumulatorValue: Double = 0.1, epsilon: Double = 1e-7,
    name: String = "adagrad"
  ) {
    self.initialAccumulatorValue = initialAccumulatorValue
    self.epsilon = epsilon
    super.init(learningRate: learningRate, name: name)
  }

  public override func build(_ variables: [Variable]) {
    super.build(variables)
    // Keras makes it in float32, whatever the variables' type.
    let initialValue = Double(Float(initialAccumulatorValue))
    addSlots(["accumulator"], for: variables, initialValue: initialValue)
  }

  public override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
    let accumulator = slot("accumulator", of: variable)
    let sum = accumulator.value + square(gradient)
    accumulator.assign(sum)
    variable.assign(variable.value - gradient * learningRate / sqrt(sum + epsilon))
  }
}

extension Optimizer {
  /// Gradient descent with smaller steps for elements whose gradients were large before.
  public static func adagrad(
    learningRate: some LearningRate = 0.001, initialAccumulatorValue: Double = 0.1, epsilon: Double = 1e-7
  ) -> Optimizer {
    Adagrad(learningRate: learningRate, initialAccumulatorValue: initialAccumulatorValue, epsilon: epsilon)
  }

  /// Adagrad with a learning rate of 0.001.
  public static var adagrad: Optimizer { Adagrad() }
}
