/// The plain interpreter as an engine: runs wherever Swift runs, and says what is right.
package final class ReferenceEngine: Engine {
  package static let shared = ReferenceEngine()
  package let name = "reference"

  package init() {}

  package func compile(_ program: Program) throws -> any Executable { ReferenceExecutable(program) }
}

private final class ReferenceExecutable: Executable {
  let program: Program
  let workingByteCount: Int

  init(_ program: Program) {
    self.program = program
    workingByteCount = program.instructions.reduce(0) { total, instruction in
      total + instruction.outputs.reduce(0) { $0 + program.types[$1].byteCount }
    }
  }

  func run(inputs: [Storage], outputs: [Storage]) throws {
    let results = try program.interpret(
      zip(program.inputs, inputs).map { HostArray(storage: $1, type: program.types[$0]) })
    for (result, output) in zip(results, outputs) where result.storage !== output {
      output.pointer.copyMemory(from: result.storage.pointer, byteCount: result.count * result.dtype.byteCount)
    }
  }
}

extension Program {
  /// Runs the program with the reference interpreter.
  package func interpret(_ arguments: [HostArray]) throws -> [HostArray] {
    var values: [ValueID: HostArray] = [:]
    for (id, argument) in zip(inputs, arguments) { values[id] = argument }
    for constant in constants { values[constant.id] = HostArray(storage: constant.storage, type: types[constant.id]) }
    for instruction in instructions {
      guard let operation = instruction.operation as? any Interpreted else {
        preconditionFailure("\(instruction.operation.name) is missing from allPrimitives")
      }
      let results = try operation.interpret(instruction.inputs.map { values[$0]! })
      for (id, result) in zip(instruction.outputs, results) { values[id] = result }
    }
    // An output that is an input's own memory must survive the writing of another output into it.
    return outputs.map { id in
      guard inputs.contains(id), let value = values[id] else { return values[id]! }
      return HostArray(
        storage: value.storage.copy(), type: TensorType(Shape(value.shape), value.dtype))
    }
  }
}
