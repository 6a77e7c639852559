import TensorGraph

/// What an optimizer accepts as learning rate: a number, or a schedule over steps.
///
/// ```swift
/// Adam(learningRate: 1e-3)
/// Adam(learningRate: ExponentialDecay(initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.9))
/// ```
public protocol LearningRate {
  /// The number, or the schedule.
  var source: LearningRateSource { get }
}

/// Where an optimizer takes its learning rate from.
public enum LearningRateSource {
  case constant(Double)
  case schedule(LearningRateSchedule)
}

extension Double: LearningRate { public var source: LearningRateSource { .constant(self) } }
extension Float: LearningRate { public var source: LearningRateSource { .constant(Double(self)) } }
extension Int: LearningRate { public var source: LearningRateSource { .constant(Double(self)) } }

/// A learning rate that depends on the number of steps taken; override `callAsFunction`.
///
/// Source: https://keras.io/api/optimizers/learning_rate_schedules/
open class LearningRateSchedule: LearningRate {
  /// For subclasses.
  public init() {}

  /// The rate of a step.
  ///
  /// - Parameter step: how many steps were taken before. Shape: `[]`, `int32`.
  /// - Returns: shape `[]`, `float32`.
  open func callAsFunction(_ step: Tensor) -> Tensor {
    .failed(
      KerasError(
        "A learning rate schedule has no formula.", expected: "a subclass that overrides callAsFunction(_:)",
        received: "\(String(describing: Self.self)), which does not", fix: "override callAsFunction(_ step: Tensor)"))
  }

  /// The schedule itself.
  public var source: LearningRateSource { .schedule(self) }
}
