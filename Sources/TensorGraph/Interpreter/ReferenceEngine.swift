/// The plain interpreter as an engine: runs wherever Swift runs, and says what is right.
package final class ReferenceEngine: Engine {
  package static let shared = ReferenceEngine()
  package let name = "reference"

  package init() {}

  package func compile(_ program: Program, in memory: WorkingMemory) throws -> any Executable {
    try Memory.check(results: program.outputTypes)
    return ReferenceExecutable(program)
  }
}

private final class ReferenceExecutable: Executable {
  let program: Program
  let workingByteCount: Int
  var keptByteCount: Int { program.keptByteCount }

  init(_ program: Program) {
    self.program = program
    workingByteCount = program.instructions.reduce(0) { total, instruction in
      total + instruction.outputs.reduce(0) { $0 + program.types[$1].byteCount }
    }
  }

  var interpretedOperations: [String] { program.instructions.map(\.operation.name) }

  func run(inputs: [Storage], outputs: [Storage]) throws {
    let arguments = zip(program.inputs, inputs).map { HostArray(storage: $1, type: program.types[$0]) }
    var results: [HostArray]
    do {
      results = try program.interpret(arguments)
    } catch let outside as IndexOutside {
      throw outside.error
    }
    // A result in an input's own memory must survive the writing of another output into it.
    let given = Set(inputs.map(ObjectIdentifier.init))
    for (index, output) in outputs.enumerated() {
      let result = results[index]
      guard given.contains(ObjectIdentifier(result.storage)), result.storage !== output else { continue }
      results[index] = HostArray(storage: try result.storage.copy(), shape: result.shape, dtype: result.dtype)
    }
    for (result, output) in zip(results, outputs) where result.storage !== output {
      output.pointer.copyMemory(from: result.storage.pointer, byteCount: result.count * result.dtype.byteCount)
    }
  }
}

extension Program {
  /// Runs the program with the reference interpreter. Results may share memory with arguments and with each other.
  package func interpret(_ arguments: [HostArray]) throws -> [HostArray] {
    var values = [HostArray?](repeating: nil, count: types.count)
    for (id, argument) in zip(inputs, arguments) { values[id] = argument }
    for constant in constants { values[constant.id] = HostArray(storage: constant.storage, type: types[constant.id]) }
    var uses = [Int](repeating: 0, count: types.count)
    for instruction in instructions { for id in instruction.inputs { uses[id] += 1 } }
    for id in outputs { uses[id] += 1 }
    for instruction in instructions {
      guard let operation = instruction.operation as? any Interpreted else {
        preconditionFailure("\(instruction.operation.name) is missing from allPrimitives")
      }
      let results = try operation.interpret(
        instruction.inputs.map { values[$0]! }, to: instruction.outputs.map { types[$0] })
      for (id, result) in zip(instruction.outputs, results) { values[id] = result }
      // Memory that nothing needs any more goes back at once.
      for id in instruction.inputs {
        uses[id] -= 1
        if uses[id] == 0 { values[id] = nil }
      }
    }
    return outputs.map { values[$0]! }
  }
}
