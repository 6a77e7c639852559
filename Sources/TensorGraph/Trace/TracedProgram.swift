/// A function of tensors after tracing: a compiled program, and the variables that it reads and updates in place.
package final class TracedProgram: @unchecked Sendable {
  package let program: Program
  package let executable: any Executable
  package let argumentCount: Int
  package let resultTypes: [TensorType]
  /// The program's inputs after the arguments.
  package let variables: [Variable]
  /// For each of `variables` whether the program updates it.
  package let isUpdated: [Bool]

  /// Traces `body` on placeholders of the given types and compiles the result, which works in `memory`.
  package init(
    argumentTypes: [TensorType], in memory: WorkingMemory = WorkingMemory(), _ body: ([Tensor]) throws -> [Tensor]
  ) throws {
    let trace = Trace(.program)
    let (arguments, results) = try trace.record {
      let arguments = argumentTypes.map(trace.placeholder)
      return (arguments, try body(arguments))
    }
    if let error = trace.error { throw error }
    let variables = trace.readVariables
    var reader = GraphReader(
      .trace(trace), parameters: arguments + variables.map { trace.initialTensor(of: $0)! })
    try reader.read(results)
    let assignments = trace.assignments
    try reader.read(assignments.map(\.value))
    var program = reader.program
    var isUpdated = Array(repeating: false, count: variables.count)
    for (position, assignment) in assignments.enumerated() {
      let index = variables.firstIndex { $0 === assignment.variable }!
      isUpdated[index] = true
      program.aliases[results.count + position] = arguments.count + index
    }
    program.steadyInputs = Set(isUpdated.indices.filter { !isUpdated[$0] }.map { arguments.count + $0 })
    self.program = program.optimized()
    self.variables = variables
    self.isUpdated = isUpdated
    argumentCount = arguments.count
    resultTypes = results.map(\.type)
    executable = try Engines.current.compile(self.program, in: memory)
    try Variable.settle(variables)
  }

  /// Runs the program on the variables' present values.
  package func run(_ arguments: [Storage]) throws -> [Storage] {
    let runner = Runner(self)
    let results = try resultTypes.map { try Storage($0) }
    try runner.run(arguments, into: results)
    return results
  }

  /// The lists that a run needs, made once, so that a training loop allocates nothing.
  package final class Runner {
    private let traced: TracedProgram
    private var inputs: [Storage]
    private var outputs: [Storage]
    private let updateOrder: [Int]

    package init(_ traced: TracedProgram) {
      self.traced = traced
      inputs = Array(repeating: Storage.empty, count: traced.program.inputs.count)
      outputs = Array(repeating: Storage.empty, count: traced.program.outputs.count)
      updateOrder = traced.program.aliases.dropFirst(traced.resultTypes.count).map { $0! }
    }

    package func run(_ arguments: [Storage], into results: [Storage], beside gather: RowGather? = nil) throws {
      // A variable's memory counts as its own only while nobody else holds it.
      defer {
        for index in inputs.indices { inputs[index] = Storage.empty }
        for index in outputs.indices { outputs[index] = Storage.empty }
      }
      for (index, argument) in arguments.enumerated() { inputs[index] = argument }
      for (index, result) in results.enumerated() { outputs[index] = result }
      for (index, variable) in traced.variables.enumerated() {
        inputs[traced.argumentCount + index] =
          traced.isUpdated[index] ? try variable.exclusiveStorage() : try variable.sharedStorage()
      }
      for (position, input) in updateOrder.enumerated() { outputs[results.count + position] = inputs[input] }
      try traced.executable.run(inputs: inputs, outputs: outputs, beside: gather)
    }
  }
}
