import Keras
import TensorGraph
import TestKit
import Testing

/// Optimizers against Keras: variables after 1, 2, 5 and 20 steps, the state's names and scalars, and schedules' rates.
@Suite struct OptimizerGoldenTests {
  static let cases = GoldenFamily.optimizers.cases().filter { make($0) != nil }
  static let schedules = GoldenFamily.optimizers.cases().filter { $0.name.hasPrefix("schedule/") }

  @Test func classesAreCovered() {
    #expect(Set(Self.cases.map(\.kind)).isSuperset(of: ["SGD", "RMSprop", "Adam", "AdamW"]))
    #expect(Set(Self.schedules.map(\.kind)).count == 6)
  }

  /// The same steps one by one as plain code, and as one program.
  @Test(arguments: cases, [false, true]) func steps(_ golden: GoldenCase, isCompiled: Bool) throws {
    let optimizer = try #require(Self.make(golden))
    let family = golden.family
    let dtype: DType = golden.isDouble ? .float64 : .float32
    let given = family.manifest["variables"].list
    let variables = try given.map {
      Variable(try family.tensor($0["value"]).cast(to: dtype), name: $0["name"].string!)
    }
    let gradients = try given.map { try family.tensor($0["gradients"]).cast(to: dtype) }
    let step = compiled { (gradients: [Tensor]) -> Tensor in
      optimizer.apply(gradients, to: variables)
      return optimizer.iterations.value
    }
    let tolerance = golden.isDouble ? 1e-12 : 4e-6
    for index in 0..<20 {
      let now = gradients.map { $0.slice(axis: 0, from: index, count: 1).squeezed(axis: 0) }
      if isCompiled {
        #expect(try step(now).scalar() == Double(index + 1))
      } else {
        optimizer.apply(now, to: variables)
      }
      guard let expected = golden["values"].object["\(index + 1)"]?.list else { continue }
      for (variable, key) in zip(variables, expected) {
        let difference = try goldenDifference(variable.value, family.array(key), tolerance: tolerance)
        #expect(difference == nil, "\(variable.name) after step \(index + 1)")
      }
    }
    if isCompiled { #expect(step.traceCount == 1) }
    try checkState(optimizer, golden)
    guard let finalized = golden["finalized"].list.nonEmpty else { return }
    optimizer.finalize(variables)
    for (variable, key) in zip(variables, finalized) {
      #expect(try goldenDifference(variable.value, family.array(key), tolerance: tolerance) == nil)
    }
  }

  private func checkState(_ optimizer: Optimizer, _ golden: GoldenCase) throws {
    let state = golden["state"].list
    #expect(optimizer.variables.map(\.name) == state.compactMap { $0["name"].string })
    #expect(optimizer.variables.map(\.path) == state.compactMap { $0["path"].string })
    for (variable, expected) in zip(optimizer.variables, state) {
      #expect(variable.shape.known == expected["shape"].ints)
      guard let scalar = expected["scalar"].double else { continue }
      let difference = goldenDifference([try variable.value.scalar()], [scalar], tolerance: 4e-6)
      #expect(difference == nil, "\(variable.path)")
    }
  }

  @Test(arguments: schedules) func rates(_ golden: GoldenCase) throws {
    let schedule = try #require(Self.schedule(golden.kind, golden.config))
    for (step, rate) in zip(golden["steps"].list, golden["rates"].list) {
      let value = try schedule(Tensor(step.int!)).scalar()
      #expect(goldenDifference([value], [rate.double!], tolerance: 1e-6) == nil, "step \(step.int!)")
    }
  }

  static func make(_ golden: GoldenCase) -> Optimizer? {
    let config = golden.config
    let rate = config["learning_rate"]
    let kindOfSchedule: String? = rate["class"].string
    let schedule = kindOfSchedule.flatMap { Self.schedule($0, rate["config"]) }
    func make(_ rate: some LearningRate) -> Optimizer? {
      let beta1 = config["beta_1"].double ?? 0.9
      let beta2 = config["beta_2"].double ?? 0.999
      let epsilon = config["epsilon"].double ?? 1e-7
      let amsgrad = config["amsgrad"].bool ?? false
      let momentum = config["momentum"].double ?? 0
      switch golden.kind {
      case "SGD": return SGD(learningRate: rate, momentum: momentum, nesterov: config["nesterov"].bool ?? false)
      case "RMSprop":
        return RMSprop(
          learningRate: rate, rho: config["rho"].double ?? 0.9, momentum: momentum, epsilon: epsilon,
          centered: config["centered"].bool ?? false)
      case "Adam": return Adam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad)
      case "AdamW":
        return AdamW(
          learningRate: rate, weightDecay: config["weight_decay"].double ?? 0.004, beta1: beta1, beta2: beta2,
          epsilon: epsilon, amsgrad: amsgrad)
      default: return nil
      }
    }
    let standard = golden.kind == "SGD" ? 0.01 : 0.001
    guard let optimizer = schedule.map({ make($0) }) ?? make(rate.double ?? standard) else { return nil }
    if let factor = config["weight_decay"].double, golden.kind != "AdamW" { optimizer.weightDecay(factor) }
    if let norm = config["clipnorm"].double { optimizer.clipping(norm: norm) }
    if let value = config["clipvalue"].double { optimizer.clipping(value: value) }
    if let norm = config["global_clipnorm"].double { optimizer.clipping(globalNorm: norm) }
    if config["use_ema"].bool == true {
      optimizer.ema(
        momentum: config["ema_momentum"].double ?? 0.99, overwriteFrequency: config["ema_overwrite_frequency"].int)
    }
    if let steps = config["gradient_accumulation_steps"].int { optimizer.accumulatingGradients(steps: steps) }
    let excluded = golden["exclude_from_weight_decay"].list.compactMap(\.string)
    if !excluded.isEmpty { optimizer.excludingFromWeightDecay(excluded) }
    return optimizer
  }

  static func schedule(_ kind: String, _ config: JSON) -> LearningRateSchedule? {
    let initial = config["initial_learning_rate"].double ?? .nan
    let steps = config["decay_steps"].int ?? 0
    let rate = config["decay_rate"].double ?? .nan
    let staircase = config["staircase"].bool ?? false
    switch kind {
    case "ExponentialDecay":
      return ExponentialDecay(initialLearningRate: initial, decaySteps: steps, decayRate: rate, staircase: staircase)
    case "InverseTimeDecay":
      return InverseTimeDecay(initialLearningRate: initial, decaySteps: steps, decayRate: rate, staircase: staircase)
    case "PiecewiseConstantDecay":
      return PiecewiseConstantDecay(
        boundaries: config["boundaries"].ints!, values: config["values"].list.compactMap(\.double))
    case "PolynomialDecay":
      return PolynomialDecay(
        initialLearningRate: initial, decaySteps: steps, endLearningRate: config["end_learning_rate"].double ?? 0.0001,
        power: config["power"].double ?? 1, cycle: config["cycle"].bool ?? false)
    case "CosineDecay":
      return CosineDecay(
        initialLearningRate: initial, decaySteps: steps, alpha: config["alpha"].double ?? 0,
        warmupTarget: config["warmup_target"].double, warmupSteps: config["warmup_steps"].int ?? 0)
    case "CosineDecayRestarts":
      return CosineDecayRestarts(
        initialLearningRate: initial, firstDecaySteps: config["first_decay_steps"].int ?? 0,
        lengthFactor: config["t_mul"].double ?? 2, heightFactor: config["m_mul"].double ?? 1,
        alpha: config["alpha"].double ?? 0)
    default: return nil
    }
  }
}

extension Array {
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
