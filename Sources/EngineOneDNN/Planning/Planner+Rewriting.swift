import TensorGraph

extension Planner {
  /// Plans other operations in the place of one that has no kernel; `body` adds them to the program.
  private func plan(insteadOf instruction: Program.Instruction, _ body: (inout Program) -> Void) throws {
    let first = program.instructions.count
    body(&program)
    let added = Array(program.instructions[first...])
    program.instructions.removeSubrange(first...)
    uses += Array(repeating: 0, count: program.types.count - uses.count)
    for id in added.flatMap(\.inputs) { uses[id] += 1 }
    for id in instruction.inputs { uses[id] -= 1 }
    for next in added { try plan(next) }
  }

  /// Computes by other operations, or in another type between two conversions, what has no kernel.
  func planRewritten(_ instruction: Program.Instruction) throws -> Bool {
    if let wider = wider(instruction) {
      try plan(insteadOf: instruction) { program in
        let inputs = instruction.inputs.map { id in
          program.types[id].dtype == wider.from ? self.converted(id, to: wider.to, &program) : id
        }
        let result = program.addValue(TensorType(program.types[instruction.outputs[0]].shape, wider.to))
        program.append(instruction.operation, inputs, to: result)
        program.append(Convert(dtype: wider.from), [result], to: instruction.outputs[0])
      }
      return true
    }
    switch instruction.operation {
    case let operation as Gather: return try planGatherAlong(operation, instruction)
    case let operation as ScatterAdd where operation.axis > 0:
      try plan(insteadOf: instruction) { $0.appendScatter(operation, instruction) }
    case let operation as Convolution:
      try plan(insteadOf: instruction) {
        Taps($0, operation.geometry, operation.groups, instruction.inputs[1]).appendForward(&$0, instruction)
      }
    case let operation as ConvolutionInputGradient:
      try plan(insteadOf: instruction) {
        Taps($0, operation.geometry, operation.groups, instruction.inputs[1]).appendInputGradient(&$0, instruction)
      }
    case let operation as ConvolutionKernelGradient:
      try plan(insteadOf: instruction) {
        Taps($0, operation.geometry, operation.groups, instruction.outputs[0]).appendKernelGradient(&$0, instruction)
      }
    default: return false
    }
    return true
  }

  private func planGatherAlong(_ operation: Gather, _ instruction: Program.Instruction) throws -> Bool {
    let indexType = dtype(instruction.inputs[1])
    let isOdd = [.int8, .int16, .uint64, .bool].contains(indexType)
    guard operation.axis > 0 || isOdd else { return false }
    try plan(insteadOf: instruction) { program in
      let indices = program.append(conversionOf: instruction.inputs[1], to: isOdd ? .int64 : indexType)
      let axis = operation.axis
      let rank = program.types[instruction.inputs[0]].shape.rank
      let picked = program.types[indices].shape.rank
      guard axis > 0 else {
        program.append(operation, [instruction.inputs[0], indices], to: instruction.outputs[0])
        return
      }
      let front = program.append(
        Transpose(permutation: [axis] + (0..<rank).filter { $0 != axis }), [instruction.inputs[0]])
      let rows = program.append(Gather(axis: 0), [front, indices])
      let order = Array(picked..<(picked + axis)) + Array(0..<picked) + Array((picked + axis)..<(picked + rank - 1))
      program.append(Transpose(permutation: order), [rows], to: instruction.outputs[0])
    }
    return true
  }

  /// One conversion of a value, whatever the number of operations that want it.
  private func converted(_ id: ValueID, to dtype: DType, _ program: inout Program) -> ValueID {
    let key = Conversion(value: id, dtype: dtype)
    if let known = conversions[key] { return known }
    let result = program.append(Convert(dtype: dtype), [id])
    conversions[key] = result
    return result
  }

  /// The type to compute in instead: numbers of more digits, or integers of more bits, which wrap alike.
  private func wider(_ instruction: Program.Instruction) -> (from: DType, to: DType)? {
    guard let result = instruction.outputs.first else { return nil }
    let dtype = dtype(result)
    if dtype == .bfloat16 || dtype == .float16 {
      switch instruction.operation {
      case is DotGeneral, is Convolution, is ConvolutionInputGradient, is ConvolutionKernelGradient, is Pool,
        is MaxPoolGradient, is MaxPoolSelect, is AveragePoolGradient, is ScatterAdd:
        return (dtype, .float32)
      default: return nil
      }
    }
    switch instruction.operation {
    case is DotGeneral, is ScatterAdd:
      return [.int8, .uint8, .int16, .uint16, .bool].contains(dtype) ? (dtype, .int32) : nil
    case is Convolution, is ConvolutionInputGradient, is ConvolutionKernelGradient, is Pool, is MaxPoolGradient,
      is MaxPoolSelect, is AveragePoolGradient:
      return dtype.isFloating ? nil : (dtype, .float64)
    default: return nil
    }
  }

  struct Conversion: Hashable {
    var value: ValueID
    var dtype: DType
  }
}

extension Program {
  fileprivate mutating func appendScatter(_ operation: ScatterAdd, _ instruction: Instruction) {
    let axis = operation.axis
    let lengths = types[instruction.outputs[0]].shape.staticDimensions
    let picked = types[instruction.inputs[0]].shape.rank
    let rank = lengths.count
    let order = Array(axis..<(axis + picked)) + Array(0..<axis) + Array((axis + picked)..<(picked + rank - 1))
    let front = append(Transpose(permutation: order), [instruction.inputs[1]])
    let rest = (0..<rank).filter { $0 != axis }
    let sums = append(
      ScatterAdd(axis: 0, shape: Shape([lengths[axis]] + rest.map { lengths[$0] })), [instruction.inputs[0], front])
    var back = Array(1..<rank)
    back.insert(0, at: axis)
    append(Transpose(permutation: back), [sums], to: instruction.outputs[0])
  }
}

/// A convolution as a sum of products, one for each place of the window: for types that oneDNN does not have.
private struct Taps {
  let geometry: WindowGeometry
  let groups: Int
  let kernel: [Int]

  init(_ program: Program, _ geometry: WindowGeometry, _ groups: Int, _ kernel: Program.ValueID) {
    self.geometry = geometry
    self.groups = groups
    self.kernel = program.types[kernel].shape.staticDimensions
  }

  private var rank: Int { kernel.count - 2 }
  private var perGroup: Int { kernel[rank] }
  private var filters: Int { kernel[rank + 1] }

  /// Each place of the window.
  private var places: [[Int]] {
    kernel[..<rank].reduce([[]]) { places, length in places.flatMap { place in (0..<length).map { place + [$0] } } }
  }

  /// `[positions, groups, channels of a group]`: what one place of the window sees.
  private func read(_ program: inout Program, _ padded: Int, _ place: [Int], _ outputs: [Int]) -> Int {
    let batch = program.types[padded].shape.staticDimensions[0]
    let starts = (0..<rank).map { place[$0] * geometry.dilation[$0] }
    let ends = (0..<rank).map { starts[$0] + (outputs[$0] - 1) * geometry.strides[$0] + 1 }
    let slice = program.append(
      Slice(
        starts: [0] + starts + [0], ends: [batch] + ends + [perGroup * groups], steps: [1] + geometry.strides + [1]),
      [padded])
    return program.append(Reshape(shape: [batch * outputs.reduce(1, *), groups, perGroup]), [slice])
  }

  private func padded(_ program: inout Program, _ x: Int) -> Int {
    program.append(
      Pad(
        low: [0] + geometry.padLow + [0], high: [0] + geometry.padHigh + [0],
        interior: Array(repeating: 0, count: rank + 2), value: .real(0)), [x])
  }

  /// `[groups, channels of a group, filters of a group]`: the kernel at one place of the window.
  private func weights(_ program: inout Program, _ all: Int, _ place: [Int]) -> Int {
    let slice = program.append(
      Slice(
        starts: place + [0, 0], ends: place.map { $0 + 1 } + [perGroup, filters], steps: kernel.map { _ in 1 }), [all])
    let split = program.append(Reshape(shape: [perGroup, groups, filters / groups]), [slice])
    return program.append(Transpose(permutation: [1, 0, 2]), [split])
  }

  private func sum(_ program: inout Program, _ parts: [Int]) -> Int {
    parts.dropFirst().reduce(parts[0]) { program.append(Binary.add, [$0, $1]) }
  }

  func appendForward(_ program: inout Program, _ instruction: Program.Instruction) {
    let result = program.types[instruction.outputs[0]].shape
    let outputs = Array(result.staticDimensions.dropFirst().dropLast())
    let x = padded(&program, instruction.inputs[0])
    let parts = places.map { place in
      let seen = read(&program, x, place, outputs)
      // [groups, positions, filters of a group]
      return program.append(
        DotGeneral(leftBatch: [1], rightBatch: [0], leftContracting: [2], rightContracting: [1]),
        [seen, weights(&program, instruction.inputs[1], place)])
    }
    let turned = program.append(Transpose(permutation: [1, 0, 2]), [sum(&program, parts)])
    program.append(Reshape(shape: result), [turned], to: instruction.outputs[0])
  }

  /// `[positions, groups, filters of a group]`
  private func cotangent(_ program: inout Program, _ g: Int) -> Int {
    let count = program.types[g].shape.staticDimensions.dropLast().reduce(1, *)
    return program.append(Reshape(shape: [count, groups, filters / groups]), [g])
  }

  func appendKernelGradient(_ program: inout Program, _ instruction: Program.Instruction) {
    let outputs = Array(program.types[instruction.inputs[1]].shape.staticDimensions.dropFirst().dropLast())
    let x = padded(&program, instruction.inputs[0])
    let g = cotangent(&program, instruction.inputs[1])
    let parts = places.map { place in
      // [groups, channels of a group, filters of a group]
      let product = program.append(
        DotGeneral(leftBatch: [1], rightBatch: [1], leftContracting: [0], rightContracting: [0]),
        [read(&program, x, place, outputs), g])
      let turned = program.append(Transpose(permutation: [1, 0, 2]), [product])
      return program.append(Reshape(shape: [1, perGroup, filters]), [turned])
    }
    let all = program.append(Concatenation(axis: 0), parts)
    program.append(Reshape(shape: Shape(kernel)), [all], to: instruction.outputs[0])
  }

  func appendInputGradient(_ program: inout Program, _ instruction: Program.Instruction) {
    let result = program.types[instruction.outputs[0]].shape.staticDimensions
    let outputs = Array(program.types[instruction.inputs[0]].shape.staticDimensions.dropFirst().dropLast())
    let g = cotangent(&program, instruction.inputs[0])
    let parts = places.map { place in
      // [groups, positions, channels of a group]
      let product = program.append(
        DotGeneral(leftBatch: [1], rightBatch: [0], leftContracting: [2], rightContracting: [2]),
        [g, weights(&program, instruction.inputs[1], place)])
      let turned = program.append(Transpose(permutation: [1, 0, 2]), [product])
      let picture = program.append(Reshape(shape: Shape([result[0]] + outputs + [perGroup * groups])), [turned])
      let low = (0..<rank).map { place[$0] * geometry.dilation[$0] - geometry.padLow[$0] }
      let high = (0..<rank).map { axis -> Int in
        let covered = (outputs[axis] - 1) * geometry.strides[axis] + 1
        return result[axis + 1] - low[axis] - covered
      }
      let interior: [Int] = [0] + geometry.strides.map { $0 - 1 } + [0]
      return program.append(
        Pad(
          low: [0] + low + [0], high: [0] + high + [0], interior: interior,
          value: .real(0)), [picture])
    }
    program.append(Reshape(shape: Shape(result)), [sum(&program, parts)], to: instruction.outputs[0])
  }
}
