import TensorGraph

extension Program {
  /// The program in which elementwise operations repeat their operands themselves where they can.
  ///
  /// A repeated value is a view of memory: it would end the group of fused operations that computes it, and everything that the
  /// group has at hand would be written and read once more. So it is, else, with the gradient of a sum over rows.
  func repeatingInPlace() -> Program {
    var sources: [ValueID: ValueID] = [:]
    for instruction in instructions where instruction.operation is Broadcast {
      let input = instruction.inputs[0]
      sources[instruction.outputs[0]] = sources[input] ?? input
    }
    guard !sources.isEmpty else { return self }
    var program = self
    for (index, instruction) in instructions.enumerated() {
      guard instruction.operation is Binary || instruction.operation is Comparison || instruction.operation is Select
      else { continue }
      let target = types[instruction.outputs[0]].shape
      for (position, id) in instruction.inputs.enumerated() {
        guard let source = sources[id] else { continue }
        var inputs = program.instructions[index].inputs
        inputs[position] = source
        if program.commonShape(inputs) == target { program.instructions[index].inputs = inputs }
      }
    }
    program.eliminateDeadCode()
    return program
  }

  private func commonShape(_ values: [ValueID]) -> Shape? {
    values.dropFirst().reduce(types[values[0]].shape) { shape, id in shape?.broadcast(with: types[id].shape) }
  }
}
