import TensorGraph

/// Down along half a cosine in `decaySteps` steps, after a straight way up if wanted.
///
/// Source: `keras.optimizers.schedules.CosineDecay` (Loshchilov and Hutter, 2016).
public final class CosineDecay: LearningRateSchedule {
  /// The rate of step 0.
  public let initialLearningRate: Double
  /// How many steps the decay takes.
  public let decaySteps: Int
  /// The lowest rate as a share of the highest.
  public let alpha: Double
  /// The rate at the end of the way up.
  public let warmupTarget: Double?
  /// How many steps the way up takes.
  public let warmupSteps: Int

  /// - Parameters:
  ///   - initialLearningRate: the rate of step 0.
  ///   - decaySteps: how many steps the way down takes. Must be positive.
  ///   - alpha: the last rate as a share of the highest. Default 0.
  ///   - warmupTarget: the highest rate, reached after `warmupSteps`; no way up if `nil`.
  ///   - warmupSteps: how many steps the way up takes. Default 0.
  public init(
    initialLearningRate: Double, decaySteps: Int, alpha: Double = 0, warmupTarget: Double? = nil, warmupSteps: Int = 0
  ) {
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.alpha = alpha
    self.warmupTarget = warmupTarget
    self.warmupSteps = warmupSteps
  }

  public override func callAsFunction(_ step: Tensor) -> Tensor {
    if let failed = requiringPositive(decaySteps, "decaySteps") { return failed }
    let step = step.cast(to: .float32)
    guard let warmupTarget else { return decayed(minimum(step, decaySteps), from: initialLearningRate) }
    let down = decayed(minimum(step, Double(decaySteps) + Double(warmupSteps)) - warmupSteps, from: warmupTarget)
    guard warmupSteps > 0 else { return down }
    let up = step / warmupSteps * (warmupTarget - initialLearningRate) + initialLearningRate
    return which(step .< warmupSteps, up, down)
  }

  private func decayed(_ step: Tensor, from highest: Double) -> Tensor {
    let wave = (cos(step / decaySteps * Double.pi) + 1) * 0.5
    return (wave * (1 - alpha) + alpha) * highest
  }
}
