import Keras
import TensorGraph
import TestKit
import Testing

/// Learning rate schedules against Keras, step by step. Tolerance 1e-6: single numbers.
@Suite struct ScheduleGoldenTests {
  static let classes: Set = [
    "ExponentialDecay", "PiecewiseConstantDecay", "PolynomialDecay", "InverseTimeDecay", "CosineDecay",
    "CosineDecayRestarts",
  ]

  static func schedule(_ kind: String, _ config: JSON) throws -> LearningRateSchedule {
    func number(_ name: String) throws -> Double { try #require(config[name].double, "\(kind) without \(name)") }
    func count(_ name: String) throws -> Int { try #require(config[name].int, "\(kind) without \(name)") }
    switch kind {
    case "ExponentialDecay":
      return ExponentialDecay(
        initialLearningRate: try number("initial_learning_rate"), decaySteps: try count("decay_steps"),
        decayRate: try number("decay_rate"), staircase: config.bool("staircase", false))
    case "PiecewiseConstantDecay":
      return PiecewiseConstantDecay(
        boundaries: config["boundaries"].list.compactMap(\.int), values: config["values"].list.compactMap(\.double))
    case "PolynomialDecay":
      return PolynomialDecay(
        initialLearningRate: try number("initial_learning_rate"), decaySteps: try count("decay_steps"),
        endLearningRate: config.double("end_learning_rate", 0.0001), power: config.double("power", 1),
        cycle: config.bool("cycle", false))
    case "InverseTimeDecay":
      return InverseTimeDecay(
        initialLearningRate: try number("initial_learning_rate"), decaySteps: try count("decay_steps"),
        decayRate: try number("decay_rate"), staircase: config.bool("staircase", false))
    case "CosineDecay":
      return CosineDecay(
        initialLearningRate: try number("initial_learning_rate"), decaySteps: try count("decay_steps"),
        alpha: config.double("alpha", 0), warmupTarget: config["warmup_target"].double,
        warmupSteps: config.int("warmup_steps", 0))
    case "CosineDecayRestarts":
      return CosineDecayRestarts(
        initialLearningRate: try number("initial_learning_rate"), firstDecaySteps: try count("first_decay_steps"),
        lengthFactor: config.double("t_mul", 2), heightFactor: config.double("m_mul", 1),
        alpha: config.double("alpha", 0))
    default: throw GoldenError("no schedule for '\(kind)'")
    }
  }

  @Test(arguments: GoldenFamily.optimizers.cases(of: classes))
  func ratesMatchKeras(_ golden: GoldenCase) throws {
    let schedule = try Self.schedule(golden.kind, golden.config)
    let steps = try #require(golden["steps"].ints)
    let rates = try steps.map { try schedule(Tensor($0)).scalar() }
    expectNone(goldenDifference(rates, golden["rates"].list.compactMap(\.double), tolerance: 1e-6))
  }
}
