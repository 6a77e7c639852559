import TensorGraph

extension Program {
  /// The program with poolings computed in `float32` where their type is narrower and sums would be rounded on the way:
  /// in gradients, in which overlapping windows add up, and in averages of volumes, which are taken in two steps.
  func wideningPoolings() -> Program {
    guard instructions.contains(where: isNarrow) else { return self }
    var program = self
    program.instructions = []
    for var instruction in instructions {
      guard isNarrow(instruction) else {
        program.instructions.append(instruction)
        continue
      }
      instruction.inputs = instruction.inputs.map { program.append(conversionOf: $0, to: .float32) }
      let result = instruction.outputs[0]
      let type = types[result]
      instruction.outputs = [program.addValue(TensorType(type.shape, .float32))]
      program.instructions.append(instruction)
      program.instructions.append(
        Instruction(operation: Convert(dtype: type.dtype), inputs: instruction.outputs, outputs: [result]))
    }
    return program
  }

  private func isNarrow(_ instruction: Instruction) -> Bool {
    switch instruction.operation {
    case is MaxPoolGradient, is AveragePoolGradient: break
    case let pool as Pool where pool.kind != .max && pool.window.count == 3: break
    default: return false
    }
    return [.bfloat16, .float16].contains(types[instruction.outputs[0]].dtype)
  }
}
