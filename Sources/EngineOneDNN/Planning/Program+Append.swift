import TensorGraph

extension Program {
  /// Adds an operation on values whose shapes fit; its result.
  mutating func append(_ operation: any Primitive, _ inputs: [ValueID]) -> ValueID {
    guard let results = try? operation.infer(inputs.map { types[$0] }) else {
      preconditionFailure("\(operation.name) follows from an operation whose shapes fit")
    }
    let output = addValue(results[0])
    instructions.append(Instruction(operation: operation, inputs: inputs, outputs: [output]))
    return output
  }

  /// Adds an operation whose result is the value `result`.
  mutating func append(_ operation: any Primitive, _ inputs: [ValueID], to result: ValueID) {
    instructions.append(Instruction(operation: operation, inputs: inputs, outputs: [result]))
  }

  mutating func append(conversionOf id: ValueID, to dtype: DType) -> ValueID {
    types[id].dtype == dtype ? id : append(Convert(dtype: dtype), [id])
  }
}
