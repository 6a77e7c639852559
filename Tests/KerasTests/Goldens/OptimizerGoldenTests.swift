import Keras
import TensorGraph
import TestKit
import Testing

/// Twenty steps of each optimizer against Keras, from given variables and gradients, and its state by name.
///
/// Tolerance 1e-5 of a variable's largest value after 20 steps, 1e-12 in float64.
@Suite struct OptimizerGoldenTests {
  static let tested: Set = [
    "SGD", "RMSprop", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion", "Adafactor",
    "LossScaleOptimizer",
  ]
  static let tolerance = 1e-5

  static func optimizer(_ golden: GoldenCase) throws -> Optimizer {
    let config = golden.config
    if golden.kind == "LossScaleOptimizer" {
      let settings = golden["inner"]["config"]
      return LossScaleOptimizer(
        try make(try #require(golden["inner"]["class"].string), settings, settings.double("learning_rate", 0)),
        initialScale: config.double("initial_scale", 32768),
        dynamicGrowthSteps: config.int("dynamic_growth_steps", 2000))
    }
    let rate: any LearningRate
    if let number = config["learning_rate"].double {
      rate = number
    } else if let kind = config["learning_rate"]["class"].string {
      rate = try ScheduleGoldenTests.schedule(kind, config["learning_rate"]["config"])
    } else {
      rate = golden.kind == "SGD" ? 0.01 : 0.001
    }
    let optimizer = try make(golden.kind, config, rate)
    if let norm = config["clipnorm"].double { optimizer.clipping(norm: norm) }
    if let value = config["clipvalue"].double { optimizer.clipping(value: value) }
    if let norm = config["global_clipnorm"].double { optimizer.clipping(globalNorm: norm) }
    if let decay = config["weight_decay"].double { optimizer.weightDecay(decay) }
    if let factor = config["loss_scale_factor"].double { optimizer.lossScaleFactor(factor) }
    if let steps = config["gradient_accumulation_steps"].int { optimizer.accumulatingGradients(steps: steps) }
    optimizer.excludingFromWeightDecay(golden["exclude_from_weight_decay"].list.compactMap(\.string))
    if config.bool("use_ema", false) {
      optimizer.ema(
        momentum: config.double("ema_momentum", 0.99), overwriteFrequency: config["ema_overwrite_frequency"].int)
    }
    return optimizer
  }

  private static func make(_ kind: String, _ config: JSON, _ rate: some LearningRate) throws -> Optimizer {
    if config.object.isEmpty {
      switch kind {
      case "SGD": return SGD()
      case "RMSprop": return RMSprop()
      case "Adam": return Adam()
      case "AdamW": return AdamW()
      case "Adagrad": return Adagrad()
      case "Adadelta": return Adadelta()
      case "Adamax": return Adamax()
      case "Nadam": return Nadam()
      case "Ftrl": return Ftrl()
      case "Lion": return Lion()
      case "Adafactor": return Adafactor()
      default: throw GoldenError("no optimizer for '\(kind)'")
      }
    }
    switch kind {
    case "SGD":
      return SGD(
        learningRate: rate, momentum: config.double("momentum", 0), nesterov: config.bool("nesterov", false))
    case "RMSprop":
      return RMSprop(
        learningRate: rate, rho: config.double("rho", 0.9), momentum: config.double("momentum", 0),
        epsilon: config.double("epsilon", 1e-7), centered: config.bool("centered", false))
    case "Adam":
      return Adam(
        learningRate: rate, beta1: config.double("beta_1", 0.9), beta2: config.double("beta_2", 0.999),
        epsilon: config.double("epsilon", 1e-7), amsgrad: config.bool("amsgrad", false))
    case "AdamW":
      return AdamW(
        learningRate: rate, weightDecay: config.double("weight_decay", 0.004), beta1: config.double("beta_1", 0.9),
        beta2: config.double("beta_2", 0.999), epsilon: config.double("epsilon", 1e-7),
        amsgrad: config.bool("amsgrad", false))
    default: return try further(kind, config, rate)
    }
  }

  private static func further(_ kind: String, _ config: JSON, _ rate: some LearningRate) throws -> Optimizer {
    let epsilon = config.double("epsilon", 1e-7)
    let beta1 = config.double("beta_1", 0.9), beta2 = config.double("beta_2", 0.999)
    switch kind {
    case "Adagrad":
      return Adagrad(
        learningRate: rate, initialAccumulatorValue: config.double("initial_accumulator_value", 0.1), epsilon: epsilon)
    case "Adadelta": return Adadelta(learningRate: rate, rho: config.double("rho", 0.95), epsilon: epsilon)
    case "Adamax": return Adamax(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "Nadam": return Nadam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "Lion": return Lion(learningRate: rate, beta1: beta1, beta2: config.double("beta_2", 0.99))
    case "Ftrl":
      return Ftrl(
        learningRate: rate, learningRatePower: config.double("learning_rate_power", -0.5),
        initialAccumulatorValue: config.double("initial_accumulator_value", 0.1),
        l1: config.double("l1_regularization_strength", 0), l2: config.double("l2_regularization_strength", 0),
        l2Shrinkage: config.double("l2_shrinkage_regularization_strength", 0), beta: config.double("beta", 0))
    case "Adafactor":
      return Adafactor(
        learningRate: rate, beta2Decay: config.double("beta_2_decay", -0.8),
        epsilon1: config.double("epsilon_1", 1e-30), epsilon2: config.double("epsilon_2", 1e-3),
        clipThreshold: config.double("clip_threshold", 1), relativeStep: config.bool("relative_step", true))
    default: throw GoldenError("no optimizer for '\(kind)'")
    }
  }

  @Test func everyOptimizerIsCovered() {
    let all = Self.tested.union(ScheduleGoldenTests.classes)
    #expect(uncoveredClasses(.optimizers, tested: all, later: []) == [])
  }

  /// As plain code, and with each step as a compiled program.
  @Test(arguments: GoldenFamily.optimizers.cases(of: tested), [false, true])
  func stepsMatchKeras(_ golden: GoldenCase, isCompiled: Bool) throws {
    let family = golden.family
    let tolerance = golden.isDouble ? 1e-12 : Self.tolerance
    let dtype: DType = golden.isDouble ? .float64 : .float32
    let shared = family.manifest["variables"].list
    let variables = try shared.map {
      Variable(try family.tensor($0["value"]).cast(to: dtype), name: $0["name"].string ?? "")
    }
    let given = try shared.map { try family.tensor($0["gradients"]).cast(to: dtype) }
    let optimizer = try Self.optimizer(golden)
    let infinite = golden["infinite_steps"].ints ?? []
    let program = compiled { (gradients: [Tensor]) -> Tensor in
      optimizer.apply(gradients, to: variables)
      return optimizer.batchCount.value
    }
    for step in 1...20 {
      let factor = infinite.contains(step) ? Double.infinity : 1
      let gradients = given.map { $0.slice(axis: 0, from: step - 1, count: 1).squeezed(axis: 0) * factor }
      if isCompiled {
        #expect(try program(gradients).scalar() == Double(step - infinite.count { $0 <= step }))
      } else {
        optimizer.apply(gradients, to: variables)
      }
      for (variable, key) in zip(variables, golden["values"]["\(step)"].list) {
        try expectNone(
          goldenDifference(variable.value, family.array(key), tolerance: tolerance),
          "'\(variable.name)' after step \(step)")
      }
    }
    if isCompiled { #expect(program.traceCount == 1) }
    try expectState(of: optimizer, golden["state"].list)
    if !golden["finalized"].isNull {
      optimizer.finalize(variables)
      for (variable, key) in zip(variables, golden["finalized"].list) {
        try expectNone(goldenDifference(variable.value, family.array(key), tolerance: tolerance), "finalized")
      }
    }
  }

  private func expectState(of optimizer: Optimizer, _ expected: [JSON]) throws {
    #expect(optimizer.variables.map(\.path) == expected.map { $0["path"].string })
    for (variable, entry) in zip(optimizer.variables, expected) {
      #expect(variable.shape.known == entry["shape"].ints, "'\(variable.path)'")
      guard let value = entry["scalar"].double else { continue }
      let found = try variable.value.scalar()
      expectNone(goldenDifference([found], [value], tolerance: Self.tolerance), "'\(variable.path)'")
    }
  }
}
