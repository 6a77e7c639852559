import Formats

/// The library's optimizers and schedules in files.
enum OptimizerClasses {
  static let byName = Dictionary(all.map { ($0.className, $0) }) { first, _ in first }
  static let byType = Dictionary(all.map { ($0.type, $0) }) { first, _ in first }
  static let schedulesByName = Dictionary(schedules.map { ($0.className, $0) }) { first, _ in first }
  static let schedulesByType = Dictionary(schedules.map { ($0.type, $0) }) { first, _ in first }

  private static let all: [ClassEntry<Optimizer>] = [
    ClassEntry(SGD.self) { c in
      SGD(
        learningRate: c.rate(0.01), momentum: c.number("momentum", 0), nesterov: c.flag("nesterov", false),
        name: c.name("sgd"))
    },
    ClassEntry(RMSprop.self) { c in
      RMSprop(
        learningRate: c.rate(), rho: c.number("rho", 0.9), momentum: c.number("momentum", 0),
        epsilon: c.number("epsilon", 1e-7), centered: c.flag("centered", false), name: c.name("rmsprop"))
    },
    ClassEntry(Adam.self) { c in
      Adam(
        learningRate: c.rate(), beta1: c.number("beta_1", 0.9), beta2: c.number("beta_2", 0.999),
        epsilon: c.number("epsilon", 1e-7), amsgrad: c.flag("amsgrad", false), name: c.name("adam"))
    },
    ClassEntry(AdamW.self) { c in
      AdamW(
        learningRate: c.rate(), beta1: c.number("beta_1", 0.9), beta2: c.number("beta_2", 0.999),
        epsilon: c.number("epsilon", 1e-7), amsgrad: c.flag("amsgrad", false), name: c.name("adamw"))
    },
    ClassEntry(Adamax.self) { c in
      Adamax(
        learningRate: c.rate(), beta1: c.number("beta_1", 0.9), beta2: c.number("beta_2", 0.999),
        epsilon: c.number("epsilon", 1e-7), name: c.name("adamax"))
    },
    ClassEntry(Nadam.self) { c in
      Nadam(
        learningRate: c.rate(), beta1: c.number("beta_1", 0.9), beta2: c.number("beta_2", 0.999),
        epsilon: c.number("epsilon", 1e-7), name: c.name("nadam"))
    },
    ClassEntry(Adagrad.self) { c in
      Adagrad(
        learningRate: c.rate(), initialAccumulatorValue: c.number("initial_accumulator_value", 0.1),
        epsilon: c.number("epsilon", 1e-7), name: c.name("adagrad"))
    },
    ClassEntry(Adadelta.self) { c in
      Adadelta(
        learningRate: c.rate(), rho: c.number("rho", 0.95), epsilon: c.number("epsilon", 1e-7),
        name: c.name("adadelta"))
    },
    ClassEntry(Adafactor.self) { c in
      Adafactor(
        learningRate: c.rate(), beta2Decay: c.number("beta_2_decay", -0.8), epsilon1: c.number("epsilon_1", 1e-30),
        epsilon2: c.number("epsilon_2", 1e-3), clipThreshold: c.number("clip_threshold", 1),
        relativeStep: c.flag("relative_step", true), name: c.name("adafactor"))
    },
    ClassEntry(Lion.self) { c in
      Lion(
        learningRate: c.rate(), beta1: c.number("beta_1", 0.9), beta2: c.number("beta_2", 0.99), name: c.name("lion"))
    },
    ClassEntry(Ftrl.self) { c in
      Ftrl(
        learningRate: c.rate(), learningRatePower: c.number("learning_rate_power", -0.5),
        initialAccumulatorValue: c.number("initial_accumulator_value", 0.1),
        l1: c.number("l1_regularization_strength", 0, "l1"), l2: c.number("l2_regularization_strength", 0, "l2"),
        l2Shrinkage: c.number("l2_shrinkage_regularization_strength", 0, "l2Shrinkage"), beta: c.number("beta", 0),
        name: c.name("ftrl"))
    },
    ClassEntry(LossScaleOptimizer.self) { c in
      let inner: Optimizer
      if c.isWriting {
        guard let optimizer = c.writingObject as? LossScaleOptimizer else { throw Configuration.Abandoned() }
        c.write("inner_optimizer", json: c.session.record(of: optimizer.inner, at: "\(c.place)/inner_optimizer"))
        inner = SGD()
      } else {
        let record = c.json("inner_optimizer") ?? .null
        guard let optimizer = c.session.optimizer(record, at: "\(c.place)/inner_optimizer") else {
          throw Configuration.Abandoned()
        }
        inner = optimizer
      }
      return LossScaleOptimizer(
        inner, initialScale: c.number("initial_scale", 32768),
        dynamicGrowthSteps: c.integer("dynamic_growth_steps", 2000),
        name: c.name("loss_scale_optimizer"))
    },
  ]

  private static let schedules: [ClassEntry<LearningRateSchedule>] = [
    ClassEntry(ExponentialDecay.self) { c in
      ExponentialDecay(
        initialLearningRate: try c.required("initial_learning_rate"), decaySteps: try c.required("decay_steps"),
        decayRate: try c.required("decay_rate"), staircase: c.flag("staircase", false))
    },
    ClassEntry(InverseTimeDecay.self) { c in
      InverseTimeDecay(
        initialLearningRate: try c.required("initial_learning_rate"), decaySteps: try c.required("decay_steps"),
        decayRate: try c.required("decay_rate"), staircase: c.flag("staircase", false))
    },
    ClassEntry(PolynomialDecay.self) { c in
      PolynomialDecay(
        initialLearningRate: try c.required("initial_learning_rate"), decaySteps: try c.required("decay_steps"),
        endLearningRate: c.number("end_learning_rate", 0.0001), power: c.number("power", 1),
        cycle: c.flag("cycle", false))
    },
    ClassEntry(PiecewiseConstantDecay.self) { c in
      PiecewiseConstantDecay(boundaries: try c.required("boundaries"), values: try c.required("values"))
    },
    ClassEntry(CosineDecay.self) { c in
      CosineDecay(
        initialLearningRate: try c.required("initial_learning_rate"), decaySteps: try c.required("decay_steps"),
        alpha: c.number("alpha", 0), warmupTarget: c("warmup_target", nil), warmupSteps: c.integer("warmup_steps", 0))
    },
    ClassEntry(CosineDecayRestarts.self) { c in
      CosineDecayRestarts(
        initialLearningRate: try c.required("initial_learning_rate"),
        firstDecaySteps: try c.required("first_decay_steps"), lengthFactor: c.number("t_mul", 2, "lengthFactor"),
        heightFactor: c.number("m_mul", 1, "heightFactor"), alpha: c.number("alpha", 0))
    },
  ]
}

/// The learning rate of a file.
struct FileLearningRate: LearningRate {
  let source: LearningRateSource
}

extension Configuration {
  /// The learning rate of an optimizer of your own, for its initializer: a number, or a schedule.
  ///
  /// - Parameter fallback: the rate if the file has none. Default 0.001.
  public func learningRateOrSchedule(default fallback: Double = 0.001) -> some LearningRate { rate(fallback) }

  /// The learning rate: a number, or the record of a schedule.
  fileprivate func rate(_ fallback: Double = 0.001) -> FileLearningRate {
    if let optimizer = writingObject as? Optimizer {
      if let schedule = optimizer.schedule {
        write("learning_rate", json: session.record(of: schedule, at: "\(place)/learning_rate"))
      } else {
        write("learning_rate", json: .real(Trace.suspended { optimizer.learningRate }))
      }
      return FileLearningRate(source: .constant(fallback))
    }
    let json = json("learning_rate") ?? .real(fallback)
    if json["class_name"] != nil {
      guard let schedule = session.schedule(json, at: "\(place)/learning_rate") else {
        return FileLearningRate(source: .constant(fallback))
      }
      return FileLearningRate(source: .schedule(schedule))
    }
    if json.scalarNumber == nil {
      session.note(
        place, expected: "a number or a schedule as 'learning_rate'", received: json.excerpt,
        fix: "the file is damaged: write it again from its origin")
    }
    return FileLearningRate(source: .constant(json.scalarNumber ?? fallback))
  }
}
