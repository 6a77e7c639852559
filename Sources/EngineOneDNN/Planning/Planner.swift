import TensorGraph

/// Turns a program into steps over buffers. Later stages order the steps, cut them into pieces and place the buffers.
final class Planner {
  typealias ValueID = Program.ValueID

  /// What is known of a value while steps are being made.
  enum Value {
    /// Lies in memory, perhaps strided.
    case view(View)
    /// One number, whatever the shape.
    case constant(Scalar)
    /// Computed by a group of fused operations that is still open.
    case fused
  }

  let options: OneDNNEngine.Options
  /// What the plan and those inside it work in.
  let memory: WorkingMemory
  var program: Program
  var values: [ValueID: Value] = [:]
  var buffers: [Buffer] = []
  var steps: [Step] = []
  var groups: [Group] = []
  /// The group that computes a value; perhaps one that has become a part of another since.
  var owners: [ValueID: Group] = [:]
  /// How many instructions and outputs use each value.
  var uses: [Int] = []
  /// Whether steps wait for others from which no value flows to them.
  var ordersUpdates = false
  /// Numbers the searches through steps, so that each marks the steps it has seen.
  var searchCount = 0
  /// The place in the program of the instruction being planned.
  var position = 0
  /// Products and convolutions by the value they give, as long as something may still be fused onto them.
  var fusable: [ValueID: any PostFusable] = [:]
  /// Convolution kernels already brought into an arrangement of oneDNN's.
  var packedKernels: [PackedKernel] = []
  /// Values in another type, for operations that have no kernel in their own.
  var conversions: [Conversion: ValueID] = [:]
  /// Contiguous copies made of strided views.
  private var copies: [View: View] = [:]
  private var constantViews: [ConstantKey: View] = [:]
  private struct ConstantKey: Hashable {
    var value: Scalar
    var dtype: DType
  }

  init(_ program: Program, options: OneDNNEngine.Options, memory: WorkingMemory) {
    self.options = options
    self.memory = memory
    var flat = program.flattened()
    if !options.hasBFloat16, !options.interpretsAll { flat = flat.inFullPrecision() }
    flat = flat.slicingPointwiseConvolutions().wideningPoolings().splittingPoolingsOfVolumes()
    self.program = flat.comparingResultsOfRelu().repeatingInPlace()
  }

  func type(_ id: ValueID) -> TensorType { program.types[id] }
  func shape(_ id: ValueID) -> [Int] { program.types[id].shape.staticDimensions }
  func dtype(_ id: ValueID) -> DType { program.types[id].dtype }

  /// Makes all steps.
  func plan() throws {
    countUses()
    for (index, id) in program.inputs.enumerated() {
      values[id] = .view(addBuffer(shape(id), dtype(id), home: .input(index)))
    }
    for constant in program.constants {
      values[constant.id] = .view(addBuffer(shape(constant.id), dtype(constant.id), home: .constant(constant.storage)))
    }
    for (index, instruction) in program.instructions.enumerated() {
      position = index
      try plan(instruction)
    }
    position = program.instructions.count
    try planOutputs()
    for group in groups { group.close(self) }
    steps.removeAll { $0.work == nil }
  }

  private func countUses() {
    uses = Array(repeating: 0, count: program.types.count)
    for instruction in program.instructions {
      for id in instruction.inputs { uses[id] += 1 }
    }
    for id in program.outputs { uses[id] += 1 }
  }

  func plan(_ instruction: Program.Instruction) throws {
    let isEmpty = (instruction.inputs + instruction.outputs).contains { type($0).shape.count == 0 }
    if !isEmpty, !(options.interpretsAll) {
      if try planView(instruction) { return }
      if options.fusesPostOperations, try fusePost(instruction) { return }
      if planFused(instruction) { return }
      if try planHeavy(instruction) { return }
      if try planTyped(instruction) { return }
      if try planRewritten(instruction) { return }
    }
    try interpret(instruction, isEmpty: isEmpty)
  }

  private func planHeavy(_ instruction: Program.Instruction) throws -> Bool {
    switch instruction.operation {
    case let operation as DotGeneral: try planProduct(operation, instruction)
    case let operation as Convolution: try planConvolution(operation, instruction)
    case let operation as ConvolutionInputGradient: try planInputGradient(operation, instruction)
    case let operation as ConvolutionKernelGradient: try planKernelGradient(operation, instruction)
    case let operation as Pool: planPool(operation, instruction)
    case let operation as MaxPoolGradient: planMaxPoolGradient(operation, instruction)
    case let operation as AveragePoolGradient: planAveragePoolGradient(operation, instruction)
    case let operation as Gather: planGather(operation, instruction)
    case let operation as ScatterAdd: planScatter(operation, instruction)
    case let operation as Concatenation: planConcatenation(operation, instruction)
    case let operation as Pad: planPad(operation, instruction)
    case is Composite: planRecurrence(instruction)
    case let operation as Scan: try planScan(operation, instruction)
    case let operation as WhileLoop: try planWhile(operation, instruction)
    case let operation as Conditional: try planConditional(operation, instruction)
    default: false
    }
  }

  // MARK: - Buffers and views

  func addBuffer(_ shape: [Int], _ dtype: DType, home: Buffer.Home = .arena) -> View {
    let view = View(buffer: buffers.count, shape: shape, dtype: dtype)
    buffers.append(Buffer(byteCount: max(view.count * dtype.byteCount, 1), home: home))
    return view
  }

  func addBytes(_ byteCount: Int) -> Int {
    buffers.append(Buffer(byteCount: byteCount))
    return buffers.count - 1
  }

  func addStep() -> Step {
    let step = Step(order: position)
    steps.append(step)
    return step
  }

  /// Says what a step touches, in the order in which its kernel takes pointers.
  func connect(_ step: Step, reads: [Access], writes: [Access]) {
    step.accesses = reads + writes
    step.readCount = reads.count
    for access in writes where !buffers[access.buffer].producers.contains(where: { $0 === step }) {
      buffers[access.buffer].producers.append(step)
    }
  }

  /// A new buffer for a result, known as value `id` from now on.
  func addResult(_ id: ValueID) -> View {
    let view = addBuffer(shape(id), dtype(id))
    values[id] = .view(view)
    return view
  }

  /// The value in memory, perhaps strided.
  func view(_ id: ValueID) -> View {
    switch values[id]! {
    case .view(let view): return view
    case .constant(let scalar): return constantView(scalar, dtype(id)).broadcast(to: shape(id))
    case .fused:
      let group = owner(of: id)!
      let view = addBuffer(shape(id), dtype(id))
      buffers[view.buffer].producers = [group.step]
      group.outputs[id] = view
      values[id] = .view(view)
      return view
    }
  }

  func constantView(_ scalar: Scalar, _ dtype: DType) -> View {
    let key = ConstantKey(value: scalar, dtype: dtype)
    if let found = constantViews[key] { return found }
    let view = addBuffer([], dtype, home: .constant(Storage(scalar, dtype)))
    constantViews[key] = view
    return view
  }

  /// The value in memory in row-major order.
  func contiguous(_ id: ValueID) -> View { contiguous(view(id)) }

  func contiguous(_ view: View) -> View {
    if view.isContiguous { return view }
    if let found = copies[view] { return found }
    let result = copy(view)
    copies[view] = result
    return result
  }

  /// A copy of `view` in a buffer of its own.
  func copy(_ view: View) -> View {
    let result = addBuffer(view.shape, view.dtype)
    addCopy(from: view, to: result)
    return result
  }

  // MARK: - What moves nothing

  private func planView(_ instruction: Program.Instruction) throws -> Bool {
    guard let id = instruction.outputs.first, let input = instruction.inputs.first else {
      return try planSource(instruction)
    }
    if case .constant(let scalar) = values[input]! {
      switch instruction.operation {
      case is Reshape, is Transpose, is Broadcast, is Slice, is Reverse, is StopGradient:
        values[id] = .constant(scalar)
        return true
      default: return false
      }
    }
    let target = shape(id)
    switch instruction.operation {
    case is StopGradient: reshape(input, to: id)
    case is Convert where dtype(input) == dtype(id): reshape(input, to: id)
    case is Reshape: reshape(input, to: id)
    case is Broadcast where target.reduce(1, *) == shape(input).reduce(1, *): reshape(input, to: id)
    case let operation as Reduce where operation.axes.allSatisfy { shape(input)[$0] == 1 }: reshape(input, to: id)
    case is Broadcast: values[id] = .view(view(input).broadcast(to: target))
    case let operation as Transpose: values[id] = .view(view(input).transposed(operation.permutation))
    case let operation as Reverse: values[id] = .view(view(input).reversed(operation.axes))
    case let operation as Slice:
      values[id] = .view(view(input).sliced(starts: operation.starts, steps: operation.steps, shape: target))
    default: return false
    }
    return true
  }

  private func reshape(_ input: ValueID, to id: ValueID) {
    let target = shape(id)
    if let group = owner(of: input), group.rename(input, to: id, shape: target) {
      owners[id] = group
      if case .fused = values[input]! {
        values[id] = .fused
        return
      }
    }
    let source = view(input)
    values[id] = .view(source.reshaped(to: target) ?? contiguous(source).reshaped(to: target)!)
  }

  /// The open group that computes a value, whether or not others need it in memory too.
  func owner(of id: ValueID) -> Group? {
    guard var group = owners[id] else { return nil }
    while let next = group.replacement { group = next }
    return group.isClosed ? nil : group
  }

  private func planSource(_ instruction: Program.Instruction) throws -> Bool {
    guard let id = instruction.outputs.first else { return false }
    switch instruction.operation {
    case let operation as Constant:
      values[id] = .constant(operation.value)
    case let operation as Iota:
      // Counted once, when the plan is made.
      let target = shape(id)
      let count = target[operation.axis]
      let storage = try Storage(TensorType([count], operation.dtype))
      for index in 0..<count {
        operation.dtype.store(Int64(index), to: storage.pointer + index * operation.dtype.byteCount)
      }
      let line = addBuffer([count], operation.dtype, home: .constant(storage))
      let aligned = target.indices.map { $0 == operation.axis ? count : 1 }
      values[id] = .view(line.reshaped(to: aligned)!.broadcast(to: target))
    default: return false
    }
    return true
  }

  // MARK: - What nothing else takes

  private func interpret(_ instruction: Program.Instruction, isEmpty: Bool) throws {
    guard let operation = instruction.operation as? any Interpreted else {
      throw PlanError(description: "\(instruction.operation.name) has no interpretation")
    }
    let inputs = instruction.inputs.map { contiguous($0) }
    let step = addStep()
    let outputs = instruction.outputs.map { addResult($0) }
    connect(
      step, reads: inputs.map { Access($0.buffer, byteOffset: $0.byteOffset, .whole) },
      writes: outputs.map { Access($0.buffer, .whole) })
    step.cost = 50.0 * Double(outputs.reduce(0) { $0 + $1.count })
    let inputTypes = instruction.inputs.map { type($0) }
    let outputTypes = instruction.outputs.map { type($0) }
    step.work = SimpleWork(operation.name + (isEmpty ? " (of nothing)" : Plan.interpretedSuffix)) { _, _ in
      InterpretedKernel(operation: operation, inputs: inputTypes, outputs: outputTypes)
    }
  }
}

/// Something that the planner or oneDNN could not do; names the operation.
struct PlanError: Error, CustomStringConvertible {
  var description: String
}

/// Work whose kernel depends on the number of rows only.
final class SimpleWork: Work {
  let name: String
  let dependsOnPosition = false
  private let make: (_ first: Int, _ rows: Int) throws -> Kernel

  init(_ name: String, _ make: @escaping (_ first: Int, _ rows: Int) throws -> Kernel) {
    self.name = name
    self.make = make
  }

  func prepare(first: Int, rows: Int, pieces: Int) throws -> Kernel { try make(first, rows) }
}
