import Synchronization

/// Tensors in some arrangement that a compiled function can take and return.
public protocol TensorGroup {
  /// The tensors in a fixed order.
  var tensors: [Tensor] { get }
  /// The same arrangement holding other tensors, taken from the front of the list.
  func replacing(from tensors: inout ArraySlice<Tensor>) -> Self
}

extension Tensor: TensorGroup {
  public var tensors: [Tensor] { [self] }
  public func replacing(from tensors: inout ArraySlice<Tensor>) -> Tensor { tensors.removeFirst() }
}

extension Array: TensorGroup where Element: TensorGroup {
  public var tensors: [Tensor] { flatMap(\.tensors) }
  public func replacing(from tensors: inout ArraySlice<Tensor>) -> [Element] {
    map { $0.replacing(from: &tensors) }
  }
}

extension Dictionary: TensorGroup where Key == String, Value: TensorGroup {
  public var tensors: [Tensor] { keys.sorted().flatMap { self[$0]!.tensors } }
  public func replacing(from tensors: inout ArraySlice<Tensor>) -> [String: Value] {
    var result = self
    for key in keys.sorted() { result[key] = self[key]!.replacing(from: &tensors) }
    return result
  }
}

/// A function of tensors as one native program, made by `compiled`.
///
/// Traced once for each combination of argument shapes and types; calls after that run the program.
public final class CompiledFunction<Output, each Input: TensorGroup>: @unchecked Sendable {
  private struct Entry: @unchecked Sendable {
    var traced: TracedProgram
    var template: Output
  }
  private let body: (repeat each Input) -> Output
  private let flatten: (Output) -> [Tensor]
  private let rebuild: (Output, [Tensor]) -> Output
  private struct State {
    var programs = Programs<[TensorType], Entry>()
    var traceCount = 0
  }
  private let state = Mutex(State())

  init(
    _ body: @escaping (repeat each Input) -> Output, flatten: @escaping (Output) -> [Tensor],
    rebuild: @escaping (Output, [Tensor]) -> Output
  ) {
    self.body = body
    self.flatten = flatten
    self.rebuild = rebuild
  }

  /// How many programs have been traced so far: one for each combination of shapes and types, but for those that
  /// `ProgramCache` let go and that were traced again.
  public var traceCount: Int { state.withLock { $0.traceCount } }

  /// Runs the function. Inside another traced function it becomes a part of that.
  public func callAsFunction(_ input: repeat each Input) -> Output {
    var arguments: [Tensor] = []
    for group in repeat each input { arguments += group.tensors }
    if Trace.current != nil || arguments.contains(where: \.isSymbolic) { return body(repeat each input) }
    do {
      let entry = try entry(for: arguments.map(\.type), repeat each input)
      try Evaluation.evaluate(arguments)
      let storages = try entry.traced.run(arguments.map { try $0.materialized() })
      let results = zip(storages, entry.traced.resultTypes).map { Tensor(storage: $0, type: $1) }
      return rebuild(entry.template, results)
    } catch {
      // The body run as it stands gives results that carry the error.
      let failed = Tensor.failed((error as? KerasError) ?? .unexpected(error))
      return failing(with: failed, repeat each input)
    }
  }

  private func failing(with failed: Tensor, _ input: repeat each Input) -> Output {
    let results = Trace(.abstract).record { body(repeat each input) }
    return rebuild(results, flatten(results).map { _ in failed })
  }

  private func entry(for types: [TensorType], _ input: repeat each Input) throws -> Entry {
    let (found, memory) = state.withLock { ($0.programs.find(types), $0.programs.memory) }
    if let found { return found }
    var template: Output?
    let traced = try TracedProgram(argumentTypes: types, in: memory) { placeholders in
      var rest = placeholders[...]
      let results = body(repeat (each input).replacing(from: &rest))
      template = results
      return flatten(results)
    }
    let entry = Entry(traced: traced, template: template!)
    state.withLock { state in
      state.programs.insert(entry, for: types, byteCount: traced.executable.keptByteCount)
      state.traceCount += 1
    }
    return entry
  }
}

/// Makes a function of tensors one native program, traced once per shape and type of its arguments.
///
/// Variables that `body` reads are read anew on every call, and those it assigns are updated in place. Everything else
/// that `body` captures is fixed when it is traced. The same body works without `compiled`.
public func compiled<each Input: TensorGroup, each Output: TensorGroup>(
  _ body: @escaping (repeat each Input) -> (repeat each Output)
) -> CompiledFunction<(repeat each Output), repeat each Input> {
  CompiledFunction<(repeat each Output), repeat each Input>(
    body,
    flatten: { output in
      var tensors: [Tensor] = []
      for group in repeat each output { tensors += group.tensors }
      return tensors
    },
    rebuild: { output, tensors in
      var rest = tensors[...]
      return (repeat (each output).replacing(from: &rest))
    })
}

extension KerasError {
  /// An error of the system or of an engine, in the project's form.
  package static func unexpected(_ error: any Error) -> KerasError {
    KerasError(
      "The program could not be run.", expected: "an engine that runs it", received: "\(error)",
      fix: "report this as a defect, with the program that leads to it")
  }
}
