import TensorGraph

/// Gradient descent, with momentum if wanted.
///
/// Without momentum `w -= rate · g`; with it `v = momentum · v - rate · g` and `w += v`, or with Nesterov's look ahead
/// `w += momentum · v - rate · g`. Source: https://keras.io/api/optimizers/sgd/
public final class SGD: Optimizer {
  /// How much of the last step is taken again.
  public let momentum: Double
  /// Whether momentum looks ahead.
  public let nesterov: Bool

  /// - Parameters:
  ///   - learningRate: default 0.01.
  ///   - momentum: 0 for none (the default), up to 1.
  ///   - nesterov: whether momentum looks ahead. Default `false`.
  public init(
    learningRate: some LearningRate = 0.01, momentum: Double = 0, nesterov: Bool = false, name: String = "sgd"
  ) {
    self.momentum = momentum
    self.nesterov = nesterov
    super.init(learningRate: learningRate, name: name)
  }

  public override func build(_ variables: [Variable]) {
    super.build(variables)
    if momentum != 0 { addSlots(["momentum"], for: variables) }
  }

  public override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
    let step = gradient * learningRate
    guard momentum != 0 else {
      variable.assign(variable.value - step)
      return
    }
    // Keras holds it in float32, whatever the variable's type.
    let momentum = Double(Float(momentum))
    let slot = slot("momentum", of: variable)
    let velocity = slot.value * momentum - step
    slot.assign(velocity)
    variable.assign(variable.value + (nesterov ? velocity * momentum - step : velocity))
  }
}

extension Optimizer {
  /// Gradient descent, with momentum if wanted.
  public static func sgd(
    learningRate: some LearningRate = 0.01, momentum: Double = 0, nesterov: Bool = false
  ) -> Optimizer {
    SGD(learningRate: learningRate, momentum: momentum, nesterov: nesterov)
  }

  /// Gradient descent with a learning rate of 0.01.
  public static var sgd: Optimizer { SGD() }
}
