/// The traced steps of a model, one for each kind of step and types of a batch.
package struct StepPrograms {
  package enum Kind: Hashable, Sendable { case train, test, predict }

  /// A step ready to be run over and over: its program, and the memory for its results.
  package final class Step {
    /// The names of numbers in logs: that of a result, or `name_0`, `name_1`, … for a result of several numbers.
    package let logNames: [String]
    private let logPlaces: [(result: Int, element: Int)]
    /// Made by the first `run`: predictions of a single batch have memory of their own.
    package private(set) var results: [Storage] = []
    package let resultTypes: [TensorType]
    package let traced: TracedProgram
    /// What the data must be, which `BatchFeed.check` looks at.
    let requirements: [IndexRequirements.Requirement]
    private let runner: TracedProgram.Runner

    init(_ traced: TracedProgram, logNames: [String], requirements: [IndexRequirements.Requirement]) throws {
      self.traced = traced
      self.requirements = requirements
      resultTypes = traced.resultTypes
      var names: [String] = []
      var places: [(result: Int, element: Int)] = []
      for (result, name) in logNames.enumerated() {
        let count = resultTypes[result].shape.count ?? 1
        for element in 0..<count {
          names.append(count == 1 ? name : "\(name)_\(element)")
          places.append((result, element))
        }
      }
      self.logNames = names
      logPlaces = places
      runner = TracedProgram.Runner(traced)
    }

    /// Runs the step, and beside it what fills the next batch; results land in `results`.
    package func run(_ arguments: [Storage], beside gather: RowGather? = nil) throws {
      if results.isEmpty { results = try resultTypes.map { try Storage($0) } }
      try runner.run(arguments, into: results, beside: gather)
    }

    /// Runs the step; the results have memory of their own.
    package func results(_ arguments: [Storage]) throws -> [Tensor] {
      let outputs = try resultTypes.map { try Storage($0) }
      try runner.run(arguments, into: outputs)
      return zip(outputs, resultTypes).map { Tensor(storage: $0, type: $1) }
    }

    /// About how many bytes the step holds between runs.
    var keptByteCount: Int {
      resultTypes.reduce(traced.executable.keptByteCount + traced.program.keptByteCount) { $0 + $1.byteCount }
    }

    package func log(_ index: Int) -> Double {
      let (result, element) = logPlaces[index]
      let dtype = resultTypes[result].dtype
      return dtype.loadDouble(results[result].pointer + element * dtype.byteCount)
    }

    package var logs: Logs {
      var logs = Logs()
      for (index, name) in logNames.enumerated() { logs[name] = log(index) }
      return logs
    }
  }

  private struct Key: Hashable {
    var kind: Kind
    var names: [String?]
    var counts: [Int]
    var types: [TensorType]
  }
  private var steps = Programs<Key, Step>()
  /// How many programs have been traced, for tests.
  package private(set) var traceCount = 0
  /// Whether there was a program that trains.
  private(set) var hasTraining = false

  /// Bytes that steps work in, while none runs.
  package var idleByteCount: Int { steps.memory.idleByteCount }

  package init() {}

  /// The step for batches of this arrangement and these types, traced by `body` and checked by `check` if it is new.
  package mutating func step(
    _ kind: Kind, _ batch: Batch, types: [TensorType], check: (TracedProgram) throws -> Void,
    _ body: (Batch) -> TensorMap
  ) throws -> Step {
    let entries = batch.x.entries + batch.y.entries + batch.sampleWeight.entries
    let key = Key(
      kind: kind, names: entries.map(\.name), counts: [batch.x.count, batch.y.count, batch.sampleWeight.count],
      types: types)
    if let step = steps.find(key) { return step }
    var names: [String] = []
    let (traced, requirements) = try IndexRequirements.noted(argumentTypes: types, in: steps.memory) { placeholders in
      var logs = body(batch.replacing(placeholders))
      // Keras' order of logs is that of their names.
      if kind != .predict { logs.entries.sort { Logs.precedes($0.name ?? "", $1.name ?? "") } }
      // Outputs are no logs.
      names = kind == .predict ? [] : logs.entries.enumerated().map { $1.name ?? "output_\($0)" }
      return logs.tensors
    }
    try check(traced)
    let step = try Step(traced, logNames: names, requirements: requirements)
    traceCount += 1
    if kind == .train { hasTraining = true }
    steps.insert(step, for: key, byteCount: step.keptByteCount)
    return step
  }

  /// Bytes that the largest step takes, as planned: working memory, arguments, variables and results.
  package var plannedByteCount: Int {
    steps.values.map { step in
      let types = step.traced.program.inputTypes + step.resultTypes
      return types.reduce(step.traced.executable.workingByteCount) { $0 + $1.byteCount }
    }.max() ?? 0
  }

  /// Names of the operations that no step has a kernel for, each as often as it is run.
  package var interpretedOperations: [String] { steps.values.flatMap(\.traced.executable.interpretedOperations) }
}
