import Keras
import TensorGraph
import Testing

/// What users can do with optimizers, and their errors' full text.
@Suite struct OptimizerTests {
  static func weight(_ values: [Float] = [1, 2], name: String = "w") -> Variable {
    Variable(Tensor(values), name: name)
  }
  static let ones = Tensor([1, 1] as [Float])

  @Test func members() {
    let optimizers: [(Optimizer, String, Double)] = [
      (.sgd(), "sgd", 0.01), (.sgd(learningRate: 0.1, momentum: 0.9), "sgd", 0.1),
      (.adam(learningRate: 1e-3), "adam", 0.001), (.adamW(), "adam_w", 0.001), (.rmsprop(), "rm_sprop", 0.001),
      (.sgd, "sgd", 0.01), (.adam, "adam", 0.001), (.adam(learningRate: 1), "adam", 1),
      (.adam(learningRate: CosineDecay(initialLearningRate: 0.5, decaySteps: 10)), "adam", 0.5),
    ]
    for (optimizer, name, rate) in optimizers {
      #expect(optimizer.name == name)
      #expect(abs(optimizer.learningRate - rate) < 1e-7, "\(name)")
    }
  }

  /// A changed learning rate takes effect in a program that is already traced.
  @Test func learningRateChangesWithoutARetrace() throws {
    let w = Self.weight()
    let optimizer = SGD(learningRate: 0.5)
    let step = compiled { (gradient: Tensor) -> Tensor in
      optimizer.apply([gradient], to: [w])
      return w.value
    }
    #expect(try step(Self.ones).scalars() == [0.5, 1.5])
    optimizer.learningRate = 0.25
    #expect(optimizer.learningRate == 0.25)
    #expect(try step(Self.ones).scalars() == [0.25, 1.25])
    #expect(step.traceCount == 1)
    #expect(try optimizer.iterations.scalar() == 2)
  }

  /// Plain code computes each step at once: nothing is left pending, however long it goes on.
  @Test func stepsOutsideAProgramLeaveNothingPending() throws {
    let w = Self.weight()
    let optimizer: Optimizer = .adam(learningRate: 0.1)
    for _ in 0..<50 {
      let (_, gradients) = valueAndGradient(of: [w]) { Loss.mse(.zeros([2]), w.value) }
      optimizer.apply(gradients, to: [w])
      for variable in optimizer.variables + [w] { #expect(variable.value.node.storages != nil) }
    }
    #expect(try abs(w.value).max().scalar() < 0.3)
  }

  @Test func constraintsHoldAfterEachStep() throws {
    let w = Self.weight([1, -1])
    w.constraint = { Constraint.nonNegative($0) }
    SGD(learningRate: 0.5).apply([Self.ones], to: [w])
    #expect(try w.value.scalars() == [0.5, 0])
  }

  @Test func modifiersChain() throws {
    let w = Self.weight([3, 4])
    let optimizer = SGD(learningRate: 1).clipping(globalNorm: 5).weightDecay(0.5, excluding: ["bias"])
    let bias = Self.weight([1, 1], name: "bias")
    optimizer.apply([Tensor([6, 8] as [Float]), .zeros([2])], to: [w, bias])
    // Halved by the decay, then 3 and 4 are taken away.
    #expect(try w.value.scalars() == [-1.5, -2])
    #expect(try bias.value.scalars() == [1, 1])
  }

  @Test func gradientsThatAreNotFiniteStayVisible() throws {
    let w = Self.weight()
    SGD().clipping(globalNorm: 1).apply([Tensor([.infinity, 1] as [Float])], to: [w])
    #expect(try w.value.scalars(as: Float.self).allSatisfy { $0.isNaN })
  }

  /// Powers of two scale without rounding, so that nothing at all may differ.
  @Test(arguments: [false, true]) func scalingTheLossChangesNoStep(isDynamic: Bool) throws {
    func trained(_ optimizer: Optimizer) throws -> [Double] {
      let model = Sequential {
        Input(shape: [3])
        Dense(4, activation: .tanh, kernelInitializer: .glorotUniform(seed: 3))
        Dense(1, kernelInitializer: .glorotUniform(seed: 4))
      }
      model.compile(optimizer: optimizer, loss: .mse)
      let x = Random.normal([32, 3], seed: SeedGenerator(seed: 1))
      let y = x.sum(axis: 1, keepDims: true)
      let history = try model.fit(x, y, batchSize: 8, epochs: 3, verbose: 0, shuffle: false)
      return try model.weights.flatMap { try $0.value.scalars(as: Double.self) } + history["loss"]
    }
    let plain = try trained(.sgd(learningRate: 0.1, momentum: 0.9))
    let inner: Optimizer = .sgd(learningRate: 0.1, momentum: 0.9)
    let scaled = isDynamic ? LossScaleOptimizer(inner, dynamicGrowthSteps: 5) : inner.lossScaleFactor(1024)
    #expect(try trained(scaled) == plain)
    #expect(try scaled.iterations.scalar() == 12)
  }

  @Test func scaledOptimizersSpeakForTheInnerOne() throws {
    let optimizer = LossScaleOptimizer(.sgd(learningRate: 0.5), initialScale: 4)
    optimizer.learningRate = 0.25
    #expect(optimizer.inner.learningRate == 0.25)
    let w = Self.weight([1, 1])
    optimizer.apply([Tensor([4, .infinity] as [Float])], to: [w])
    #expect(try w.value.scalars() == [1, 1])
    optimizer.apply([Tensor([4, 8] as [Float])], to: [w])
    // The factor was halved to 2.
    #expect(try w.value.scalars() == [0.5, 0])
    #expect(try optimizer.scaled(loss: Tensor(Float(3))).scalar() == 6)
  }

  @Test func subclassOfAUser() throws {
    final class SignDescent: Optimizer {
      init(learningRate: some LearningRate = 0.1) { super.init(learningRate: learningRate) }
      override func build(_ variables: [Variable]) {
        super.build(variables)
        addSlots(["last"], for: variables, initialValue: 7)
      }
      override func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
        slot("last", of: variable).assign(gradient)
        variable.assign(variable.value - sign(gradient) * learningRate)
      }
    }
    let w = Variable(Tensor([1, 2] as [Float]), name: "kernel")
    w.path = "dense/kernel"
    let optimizer = SignDescent()
    optimizer.build([w])
    #expect(
      optimizer.variables.map(\.path) == [
        "sign_descent/iteration", "sign_descent/learning_rate", "sign_descent/dense_kernel_last",
      ])
    #expect(try optimizer.slot("last", of: w).value.scalars() == [7, 7])
    optimizer.apply([Tensor([5, -5] as [Float])], to: [w])
    #expect(try w.value.scalars() == [0.9, 2.1])
    #expect(try optimizer.slot("last", of: w).value.scalars() == [5, -5])
  }

  /// The scalars of a step are computed once, not once for each variable.
  @Test func correctionsAreSharedByAllVariables() throws {
    func count(_ variables: Int) throws -> Int {
      let optimizer: Optimizer = .adam()
      let weights = (0..<variables).map { Self.weight(name: "w\($0)") }
      let types = weights.map(\.type)
      let traced = try TracedProgram(argumentTypes: types) { gradients in
        optimizer.apply(gradients, to: weights)
        return []
      }
      return traced.program.instructions.filter { traced.program.types[$0.outputs[0]].shape == [] }.count
    }
    #expect(try count(1) == count(10))
  }

  @Test func errorOfAGradientChangesNothing() throws {
    let w = Self.weight()
    let optimizer: Optimizer = .adam()
    optimizer.apply([Tensor.zeros([2]) + Tensor.zeros([3])], to: [w])
    #expect(try w.value.scalars() == [1, 2])
    #expect(try optimizer.iterations.scalar() == 0)
    let step = compiled { (x: Tensor) -> Tensor in
      optimizer.apply([x + Tensor.zeros([3])], to: [w])
      return x
    }
    #expect(throws: KerasError.self) { try step(.zeros([2])).scalars() }
    #expect(try w.value.scalars() == [1, 2])
  }

  private func message(_ gradients: [Tensor], _ variables: [Variable], _ optimizer: Optimizer = .sgd()) -> String {
    optimizer.apply(gradients, to: variables)
    do {
      return "no error: \(try variables[0].value.scalars(as: Float.self))"
    } catch {
      return "\(error)"
    }
  }

  @Test func wrongNumberOfGradients() {
    #expect(
      message([Self.ones, Self.ones], [Self.weight()]) == """
        Optimizer 'sgd' cannot take a step.
          expected  one gradient for each of 1 variables
          received  2 gradients
          fix       give apply(_:to:) the variables the gradients were taken for
        """)
  }

  @Test func gradientOfAnotherShape() {
    #expect(
      message([.zeros([3])], [Self.weight()]) == """
        Optimizer 'sgd' cannot update variable 'w'.
          expected  a gradient [2]
          received  [3] float32
          fix       give the gradients in the order of the variables
        """)
  }

  @Test func variableOfAnotherModel() {
    let optimizer: Optimizer = .sgd()
    optimizer.apply([Self.ones], to: [Self.weight()])
    #expect(
      message([Self.ones], [Self.weight(name: "v")], optimizer) == """
        Optimizer 'sgd' does not know variable 'v'.
          expected  one of the 1 variables of its first step
          received  <Variable v [2] float32>
          fix       make a new optimizer for other variables
        """)
  }

  @Test func settingTheRateOfASchedule() {
    let optimizer: Optimizer = .sgd(learningRate: CosineDecay(initialLearningRate: 0.5, decaySteps: 10))
    optimizer.learningRate = 0.1
    #expect(optimizer.learningRate == 0.5)
    let error = #expect(throws: KerasError.self) { try optimizer.check() }
    #expect(
      error?.description == """
        Optimizer 'sgd' cannot set its learning rate.
          expected  an optimizer whose learning rate is a number
          received  learningRate = 0.1, but CosineDecay sets it
          fix       make the optimizer with a number, or leave the rate to the schedule
        """)
  }

  @Test func schedulesThatCannotWork() {
    let flat = ExponentialDecay(initialLearningRate: 1, decaySteps: 0, decayRate: 0.5)
    #expect(
      message([Self.ones], [Self.weight()], .sgd(learningRate: flat)) == """
        ExponentialDecay cannot compute a learning rate.
          expected  decaySteps above 0
          received  decaySteps: 0
          fix       give the number of steps that the decay takes
        """)
    let short = PiecewiseConstantDecay(boundaries: [1, 2], values: [1, 2])
    #expect(
      message([Self.ones], [Self.weight()], .sgd(learningRate: short)) == """
        PiecewiseConstantDecay cannot compute a learning rate.
          expected  one value more than boundaries
          received  2 boundaries and 2 values
          fix       give the value after the last boundary too
        """)
    #expect(
      message([Self.ones], [Self.weight()], .sgd(learningRate: LearningRateSchedule())) == """
        A learning rate schedule has no formula.
          expected  a subclass that overrides callAsFunction(_:)
          received  LearningRateSchedule, which does not
          fix       override callAsFunction(_ step: Tensor)
        """)
  }

  @Test func subclassWithoutAFormula() {
    #expect(
      message([Self.ones], [Self.weight()], Optimizer(learningRate: 0.1)) == """
        Optimizer 'optimizer' has no formula.
          expected  a subclass of Optimizer that overrides update(_:_:learningRate:)
          received  Optimizer, which does not
          fix       override update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor)
        """)
  }
}
