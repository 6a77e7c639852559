import TensorGraph

/// Changes variables along their gradients so that a loss gets smaller.
///
/// An optimizer is one of the static members (`.adam(learningRate: 1e-3)`), or a subclass that overrides `build` and
/// `update`. What all optimizers can do besides is said by modifiers:
/// ```swift
/// Adam(learningRate: 1e-3).clipping(globalNorm: 1).ema(momentum: 0.999)
/// ```
/// Source: https://keras.io/api/optimizers/
open class Optimizer {
  /// The class's name in snake case unless given; the variables' paths begin with it.
  public let name: String
  /// How often variables were updated. With `accumulatingGradients(steps:)` that is once in so many batches. Shape: `[]`,
  /// `int32`.
  public final var iterations: Tensor {
    let batches = batchCount.value
    guard let accumulationSteps = steppingOptimizer.accumulationSteps else { return batches }
    return ((batches - batches % accumulationSteps) / accumulationSteps).cast(to: .int32)
  }
  /// How many batches gradients were taken for, which schedules go by, and which files hold as `iteration`.
  package final var batchCount: Variable { steppingOptimizer.ownBatchCount }
  /// Which optimizer takes the steps.
  var steppingOptimizer: Optimizer { self }
  /// Where the learning rate comes from, if it is not a number.
  public let schedule: LearningRateSchedule?
  let rate: Variable?
  private let ownBatchCount: Variable

  package var clipping: GradientClipping?
  package var weightDecay: Double?
  package var undecayed: [String] = []
  package var average: MovingAverage?
  package var accumulationSteps: Int?
  package var lossScaleFactor: Double?

  /// The variables that the optimizer was built for, in order.
  package private(set) var builtVariables: [Variable] = []
  package private(set) var isBuilt = false
  private var builtIDs: Set<ObjectIdentifier> = []
  private var slotList: [Variable] = []
  private var slots: [SlotID: Variable] = [:]
  private var settingError: KerasError?

  private struct SlotID: Hashable {
    let name: String
    let reference: ObjectIdentifier
  }

  /// For subclasses.
  ///
  /// - Parameters:
  ///   - learningRate: a number, or a `LearningRateSchedule`.
  ///   - name: the class's name in snake case if `nil`.
  public init(learningRate: some LearningRate, name: String? = nil) {
    let name = name ?? String(describing: Self.self).inSnakeCase
    self.name = name
    ownBatchCount = .state("iteration", of: name, value: Tensor(0))
    switch learningRate.source {
    case .constant(let value):
      rate = .state("learning_rate", of: name, value: Tensor(value))
      schedule = nil
    case .schedule(let schedule):
      rate = nil
      self.schedule = schedule
    }
  }

  /// The learning rate now. Setting it takes effect from the next step on; that of a schedule can't be set.
  public var learningRate: Double {
    get {
      Trace.suspended { (try? (schedule?(batchCount.value) ?? rate!.value).scalar()) ?? .nan }
    }
    set {
      guard let rate else {
        settingError = KerasError(
          "Optimizer '\(name)' cannot set its learning rate.", expected: "an optimizer whose learning rate is a number",
          received: "learningRate = \(newValue), but \(String(describing: Swift.type(of: schedule!))) sets it",
          fix: "make the optimizer with a number, or leave the rate to the schedule")
        return
      }
      Trace.suspended { rate.assign(Tensor(newValue)) }
    }
  }

  /// Throws if the learning rate of a schedule was set.
  package func check() throws {
    if let settingError { throw settingError }
  }

  /// The state in Keras' order: `iteration`, `learning_rate` (unless a schedule gives it), then the slots, named after
  /// their variables, such as `dense_kernel_momentum`.
  public var variables: [Variable] { [ownBatchCount] + (rate.map { [$0] } ?? []) + slotList }

  /// Makes the slots that the optimizer keeps for each variable. Called once, before the first step.
  ///
  /// Subclasses call `super.build(variables)` first, then `addSlots`.
  open func build(_ variables: [Variable]) {
    builtVariables = variables
    builtIDs = Set(variables.map { ObjectIdentifier($0) })
    isBuilt = true
    if average != nil { addSlots(["average"], for: variables) }
    if accumulationSteps != nil { addSlots(["gradient_accumulator"], for: variables) }
  }

  /// Adds slots of zeros with each variable's shape and type, or filled with `initialValue`.
  public final func addSlots(_ names: [String], for variables: [Variable], initialValue: Double = 0) {
    for variable in variables {
      for name in names {
        let label = variable.path.split(separator: "/").joined(separator: "_") + "_" + name
        let value = Tensor.full(variable.shape, initialValue, dtype: variable.dtype)
        let slot = Variable(value, name: label, isTrainable: false)
        slot.path = "\(self.name)/\(label)"
        slots[SlotID(name: name, reference: ObjectIdentifier(variable))] = slot
        slotList.append(slot)
      }
    }
  }

  /// Adds slots, each filled with a value of its own.
  public final func addSlots(_ initialValues: KeyValuePairs<String, Double>, for variables: [Variable]) {
    for variable in variables {
      for (name, value) in initialValues { addSlots([name], for: [variable], initialValue: value) }
    }
  }

  /// Adds a slot of zeros with a shape of its own, called as the variable.
  package final func addSlot(_ name: String, of variable: Variable, shape: Shape) {
    let slot = Variable(.zeros(shape, dtype: variable.dtype), name: variable.name, isTrainable: false)
    slot.path = "\(self.name)/\(variable.name)"
    slots[SlotID(name: name, reference: ObjectIdentifier(variable))] = slot
    slotList.append(slot)
  }

  /// Adds a part of the state that belongs to no variable.
  package final func addState(_ state: Variable) { slotList.append(state) }

  /// Called once before the variables of an update.
  package func beginUpdates() {}

  /// The slot made by `addSlots` for a variable.
  ///
  /// A slot that was not made fails the step, or the reading of what is computed from it.
  public final func slot(_ name: String, of variable: Variable) -> Variable {
    guard let slot = slots[SlotID(name: name, reference: ObjectIdentifier(variable))] else {
      let names = Set(slots.keys.map(\.name)).sorted().quotedList()
      let error = KerasError(
        "Optimizer '\(self.name)' has no slot '\(name)' for '\(variable.path)'.",
        expected: "a slot that build(_:) made",
        received: names.isEmpty ? "an optimizer without slots" : "slots \(names)",
        fix: "override build(_:): call super.build(variables), then addSlots([\"\(name)\"], for: variables)")
      guard let trace = Trace.current else { return Variable(.failed(error), name: name, isTrainable: false) }
      trace.error = trace.error ?? error
      return Variable(.zeros(variable.shape, dtype: variable.dtype), name: name, isTrainable: false)
    }
    return slot
  }

  /// One variable's step: assigns the variable and its slots.
  ///
  /// - Parameters:
  ///   - gradient: of the variable's shape and type.
  ///   - learningRate: shape `[]`, of the variable's type.
  open func update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor) {
    variable.assign(
      .failed(
        KerasError(
          "Optimizer '\(name)' has no formula.",
          expected: "a subclass of Optimizer that overrides update(_:_:learningRate:)",
          received: "\(String(describing: Self.self)), which does not",
          fix: "override update(_ gradient: Tensor, _ variable: Variable, learningRate: Tensor)")))
  }

  /// The loss as gradients are to be taken of it: times `lossScaleFactor` if there is one.
  ///
  /// `fit` does so; a training loop of your own does before it takes gradients, since `apply(_:to:)` divides them.
  public func scaled(loss: Tensor) -> Tensor { lossScaleFactor.map { loss * $0 } ?? loss }

  /// Takes one step: clips gradients, decays weights, updates each variable, and counts the step.
  ///
  /// Inside `compiled` it becomes a part of the program; outside, the step is computed at once. A gradient that carries an
  /// error changes nothing; after any other mistake the variables carry the error.
  ///
  /// - Parameters:
  ///   - gradients: one for each variable, of its shape.
  ///   - variables: always the same ones.
  public final func apply(_ gradients: [Tensor], to variables: [Variable]) {
    guard !variables.isEmpty || !gradients.isEmpty else { return }
    if let error = gradients.lazy.compactMap(\.error).first {
      if let trace = Trace.current { trace.error = trace.error ?? error }
      return
    }
    if !isBuilt { Trace.suspended { build(variables) } }
    let rate = currentRate
    if let error = rate.error ?? applicationError(gradients, variables) {
      for variable in variables { variable.assign(.failed(error)) }
      return
    }
    takeStep(lossScaleFactor.map { factor in gradients.map { $0 / factor } } ?? gradients, variables, rate: rate)
    // Outside a program an error of the engine stays with the variables, and is thrown when they are read.
    if Trace.current == nil { try? evaluate((self.variables + variables).map(\.value)) }
  }

  /// The learning rate of the next step. Shape: `[]`.
  var currentRate: Tensor { schedule?(batchCount.value) ?? rate!.value }

  /// All assignments of one step.
  func takeStep(_ gradients: [Tensor], _ variables: [Variable], rate: Tensor) {
    takeUsualStep(gradients, variables, rate: rate)
  }

  /// Replaces the variables by their moving averages, if the optimizer keeps any: what Keras does at the end of `fit`.
  public func finalize(_ variables: [Variable]) {
    guard average != nil, isBuilt else { return }
    for variable in variables { variable.assign(slot("average", of: variable).value) }
    if Trace.current == nil { try? evaluate(variables.map(\.value)) }
  }

  private func applicationError(_ gradients: [Tensor], _ variables: [Variable]) -> KerasError? {
    guard gradients.count == variables.count else {
      return KerasError(
        "Optimizer '\(name)' cannot take a step.",
        expected: "one gradient for each of \(variables.count) variables",
        received: "\(gradients.count.counted("gradient", "gradients"))",
        fix: "give apply(_:to:) the variables the gradients were taken for")
    }
    for (gradient, variable) in zip(gradients, variables) {
      guard builtIDs.contains(ObjectIdentifier(variable)) else {
        return KerasError(
          "Optimizer '\(name)' does not know variable '\(variable.path)'.",
          expected: "one of the \(builtVariables.count) variables of its first step",
          received: "\(variable)",
          fix: "make a new optimizer for other variables")
      }
      guard gradient.shape.matches(variable.shape) else {
        return KerasError(
          "Optimizer '\(name)' cannot update variable '\(variable.path)'.",
          expected: "a gradient \(variable.shape)", received: "\(gradient.type)",
          fix: "give the gradients in the order of the variables")
      }
    }
    return nil
  }
}
