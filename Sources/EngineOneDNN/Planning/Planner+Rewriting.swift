import TensorGraph

extension Planner {
  /// Plans other operations in the place of one that has no kernel; `body` adds them to the program.
  func plan(insteadOf instruction: Program.Instruction, _ body: (inout Program) -> Void) throws {
    let first = program.instructions.count
    body(&program)
    let added = Array(program.instructions[first...])
    program.instructions.removeSubrange(first...)
    uses += Array(repeating: 0, count: program.types.count - uses.count)
    for id in added.flatMap(\.inputs) { uses[id] += 1 }
    for id in instruction.inputs { uses[id] -= 1 }
    for next in added { try plan(next) }
  }

  /// Computes in another type, between two conversions, what has no kernel in its own.
  func planConverted(_ instruction: Program.Instruction) throws -> Bool {
    guard let wider = wider(instruction) else { return false }
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

  /// One conversion of a value, whatever the number of operations that want it.
  private func converted(_ id: ValueID, to dtype: DType, _ program: inout Program) -> ValueID {
    let key = Conversion(value: id, dtype: dtype)
    if let known = conversions[key] { return known }
    let result = program.append(Convert(dtype: dtype), [id])
    conversions[key] = result
    return result
  }

  private func wider(_ instruction: Program.Instruction) -> (from: DType, to: DType)? {
    guard let result = instruction.outputs.first else { return nil }
    let dtype = dtype(result)
    switch instruction.operation {
    case is DotGeneral, is Convolution, is ConvolutionInputGradient, is ConvolutionKernelGradient, is Pool,
      is MaxPoolGradient, is MaxPoolSelect, is AveragePoolGradient, is ScatterAdd:
      return [.bfloat16, .float16].contains(dtype) ? (dtype, .float32) : nil
    default: return nil
    }
  }

  struct Conversion: Hashable {
    var value: ValueID
    var dtype: DType
  }
}
