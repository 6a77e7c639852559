import Synchronization

/// One vertex of the graph behind tensors: values, an operation not yet computed, or a symbolic input.
///
/// Immutable but for one change: a pending operation becomes values when it is evaluated, and then lets go of its inputs.
package final class Node: @unchecked Sendable {
  package enum Kind {
    /// Computed values, one buffer per output.
    case values([Storage])
    case operation(any Primitive)
    /// An input of a trace of this kind. It does not hold the trace, which holds it.
    case placeholder(Trace.Kind)
    /// Several operations recorded as one, because they depend on lengths that are not known yet.
    case deferred(Deferred)
    /// A symbolic input or the output of a layer call: the layers' library says what it is.
    case symbolic(any SymbolicOrigin)
    case failure(KerasError)
  }

  package struct State: @unchecked Sendable {
    package var kind: Kind
    package var inputs: [Tensor]
    /// One buffer per output, once they are computed.
    package var values: [Storage]?
    /// Whether the values stay with the node when a program computes them on the way to others: a variable holds it.
    package var isKept = false
    /// Whether the values were computed on the way to others before, and not kept.
    package var wasComputed = false
    /// Whether the node let go of what its values were computed from.
    package var isCut = false
  }

  package let types: [TensorType]
  /// Whether values can never be computed from this node alone: it hangs on a symbolic input.
  package let isSymbolic: Bool
  /// How many traces were open around the node's birth; a region captures nodes of lower levels.
  package let level: Int
  /// The longest chain of operations behind the node at its birth: long ones are evaluated before they grow too long,
  /// and are not freed recursively.
  package let depth: Int
  /// Whether a trace was recording at the node's birth, so that gradients may still ask what it was computed from.
  private let isRecorded: Bool
  /// Replaces the operation's own gradient, if the user or a composite stated one.
  package let gradientRule: GradientRule?
  private let storedState: Mutex<State>

  package init(
    kind: Kind, inputs: [Tensor] = [], types: [TensorType], isSymbolic: Bool, gradientRule: GradientRule? = nil
  ) {
    // Types that no tensor can have are refused here, once for all rules that compute them.
    let refusal = types.lazy.compactMap(\.refusal).first
    let kind = refusal.map { .failure(KerasError($0, in: kind.displayName, inputCount: inputs.count)) } ?? kind
    let inputs = refusal == nil ? inputs : []
    self.types = refusal == nil ? types : types.map { _ in TensorType([], .float32) }
    self.isSymbolic = isSymbolic && refusal == nil
    self.gradientRule = gradientRule
    level = Trace.current?.level ?? 0
    isRecorded = Trace.current != nil
    var depth = 0
    for input in inputs { depth = max(depth, input.node.depth + 1) }
    self.depth = depth
    var values: [Storage]?
    if case .values(let storages) = kind { values = storages }
    storedState = Mutex(State(kind: kind, inputs: values == nil ? inputs : [], values: values))
  }

  package var state: State { storedState.withLock { $0 } }
  package var kind: Kind { storedState.withLock { $0.kind } }
  package var inputs: [Tensor] { storedState.withLock { $0.inputs } }

  package var failure: KerasError? {
    if case .failure(let error) = kind { return error }
    return nil
  }

  /// The values, if they are computed.
  package var storages: [Storage]? { storedState.withLock { $0.values } }

  /// Gives a pending operation its values. What it was computed from is freed, unless gradients may still need it.
  package func resolve(_ storages: [Storage]) {
    let keepsGraph = isRecorded && Trace.current != nil
    let old = storedState.withLock { state in
      // Another thread may have been faster; tensors already read must keep their memory.
      if state.values == nil { state.values = storages }
      let held = Held(kind: state.kind, inputs: state.inputs)
      guard !keepsGraph, case .operation = state.kind else { return Held?.none }
      state.kind = .values(state.values!)
      state.isCut = true
      state.inputs = []
      return held
    }
    if let old { Node.release(old) }
  }

  /// Has the node keep its values when it is computed on the way to others.
  package func keep() { storedState.withLock { $0.isKept = true } }

  /// Notes that the values were computed on the way to others: the next time, they are kept.
  package func noteComputed() { storedState.withLock { $0.wasComputed = true } }

  deinit {
    // What a layer's call holds is let go with the inputs, or chains of calls would be freed recursively all the same.
    Node.release(
      storedState.withLock { state in
        let held = Held(kind: state.kind, inputs: state.inputs)
        state.kind = .values([])
        state.inputs = []
        return held
      })
  }

  @TaskLocal private static var releasing: ReleaseQueue?

  /// What a node holds.
  private struct Held {
    var kind: Kind
    var inputs: [Tensor]
  }

  private final class ReleaseQueue: @unchecked Sendable {
    private var pending: [Held] = []
    func push(_ held: Held) { pending.append(held) }
    // Not inlined: what is taken out must be freed after the access to the list has ended, as freeing it adds more.
    @inline(never) func pop() -> Held? { pending.popLast() }
  }

  // A long chain freed recursively would overflow the stack; the outermost release works through a queue instead.
  private static func release(_ held: consuming Held) {
    if let queue = releasing {
      queue.push(held)
      return
    }
    guard held.inputs.contains(where: { $0.node.depth > 64 }) else { return }
    let queue = ReleaseQueue()
    queue.push(held)
    held = Held(kind: .values([]), inputs: [])
    $releasing.withValue(queue) {
      while let held = queue.pop() { withExtendedLifetime(held) {} }
    }
  }
}

extension Node.Kind {
  /// What makes the node, as named in messages.
  package var displayName: String {
    switch self {
    case .operation(let operation): PublicName.of(operation.name)
    case .deferred(let deferred): deferred.name
    case .symbolic(let origin): String(origin.displayName.filter { $0 != "'" })
    case .values, .placeholder, .failure: "Tensor"
    }
  }
}

/// What the layers' library attaches to a symbolic tensor: which input, or which call of which layer, it comes from.
package protocol SymbolicOrigin: AnyObject {
  /// As named in messages, for example `'flatten'`.
  var displayName: String { get }
}

/// A function of tensors recorded whole, to be replayed once shapes are known.
package final class Deferred {
  package let name: String
  /// The operation of Keras that computes the same, for files; `nil` if there is none.
  package let record: Record?
  package let body: ([Tensor]) -> [Tensor]

  package init(name: String, record: Record? = nil, body: @escaping ([Tensor]) -> [Tensor]) {
    self.name = name
    self.record = record
    self.body = body
  }

  /// An operation of Keras: its class, what its configuration holds, and arguments behind the tensors.
  package struct Record: Sendable {
    package enum Value: Sendable {
      case none
      case flag(Bool)
      case integer(Int)
      case integers([Int])
      case text(String)
      case indices([AxisIndex])

      /// Axes, or nothing for all.
      package init(_ axes: [Int]?) { self = axes.map { .integers($0) } ?? .none }
    }

    package let className: String
    package var module = "keras.src.ops.numpy"
    package var config: [(String, Value)] = []
    package var arguments: [Value] = []

    package init(
      _ className: String, module: String = "keras.src.ops.numpy", config: [(String, Value)] = [],
      arguments: [Value] = []
    ) {
      self.className = className
      self.module = module
      self.config = config
      self.arguments = arguments
    }
  }
}

/// A gradient stated by hand: from inputs, outputs and output cotangents to input cotangents.
package final class GradientRule: @unchecked Sendable {
  package let body: (GradientContext) -> [Tensor?]
  package init(_ body: @escaping (GradientContext) -> [Tensor?]) { self.body = body }
}
