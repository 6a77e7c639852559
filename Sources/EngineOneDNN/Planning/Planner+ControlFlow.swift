import TensorGraph

extension Planner {
  /// A loop over a sequence: its body is a plan of its own, which runs once a step on the memory of that step.
  func planScan(_ operation: Scan, _ instruction: Program.Instruction) throws -> Bool {
    guard operation.length > 0 else { return false }
    let body = try nested(operation.body)
    let inputs = instruction.inputs.map { contiguous($0) }
    let kernel = ScanKernel(
      body: body, stateCount: operation.stateCount, sequenceCount: operation.sequenceCount, length: operation.length,
      isReversed: operation.isReversed, inputBytes: operation.body.inputTypes.map(\.byteCount),
      outputBytes: operation.body.outputTypes.map(\.byteCount))
    addStep(kernel, "scan", instruction, reading: inputs, cost: Double(operation.length) * (body.cost + 500))
    return true
  }

  /// A loop whose number of turns shows when it runs. The cost is a guess of ten turns.
  func planWhile(_ operation: WhileLoop, _ instruction: Program.Instruction) throws -> Bool {
    let condition = try nested(operation.condition)
    let body = try nested(operation.body)
    let inputs = instruction.inputs.map { contiguous($0) }
    let kernel = WhileKernel(
      condition: condition, body: body, stateBytes: instruction.outputs.map { type($0).byteCount },
      conditionInputs: operation.condition.inputs.count, inputCount: inputs.count)
    addStep(kernel, "while", instruction, reading: inputs, cost: 10 * (condition.cost + body.cost + 1000))
    return true
  }

  /// One of two plans.
  func planConditional(_ operation: Conditional, _ instruction: Program.Instruction) throws -> Bool {
    let whenTrue = try nested(operation.whenTrue)
    let whenFalse = try nested(operation.whenFalse)
    let inputs = instruction.inputs.map { contiguous($0) }
    let kernel = ConditionalKernel(
      whenTrue: whenTrue, whenFalse: whenFalse, split: operation.whenTrue.inputs.count, inputCount: inputs.count)
    addStep(kernel, "cond", instruction, reading: inputs, cost: 500 + max(whenTrue.cost, whenFalse.cost))
    return true
  }

  /// The plan of a program inside this one, for one thread: the others are at work on this plan's steps.
  private func nested(_ program: Program) throws -> Plan {
    var single = options
    single.threadCount = 1
    return try OneDNNEngine(options: single).plan(program.optimized(), in: memory)
  }

  private func addStep(
    _ kernel: Kernel, _ name: String, _ instruction: Program.Instruction, reading inputs: [View], cost: Double
  ) {
    let step = addStep()
    let outputs = instruction.outputs.map { addResult($0) }
    connect(
      step, reads: inputs.map { Access($0.buffer, byteOffset: $0.byteOffset, .whole) },
      writes: outputs.map { Access($0.buffer, .whole) })
    step.cost = cost
    step.work = SimpleWork(name) { _, _ in kernel }
  }
}
