/// A flat list of typed operations with known shapes: what engines compile.
///
/// Values are numbered; `types[id]` is the type of value `id`. An output may be aliased to an input: the engine then
/// writes it into the input's memory, which is how variables are updated in place.
package struct Program: Sendable {
  package typealias ValueID = Int

  package struct Instruction: Sendable {
    package var operation: any Primitive
    package var inputs: [ValueID]
    package var outputs: [ValueID]
    package var gradientRule: GradientRule?

    package init(
      operation: any Primitive, inputs: [ValueID], outputs: [ValueID], gradientRule: GradientRule? = nil
    ) {
      self.operation = operation
      self.inputs = inputs
      self.outputs = outputs
      self.gradientRule = gradientRule
    }
  }

  package struct ConstantValue: Sendable {
    package var id: ValueID
    package var storage: Storage
  }

  package var types: [TensorType] = []
  package var inputs: [ValueID] = []
  package var constants: [ConstantValue] = []
  package var instructions: [Instruction] = []
  package var outputs: [ValueID] = []
  /// `aliases[k]` is the position in `inputs` whose memory output `k` is written to, or `nil`.
  package var aliases: [Int?] = []
  /// Positions in `inputs` that have the same values from run to run as long as their storages' stamps stay the same:
  /// an engine may keep what it computed of them alone.
  package var steadyInputs: Set<Int> = []

  package init() {}

  package mutating func addValue(_ type: TensorType) -> ValueID {
    types.append(type)
    return types.count - 1
  }

  package var inputTypes: [TensorType] { inputs.map { types[$0] } }
  package var outputTypes: [TensorType] { outputs.map { types[$0] } }

  /// About how many bytes the program itself takes.
  package var keptByteCount: Int { 256 * (types.count + instructions.count) }
}

extension Program: Hashable {
  package static func == (a: Program, b: Program) -> Bool {
    a.types == b.types && a.inputs == b.inputs && a.outputs == b.outputs && a.aliases == b.aliases
      && a.steadyInputs == b.steadyInputs
      && a.constants.elementsEqual(b.constants) { $0.id == $1.id && $0.storage === $1.storage }
      && a.instructions.elementsEqual(b.instructions) {
        // Gradient rules say nothing about what a program computes.
        $0.inputs == $1.inputs && $0.outputs == $1.outputs && $0.operation.key == $1.operation.key
      }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(types)
    hasher.combine(outputs)
    for instruction in instructions {
      hasher.combine(instruction.operation.key)
      hasher.combine(instruction.inputs)
    }
  }
}

extension Program: CustomStringConvertible {
  /// One line per instruction: `%3 = add(%1, %2) : [128, 10] float32`.
  package var description: String {
    var lines = ["program(" + inputs.map { "%\($0): \(types[$0])" }.joined(separator: ", ") + ")"]
    for constant in constants { lines.append("  %\(constant.id) = stored : \(types[constant.id])") }
    for instruction in instructions {
      let results = instruction.outputs.map { "%\($0)" }.joined(separator: ", ")
      let arguments = instruction.inputs.map { "%\($0)" }.joined(separator: ", ")
      let type = instruction.outputs.map { types[$0].description }.joined(separator: ", ")
      lines.append("  \(results) = \(instruction.operation)(\(arguments)) : \(type)")
    }
    lines.append("  return " + outputs.map { "%\($0)" }.joined(separator: ", "))
    return lines.joined(separator: "\n")
  }
}

extension Program {
  /// Repeats the program's operations on tensors: the way back from a program to a graph.
  package func apply(to arguments: [Tensor]) -> [Tensor] {
    var values: [ValueID: Tensor] = [:]
    for (id, argument) in zip(inputs, arguments) { values[id] = argument }
    for constant in constants {
      let type = types[constant.id]
      values[constant.id] = Tensor(
        node: Node(kind: .values([constant.storage]), types: [type], isSymbolic: false))
    }
    for instruction in instructions {
      let results = applyAll(
        instruction.operation, instruction.inputs.map { values[$0]! }, rule: instruction.gradientRule)
      for (position, id) in instruction.outputs.enumerated() {
        values[id] = results.indices.contains(position) ? results[position] : results[0]
      }
    }
    return outputs.map { values[$0]! }
  }
}
