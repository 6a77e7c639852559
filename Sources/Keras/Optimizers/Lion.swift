import TensorGraph

/// Steps of one size along the sign of an interpolation between gradient and momentum.
///
/// `w -= rate · sign(β₁ m + (1 - β₁) g)`, `m = β₂ m + (1 - β₂) g`.
/// Source: https://keras.io/api/optimizers/lion/ (Chen et al., 2023)
public final class Lion: Optimizer {
  /// How much of the momentum the step takes.
  public let beta1: Double
  /// How slowly the momentum changes.
  public let beta2: Double

  /// - Parameters:
  ///   - learningRate: default 0.001; a third to a tenth of Adam's fits.
  ///   - beta1: how much of the momentum the step takes. Default 0.9.
  ///   - beta2: how slowly the momentum changes. Default 0.99.
  public init(
    learningRate: some LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.99, name: String = "lion"
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    super.init(learningRate: learningRate, name: name)
  }

  public override func build(_ variables: [Variable]) {
    super.build(variables)
    addSlots(["momentum"], for: variables)
  }

  public override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
    // Keras holds them in float32, whatever the variable's type.
    let (beta1, beta2) = (Double(Float(beta1)), Double(Float(beta2)))
    let momentum = slot("momentum", of: variable)
    let m = momentum.value
    variable.assign(variable.value - sign(m * beta1 + gradient * (1 - beta1)) * learningRate)
    momentum.assign(m * beta2 + gradient * (1 - beta2))
  }
}

extension Optimizer {
  /// Steps of one size along the sign of an interpolation between gradient and momentum.
  public static func lion(
    learningRate: some LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.99
  ) -> Optimizer { Lion(learningRate: learningRate, beta1: beta1, beta2: beta2) }

  /// Lion with a learning rate of 0.001.
  public static var lion: Optimizer { Lion() }
}
