import TensorGraph

/// Follow the regularized leader: for models with many sparse features, with penalties that set weights to 0.
///
/// With `n' = n + g²`, `h = g + 2 l2Shrinkage w`: `z += h - (n'^-p - n^-p) w / rate`,
/// `w = (clip(z, -l1, l1) - z) / (n'^-p / rate + 2 (l2 + beta / (2 rate)))`, where `p` is `learningRatePower`.
/// Source: https://keras.io/api/optimizers/ftrl/ (McMahan et al., 2013)
public final class Ftrl: Optimizer {
  /// How the learning rate falls with the sum of squares; 0 or less.
  public let learningRatePower: Double
  /// What the sum of squares starts with.
  public let initialAccumulatorValue: Double
  /// The penalty on sizes.
  public let l1: Double
  /// The penalty on squares.
  public let l2: Double
  /// A penalty on squares through the gradient.
  public let l2Shrinkage: Double
  /// The method's β.
  public let beta: Double
  private let argumentError: KerasError?

  /// - Parameters:
  ///   - learningRate: default 0.001.
  ///   - learningRatePower: how the learning rate falls with the sum of squares; 0 for not at all. Default -0.5.
  ///   - initialAccumulatorValue: what the sum of squares starts with. Default 0.1.
  ///   - l1: the penalty on sizes. Default 0.
  ///   - l2: the penalty on squares. Default 0.
  ///   - l2Shrinkage: a penalty on squares through the gradient. Default 0.
  ///   - beta: the method's β. Default 0.
  public init(
    learningRate: some LearningRate = 0.001, learningRatePower: Double = -0.5, initialAccumulatorValue: Double = 0.1,
    l1: Double = 0, l2: Double = 0, l2Shrinkage: Double = 0, beta: Double = 0, name: String = "ftrl"
  ) {
    self.learningRatePower = learningRatePower
    self.initialAccumulatorValue = initialAccumulatorValue
    self.l1 = l1
    self.l2 = l2
    self.l2Shrinkage = l2Shrinkage
    self.beta = beta
    let arguments = [
      ("initialAccumulatorValue", initialAccumulatorValue, initialAccumulatorValue >= 0),
      ("learningRatePower", learningRatePower, learningRatePower <= 0), ("l1", l1, l1 >= 0), ("l2", l2, l2 >= 0),
      ("l2Shrinkage", l2Shrinkage, l2Shrinkage >= 0),
    ]
    argumentError = arguments.first { !$0.2 }.map { argument, value, _ in
      KerasError(
        "Optimizer '\(name)' cannot take a step.",
        expected: "\(argument) of 0 or \(argument == "learningRatePower" ? "less" : "more")",
        received: "\(argument): \(value)", fix: "change its sign")
    }
    super.init(learningRate: learningRate, name: name)
  }

  public override func build(_ variables: [Variable]) {
    super.build(variables)
    // Keras makes it in float32, whatever the variables' type.
    let initialValue = Double(Float(initialAccumulatorValue))
    addSlots(["accumulator": initialValue, "linear": 0], for: variables)
  }

  public override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
    if let argumentError { return variable.assign(.failed(argumentError)) }
    let accumulator = slot("accumulator", of: variable)
    let linear = slot("linear", of: variable)
    let w = variable.value
    let old = accumulator.value
    let sum = old + square(gradient)
    let power = pow(sum, -learningRatePower)
    let shrunk = gradient + w * (2 * l2Shrinkage)
    let z = linear.value + (shrunk - (power - pow(old, -learningRatePower)) / learningRate * w)
    let quadratic = power / learningRate + (l2 + beta / (2 * learningRate)) * 2
    linear.assign(z)
    variable.assign((clip(z, -l1, l1) - z) / quadratic)
    accumulator.assign(sum)
  }
}

extension Optimizer {
  /// Follow the regularized leader: for models with many sparse features.
  public static func ftrl(
    learningRate: some LearningRate = 0.001, learningRatePower: Double = -0.5, initialAccumulatorValue: Double = 0.1,
    l1: Double = 0, l2: Double = 0, l2Shrinkage: Double = 0, beta: Double = 0
  ) -> Optimizer {
    Ftrl(
      learningRate: learningRate, learningRatePower: learningRatePower,
      initialAccumulatorValue: initialAccumulatorValue, l1: l1, l2: l2, l2Shrinkage: l2Shrinkage, beta: beta)
  }

  /// Ftrl with a learning rate of 0.001.
  public static var ftrl: Optimizer { Ftrl() }
}
