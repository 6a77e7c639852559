import Synchronization

/// A named value that programs read and update in place: a weight, an optimizer's slot, a metric's total.
public final class Variable: @unchecked Sendable {
  /// The last part of the path, such as `kernel`.
  public let name: String
  /// Where the variable lives, such as `dense/kernel`.
  public var path: String {
    get { storedPath.withLock { $0 } }
    set { storedPath.withLock { $0 = newValue } }
  }
  public let type: TensorType
  /// Whether training updates the variable.
  public var isTrainable: Bool {
    get { trainable.withLock { $0 } }
    set { trainable.withLock { $0 = newValue } }
  }

  /// What the value is brought back to after each step of training; set when the variable is made.
  package var constraint: ((Tensor) -> Tensor)?

  private struct State {
    var storage: Storage?
    var pending: Tensor?
  }
  private let state: Mutex<State>
  private let storedPath: Mutex<String>
  private let trainable: Mutex<Bool>

  /// A variable whose first value is `value`, computed when first needed.
  public init(_ value: Tensor, name: String = "variable", isTrainable: Bool = true) {
    self.name = name
    type = value.type
    value.node.keep()
    storedPath = Mutex(name)
    trainable = Mutex(isTrainable)
    state = Mutex(State(storage: nil, pending: value))
  }

  public var shape: Shape { type.shape }
  public var dtype: DType { type.dtype }

  /// The present value. Inside a traced function it stands for the value at run time.
  public var value: Tensor {
    if let trace = Trace.current { return trace.value(of: self) }
    return state.withLock { state in
      if let storage = state.storage { return Tensor(storage: storage, type: type) }
      return state.pending!
    }
  }

  /// Replaces the value; inside a traced function the program does so when it runs. The shape must stay the same;
  /// numbers are converted to the variable's type.
  public func assign(_ value: Tensor) {
    var value = value.cast(to: dtype)
    if value.error == nil, !value.shape.matches(shape) {
      value = .failed(
        KerasError(
          "Variable '\(path)' cannot take this value.", expected: "\(type)", received: "\(value.type)",
          fix: "a variable keeps its shape; reshape the value or make a new variable"))
    }
    if let trace = Trace.current {
      trace.assign(value, to: self)
      return
    }
    value.node.keep()
    // The old value is let go outside the lock.
    let old = state.withLock { state in
      defer { state = State(storage: nil, pending: value) }
      return state
    }
    withExtendedLifetime(old) {}
  }

  /// The memory of the value, for reading.
  package func sharedStorage() throws -> Storage {
    try settle()
    return state.withLock { $0.storage! }
  }

  /// The memory of the value for a program to update: copied first if a tensor still looks at it.
  package func exclusiveStorage() throws -> Storage {
    try settle()
    return try state.withLock { state in
      if !isKnownUniquelyReferenced(&state.storage) { state.storage = try state.storage!.copy() }
      state.storage!.forgetStamp()
      return state.storage!
    }
  }

  /// Computes what is pending of several variables in one program.
  package static func settle(_ variables: [Variable]) throws {
    try Trace.suspended { try Evaluation.evaluate(variables.compactMap(\.pendingValue)) }
  }

  private var pendingValue: Tensor? { state.withLock { $0.storage == nil ? $0.pending : nil } }

  private func settle() throws {
    guard let pending = pendingValue else { return }
    try Trace.suspended { try Evaluation.evaluate([pending]) }
    let storage = pending.node.storages![pending.index]
    state.withLock { state in
      // Another thread may have settled or assigned it meanwhile.
      if state.storage == nil, let now = state.pending, now.isSame(as: pending) {
        state = State(storage: storage, pending: nil)
      }
    }
  }
}

extension Variable: CustomStringConvertible {
  /// For example `<Variable dense/kernel [784, 128] float32>`.
  public var description: String { "<Variable \(path) \(type)>" }
}
