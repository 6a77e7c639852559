import Synchronization

/// A model's predictions with weights frozen, for many tasks at once.
///
/// Training the model further, or letting go of it, does not change a predictor. Programs are kept per input shape.
public final class Predictor: Sendable {
  /// One way of calling the model: a program with the values of its variables.
  private struct Plan: @unchecked Sendable {
    let executable: any Executable
    let variables: [Storage]
    /// Positions among the variables that the program writes to, each run to memory of its own.
    let written: [Int]
    let outputTypes: [TensorType]
    let requirements: [IndexRequirements.Requirement]
  }

  /// The model is only looked at under the lock: tracing a new shape runs its code.
  private struct State: @unchecked Sendable {
    let model: Model
    let frozen: [ObjectIdentifier: Storage]
    var plans = Programs<[TensorType], Plan>()
  }

  private let state: Mutex<State>
  private let displayName: String
  /// Those that a user can know: of a graph.
  private let inputNames: [String]?

  init(_ model: Model, frozen: [ObjectIdentifier: Storage]) {
    displayName = model.displayName
    inputNames = model.isFunctional ? model.graph?.inputNames : nil
    let state = State(model: model, frozen: frozen)
    self.state = Mutex(state)
  }

  /// The model's output for a batch of inputs. Input: `[batch, …]`.
  ///
  /// - Throws: whatever is wrong with the input. A model with several outputs has `all`.
  public func callAsFunction(_ x: some TensorStructure) throws -> Tensor {
    let outputs = try all(x)
    guard outputs.count == 1 else {
      throw KerasError(
        "The predictor of \(displayName) has \(outputs.count.counted("output", "outputs")).",
        expected: "a model with one output",
        received: "\(outputs.count.counted("output", "outputs"))", fix: "use all(_:), which returns all outputs")
    }
    return outputs[0]
  }

  /// All outputs of the model for a batch of inputs, in their order.
  public func all(_ x: some TensorStructure) throws -> [Tensor] {
    let map = x.tensorMap
    let count = try DataChecks.sampleCount(Batch(x: map), function: "predict", model: displayName)
    let tensors =
      try inputNames.map { try map.ordered(by: $0, owner: "The predictor of \(displayName)") } ?? map.tensors
    try Evaluation.evaluate(tensors)
    let plan = try plan(for: tensors.map(\.type))
    if !plan.requirements.isEmpty {
      let names = map.names == nil ? nil : inputNames
      let ordered = TensorMap(tensors.enumerated().map { .init(name: names?[$0], tensor: $1) })
      try plan.requirements.check(Batch(x: ordered), rows: 0..<count)
    }
    let outputs = try plan.outputTypes.map { try Storage($0) }
    var inputs = try tensors.map { try $0.materialized() } + plan.variables
    var results = outputs
    for position in plan.written {
      inputs[tensors.count + position] = try plan.variables[position].copy()
      results.append(inputs[tensors.count + position])
    }
    try plan.executable.run(inputs: inputs, outputs: results)
    return zip(outputs, plan.outputTypes).map { Tensor(storage: $0, type: $1) }
  }

  private func plan(for types: [TensorType]) throws -> Plan {
    try state.withLock { state in
      if let plan = state.plans.find(types) { return plan }
      let model = state.model
      let (traced, requirements) = try model.lock.withLock {
        let result = try IndexRequirements.noted(argumentTypes: types, in: state.plans.memory) { placeholders in
          model.predictStep(placeholders.tensorMap)
        }
        try model.checkVariables(of: result.traced)
        return result
      }
      // The order of the aliased outputs is that of the assignments.
      let written = traced.program.aliases.dropFirst(traced.resultTypes.count).map { $0! - types.count }
      let variables = try traced.variables.map { variable in
        try state.frozen[ObjectIdentifier(variable)] ?? variable.sharedStorage()
      }
      let plan = Plan(
        executable: traced.executable, variables: variables, written: written, outputTypes: traced.resultTypes,
        requirements: requirements)
      state.plans.insert(plan, for: types, byteCount: traced.executable.keptByteCount)
      return plan
    }
  }
}

extension Model {
  /// A predictor with the weights as they are now.
  ///
  /// - Throws: the error of the model's definition, or if it has no weights yet because it was never called.
  public func predictor() throws -> Predictor {
    try lock.withLock { try frozenPredictor() }
  }

  private func frozenPredictor() throws -> Predictor {
    if let definitionError { throw definitionError }
    try renewIfLayersChanged()
    guard isBuilt || graph != nil else {
      throw KerasError(
        "\(displayName) cannot make a predictor yet.", expected: "a model with weights",
        received: "a model that was never called", fix: "call it on data, or give it an Input")
    }
    var frozen: [ObjectIdentifier: Storage] = [:]
    // Shared, not copied: training copies what somebody else still holds.
    for variable in variables { frozen[ObjectIdentifier(variable)] = try variable.sharedStorage() }
    return Predictor(self, frozen: frozen)
  }
}
