import TensorGraph

extension Program {
  /// The program with every composite replaced by its decomposition, but for those that the engine has kernels for.
  func flattened() -> Program {
    guard instructions.contains(where: { $0.operation is Composite && !isKept($0) }) else { return self }
    var result = self
    result.instructions = []
    var renamed: [ValueID: ValueID] = [:]
    for instruction in instructions {
      result.append(instruction, renaming: &renamed)
    }
    result.outputs = outputs.map { renamed[$0] ?? $0 }
    result.mergeCommonSubexpressions()
    result.eliminateDeadCode()
    return result
  }

  private func isKept(_ instruction: Instruction) -> Bool {
    RecurrentProblem(instruction, types: types) != nil
  }

  private mutating func append(_ instruction: Instruction, renaming renamed: inout [ValueID: ValueID]) {
    var instruction = instruction
    instruction.inputs = instruction.inputs.map { renamed[$0] ?? $0 }
    guard let composite = instruction.operation as? Composite, !isKept(instruction) else {
      instructions.append(instruction)
      return
    }
    let body = composite.decomposition
    var inner: [ValueID: ValueID] = [:]
    for (parameter, argument) in zip(body.inputs, instruction.inputs) { inner[parameter] = argument }
    for constant in body.constants {
      let id = addValue(body.types[constant.id])
      inner[constant.id] = id
      var stored = constant
      stored.id = id
      constants.append(stored)
    }
    for nested in body.instructions {
      var nested = nested
      let fresh = nested.outputs.map { addValue(body.types[$0]) }
      for (old, new) in zip(nested.outputs, fresh) where inner[old] == nil { inner[old] = new }
      nested.outputs = nested.outputs.map { inner[$0]! }
      append(nested, renaming: &inner)
    }
    for (own, bodyOutput) in zip(instruction.outputs, body.outputs) { renamed[own] = inner[bodyOutput]! }
  }
}
