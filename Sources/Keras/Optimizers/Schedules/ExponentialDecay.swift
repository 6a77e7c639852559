import TensorGraph

/// `initialLearningRate · decayRate^(step / decaySteps)`.
///
/// Source: `keras.optimizers.schedules.ExponentialDecay`.
public final class ExponentialDecay: LearningRateSchedule {
  /// The rate of step 0.
  public let initialLearningRate: Double
  /// How many steps the decay takes.
  public let decaySteps: Int
  /// How much the rate changes in `decaySteps`.
  public let decayRate: Double
  /// Whether the rate stays the same in between.
  public let staircase: Bool

  /// - Parameters:
  ///   - initialLearningRate: the rate of step 0.
  ///   - decaySteps: after how many steps the rate is multiplied by `decayRate` once. Must be positive.
  ///   - decayRate: the factor.
  ///   - staircase: whether the rate stays the same in between. Default `false`.
  public init(initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false) {
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.decayRate = decayRate
    self.staircase = staircase
  }

  public override func callAsFunction(_ step: Tensor) -> Tensor {
    if let failed = requiringPositive(decaySteps, "decaySteps") { return failed }
    let share = step.cast(to: .float32) / decaySteps
    return pow(decayRate, staircase ? floor(share) : share) * initialLearningRate
  }
}

extension LearningRateSchedule {
  /// A tensor that carries an error, if a number of steps is not positive.
  func requiringPositive(_ steps: Int, _ argument: String) -> Tensor? {
    guard steps <= 0 else { return nil }
    return .failed(
      KerasError(
        "\(String(describing: Self.self)) cannot compute a learning rate.", expected: "\(argument) above 0",
        received: "\(argument): \(steps)", fix: "give the number of steps that the decay takes"))
  }
}
