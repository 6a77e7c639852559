import TensorGraph

/// Down along half a cosine again and again, each way longer and lower than the one before.
///
/// Source: `keras.optimizers.schedules.CosineDecayRestarts` (Loshchilov and Hutter, 2016).
public final class CosineDecayRestarts: LearningRateSchedule {
  /// The rate of step 0.
  public let initialLearningRate: Double
  /// How many steps the first way takes.
  public let firstDecaySteps: Int
  /// How many times longer each way is than the one before.
  public let lengthFactor: Double
  /// How many times higher each way begins than the one before.
  public let heightFactor: Double
  /// The lowest rate as a share of the highest.
  public let alpha: Double

  /// - Parameters:
  ///   - initialLearningRate: the rate of step 0.
  ///   - firstDecaySteps: how many steps the first way takes. Must be positive.
  ///   - lengthFactor: how many times longer each way is than the one before (Keras' `t_mul`). Default 2.
  ///   - heightFactor: how many times higher each way begins than the one before (Keras' `m_mul`). Default 1.
  ///   - alpha: the lowest rate as a share of the first. Default 0.
  public init(
    initialLearningRate: Double, firstDecaySteps: Int, lengthFactor: Double = 2, heightFactor: Double = 1,
    alpha: Double = 0
  ) {
    self.initialLearningRate = initialLearningRate
    self.firstDecaySteps = firstDecaySteps
    self.lengthFactor = lengthFactor
    self.heightFactor = heightFactor
    self.alpha = alpha
  }

  public override func callAsFunction(_ step: Tensor) -> Tensor {
    if let failed = requiringPositive(firstDecaySteps, "firstDecaySteps") { return failed }
    let ways = step.cast(to: .float32) / firstDecaySteps
    let restarts: Tensor
    let share: Tensor
    if lengthFactor == 1 {
      restarts = floor(ways)
      share = ways - restarts
    } else {
      // The sum of a geometric series solved for the number of ways that lie behind.
      restarts = floor(log(1 - ways * (1 - lengthFactor)) / log(Tensor(lengthFactor)))
      let length = pow(lengthFactor, restarts)
      share = (ways - (1 - length) / (1 - lengthFactor)) / length
    }
    let wave = (cos(share * Double.pi) + 1) * pow(heightFactor, restarts) * 0.5
    return (wave * (1 - alpha) + alpha) * initialLearningRate
  }
}
