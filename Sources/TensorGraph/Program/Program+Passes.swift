extension Program {
  /// The program that engines get: constants folded, common subexpressions merged, dead code gone.
  package func optimized() -> Program {
    var program = self
    let passes: [(String, (inout Program) -> Void)] = [
      ("dead-code elimination", { $0.eliminateDeadCode() }),
      ("identity removal", { $0.removeIdentities() }),
      ("constant folding", { $0.foldConstants() }),
      ("common-subexpression elimination", { $0.mergeCommonSubexpressions() }),
      ("dead-code elimination", { $0.eliminateDeadCode() }),
    ]
    if Program.verifiesPasses { program.verify(after: "tracing") }
    for (name, pass) in passes {
      pass(&program)
      if Program.verifiesPasses { program.verify(after: name) }
    }
    return program
  }

  /// Removes instructions and constants whose results nothing needs.
  package mutating func eliminateDeadCode() {
    var needed = Set(outputs)
    var kept: [Instruction] = []
    for instruction in instructions.reversed() where instruction.outputs.contains(where: needed.contains) {
      needed.formUnion(instruction.inputs)
      kept.append(instruction)
    }
    instructions = kept.reversed()
    constants.removeAll { !needed.contains($0.id) }
  }

  /// Takes out operations that give back their input as it is.
  package mutating func removeIdentities() {
    var renamed: [ValueID: ValueID] = [:]
    var kept: [Instruction] = []
    for var instruction in instructions {
      instruction.inputs = instruction.inputs.map { renamed[$0] ?? $0 }
      if isIdentity(instruction) {
        renamed[instruction.outputs[0]] = instruction.inputs[0]
      } else {
        kept.append(instruction)
      }
    }
    instructions = kept
    outputs = outputs.map { renamed[$0] ?? $0 }
  }

  private func isIdentity(_ instruction: Instruction) -> Bool {
    switch instruction.operation {
    case is StopGradient: true
    case is Convert, is Reshape, is Broadcast: types[instruction.inputs[0]] == types[instruction.outputs[0]]
    default: false
    }
  }

  /// Gives equal operations on equal inputs one result.
  package mutating func mergeCommonSubexpressions() {
    struct Key: Hashable {
      var operation: AnyHashable
      var inputs: [ValueID]
    }
    var seen: [Key: [ValueID]] = [:]
    var renamed: [ValueID: ValueID] = [:]
    var kept: [Instruction] = []
    for var instruction in instructions {
      instruction.inputs = instruction.inputs.map { renamed[$0] ?? $0 }
      let key = Key(operation: instruction.operation.key, inputs: instruction.inputs)
      if let earlier = seen[key] {
        for (old, new) in zip(instruction.outputs, earlier) { renamed[old] = new }
      } else {
        seen[key] = instruction.outputs
        kept.append(instruction)
      }
    }
    instructions = kept
    outputs = outputs.map { renamed[$0] ?? $0 }
  }

  /// Computes small operations on constants once, with the reference interpreter.
  package mutating func foldConstants() {
    var known: [ValueID: HostArray] = [:]
    for constant in constants where types[constant.id].byteCount <= Self.largestFolded {
      known[constant.id] = HostArray(storage: constant.storage, type: types[constant.id])
    }
    var folded: [ValueID: HostArray] = [:]
    var kept: [Instruction] = []
    for instruction in instructions {
      let isConstant = instruction.operation is Constant
      let arguments = instruction.inputs.compactMap { known[$0] }
      let size = instruction.outputs.reduce(0) { $0 + types[$1].byteCount }
      guard arguments.count == instruction.inputs.count, size <= Self.largestFolded,
        isConstant || !arguments.isEmpty || instruction.operation is Iota,
        let interpreted = instruction.operation as? any Interpreted,
        let results = try? interpreted.interpret(arguments)
      else {
        kept.append(instruction)
        continue
      }
      for (id, result) in zip(instruction.outputs, results) {
        known[id] = result
        if !isConstant { folded[id] = result }
      }
      if isConstant { kept.append(instruction) }
    }
    var added: [Instruction] = []
    for (id, array) in folded.sorted(by: { $0.key < $1.key }) {
      if array.shape.isEmpty, let scalar = array.exactScalar {
        added.append(
          Instruction(operation: Constant(value: scalar, dtype: array.dtype), inputs: [], outputs: [id]))
      } else {
        constants.append(ConstantValue(id: id, storage: array.storage))
      }
    }
    instructions = added + kept
  }

  // Folding larger results would trade time per run for memory held by the program.
  private static let largestFolded = 4096
}
