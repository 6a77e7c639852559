import TensorGraph

/// Adam with Nesterov's look ahead.
///
/// With `uₜ = β₁ (1 - 0.96ᵗ / 2)` and the product `Uₜ` of all so far: `m += (1 - β₁)(g - m)`, `v += (1 - β₂)(g² - v)`,
/// `w -= rate · (uₜ₊₁ m / (1 - Uₜ₊₁) + (1 - uₜ) g / (1 - Uₜ)) / (√(v / (1 - β₂ᵗ)) + ε)`.
/// Source: https://keras.io/api/optimizers/Nadam/ (Dozat, 2015)
public final class Nadam: Optimizer {
  /// How slowly the mean of gradients changes.
  public let beta1: Double
  /// How slowly the mean of squares changes.
  public let beta2: Double
  /// Keeps the divisor above 0.
  public let epsilon: Double
  private var product: Variable?

  /// - Parameters:
  ///   - learningRate: default 0.001.
  ///   - beta1: how slowly the mean of gradients changes. Default 0.9.
  ///   - beta2: how slowly the mean of squares changes. Default 0.999.
  ///   - epsilon: keeps the divisor above 0. Default 1e-7.
  public init(
    learningRate: some LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
    name: String = "nadam"
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    super.init(learningRate: learningRate, name: name)
  }

  public override func build(_ variables: [Variable]) {
    super.build(variables)
    addSlots(["momentum", "velocity"], for: variables)
    let dtype = variables.first?.dtype ?? .float32
    // Keras gives it no name.
    let product = Variable(.ones([], dtype: dtype), name: "variable", isTrainable: false)
    addState(product)
    self.product = product
  }

  package override func beginUpdates() {
    guard let product else { return }
    let factor = 1 - pow(0.96, (iterations + 1).cast(to: product.dtype)) * 0.5
    product.assign(product.value * beta1 * factor)
  }

  public override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
    let step = (iterations + 1).cast(to: variable.dtype)
    // Keras holds them in float32, whatever the variable's type.
    let (beta1, beta2, decay) = (Double(Float(beta1)), Double(Float(beta2)), Double(Float(0.96)))
    let now = (1 - pow(decay, step) * 0.5) * beta1
    let next = (1 - pow(decay, step + 1) * 0.5) * beta1
    let reached = (product?.value ?? Tensor(1.0)).cast(to: variable.dtype)
    let momentum = slot("momentum", of: variable)
    let velocity = slot("velocity", of: variable)
    let m = momentum.value + (gradient - momentum.value) * (1 - beta1)
    let v = velocity.value + (square(gradient) - velocity.value) * (1 - beta2)
    momentum.assign(m)
    velocity.assign(v)
    let ahead = m * (next / (1 - reached * next)) + gradient * ((1 - now) / (1 - reached))
    let size = v / (1 - pow(beta2, step))
    variable.assign(variable.value - ahead * learningRate / (sqrt(size) + epsilon))
  }
}

extension Optimizer {
  /// Adam with Nesterov's look ahead.
  public static func nadam(
    learningRate: some LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7
  ) -> Optimizer { Nadam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon) }

  /// Nadam with a learning rate of 0.001.
  public static var nadam: Optimizer { Nadam() }
}
