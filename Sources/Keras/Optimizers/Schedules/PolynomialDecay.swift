import TensorGraph

/// From `initialLearningRate` to `endLearningRate` in `decaySteps` steps, along `(1 - share)^power`.
///
/// Source: `keras.optimizers.schedules.PolynomialDecay`.
public final class PolynomialDecay: LearningRateSchedule {
  /// The rate of step 0.
  public let initialLearningRate: Double
  /// How many steps the decay takes.
  public let decaySteps: Int
  /// The rate at the end.
  public let endLearningRate: Double
  /// The form of the way: 1 for a straight line.
  public let power: Double
  /// Whether the way begins again.
  public let cycle: Bool

  /// - Parameters:
  ///   - initialLearningRate: the rate of step 0.
  ///   - decaySteps: how many steps the way takes. Must be positive.
  ///   - endLearningRate: the rate at the end. Default 0.0001.
  ///   - power: 1 for a straight line (the default).
  ///   - cycle: whether it begins again, on a way that takes once more as many steps each time. Default `false`.
  public init(
    initialLearningRate: Double, decaySteps: Int, endLearningRate: Double = 0.0001, power: Double = 1,
    cycle: Bool = false
  ) {
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.endLearningRate = endLearningRate
    self.power = power
    self.cycle = cycle
  }

  public override func callAsFunction(_ step: Tensor) -> Tensor {
    if let failed = requiringPositive(decaySteps, "decaySteps") { return failed }
    let step = step.cast(to: .float32)
    let share: Tensor
    if cycle {
      let round = which(step .== 0, 1, ceil(step / decaySteps))
      share = step / (round * decaySteps)
    } else {
      share = minimum(step, decaySteps) / decaySteps
    }
    return pow(1 - share, power) * (initialLearningRate - endLearningRate) + endLearningRate
  }
}
