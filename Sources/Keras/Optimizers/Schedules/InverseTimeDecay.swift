import TensorGraph

/// `initialLearningRate / (1 + decayRate · step / decaySteps)`.
///
/// Source: `keras.optimizers.schedules.InverseTimeDecay`.
public final class InverseTimeDecay: LearningRateSchedule {
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
  ///   - decaySteps: after how many steps the divisor has grown by `decayRate`. Must be positive.
  ///   - decayRate: the growth.
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
    return initialLearningRate / ((staircase ? floor(share) : share) * decayRate + 1)
  }
}
