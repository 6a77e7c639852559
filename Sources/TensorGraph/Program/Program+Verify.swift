extension Program {
  /// Whether every pass is followed by a verification; on in debug builds and in tests.
  @TaskLocal package static var verifiesPasses = _isDebugAssertConfiguration()

  /// Checks that values are defined once and before use, and that every type is what its operation's rule gives.
  package func verify(after pass: String) {
    var defined = Set(inputs)
    precondition(defined.count == inputs.count, "after \(pass): an input is listed twice")
    for constant in constants { defined.insert(constant.id) }
    for instruction in instructions {
      for id in instruction.inputs {
        precondition(defined.contains(id), "after \(pass): %\(id) is used before it is defined in\n\(self)")
      }
      for id in instruction.outputs {
        precondition(defined.insert(id).inserted, "after \(pass): %\(id) is defined twice in\n\(self)")
      }
      let inferred = try? instruction.operation.infer(instruction.inputs.map { types[$0] })
      precondition(
        inferred == instruction.outputs.map { types[$0] },
        "after \(pass): \(instruction.operation) has types that its rule does not give in\n\(self)")
    }
    for id in outputs { precondition(defined.contains(id), "after \(pass): output %\(id) is not defined") }
    for (output, input) in aliases.enumerated() {
      guard let input else { continue }
      precondition(
        types[outputs[output]] == types[inputs[input]], "after \(pass): aliased output \(output) changes its type")
    }
  }
}
