import TensorGraph

extension Program {
  /// The program with `x > 0` read off `max(x, 0)` where that is there: the gradient of relu then needs only its result,
  /// so that nothing keeps a product or convolution from giving that alone.
  func comparingResultsOfRelu() -> Program {
    let zeros = Set(
      instructions.compactMap { instruction -> ValueID? in
        guard let constant = instruction.operation as? Constant, constant.value.double == 0 else { return nil }
        return instruction.outputs[0]
      })
    var results: [ValueID: ValueID] = [:]
    var program = self
    for (index, instruction) in instructions.enumerated() {
      if instruction.operation as? Binary == .maximum, zeros.contains(instruction.inputs[1]),
        types[instruction.inputs[0]] == types[instruction.outputs[0]]
      {
        results[instruction.inputs[0]] = instruction.outputs[0]
      }
      // NaN is not above zero, before or after.
      if instruction.operation as? Comparison == .greater, zeros.contains(instruction.inputs[1]),
        let result = results[instruction.inputs[0]]
      {
        program.instructions[index].inputs[0] = result
      }
    }
    return program
  }
}
