/// The recording of a function of tensors: which variables it read, and what it assigned to them.
package final class Trace: @unchecked Sendable {
  package enum Kind {
    /// Becomes a program: placeholders for arguments and variables.
    case program
    /// Only types matter: a layer is called to learn its output shapes. Assignments are dropped.
    case abstract
    /// The body of a control-flow operation; variables are those of the enclosing trace.
    case region
    /// Runs on concrete values; remembers which tensor stood for a variable, so that gradients find it.
    case eager
  }

  @TaskLocal package static var current: Trace?

  package let kind: Kind
  package let level: Int
  package let parent: Trace?
  package private(set) var readVariables: [Variable] = []
  package private(set) var assignedVariables: [Variable] = []
  /// The first error that has no tensor to ride on.
  package var error: KerasError?
  /// Variables that layers called in this trace own, for the check that all of them are tracked.
  package private(set) var notedVariables: [Variable] = []
  private var initialValues: [ObjectIdentifier: Tensor] = [:]
  private var currentValues: [ObjectIdentifier: Tensor] = [:]
  private var assigned: Set<ObjectIdentifier> = []

  package init(_ kind: Kind) {
    self.kind = kind
    parent = Trace.current
    level = (parent?.level ?? 0) + (kind == .eager ? 0 : 1)
  }

  /// Whether only types matter here.
  package static var isAbstract: Bool {
    var trace = current
    while let open = trace {
      if open.kind == .abstract { return true }
      trace = open.parent
    }
    return false
  }

  /// Runs `body` with this trace as the current one.
  package func record<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Trace.$current.withValue(self, operation: body)
  }

  package func placeholder(_ type: TensorType) -> Tensor {
    Tensor(node: Node(kind: .placeholder(kind), types: [type], isSymbolic: kind == .abstract))
  }

  /// The tensor that stands for the variable now.
  package func value(of variable: Variable) -> Tensor {
    let id = ObjectIdentifier(variable)
    if let current = currentValues[id] { return current }
    return initialValue(of: variable)
  }

  /// The tensor that stands for the variable from now on: one that nothing was computed from yet.
  ///
  /// What was made of the variable before, such as another variable's new value, is a constant to gradients taken from here.
  package func renewedValue(of variable: Variable) -> Tensor {
    let id = ObjectIdentifier(variable)
    let isRead = initialValues[id] != nil || currentValues[id] != nil
    let value = value(of: variable)
    // The first reading makes a placeholder; but where values are concrete, what was computed before may still be pending.
    if kind == .program || kind == .abstract, !isRead { return value }
    let renewed = apply(Convert(dtype: value.dtype), [value])
    currentValues[id] = renewed
    return renewed
  }

  /// The tensor that stands for the variable's value at the start of the trace, with respect to which gradients are taken.
  package func initialValue(of variable: Variable) -> Tensor {
    let id = ObjectIdentifier(variable)
    if let initial = initialValues[id] { return initial }
    let initial: Tensor =
      switch kind {
      case .program, .abstract: Trace.$current.withValue(self) { placeholder(variable.type) }
      case .region: Trace.$current.withValue(parent) { variable.value }
      case .eager: Trace.$current.withValue(parent) { variable.value }
      }
    initialValues[id] = initial
    readVariables.append(variable)
    return initial
  }

  package func assign(_ value: Tensor, to variable: Variable) {
    if kind != .eager, let failure = value.node.failure {
      error = error ?? failure
      return
    }
    let id = ObjectIdentifier(variable)
    switch kind {
    case .eager:
      Trace.$current.withValue(parent) { variable.assign(value) }
      currentValues[id] = value
    case .region:
      error =
        error
        ?? KerasError(
          "Variable '\(variable.path)' cannot be assigned inside the body of a loop or condition.",
          expected: "a body that returns its state", received: "an assignment",
          fix: "carry the value through the loop and assign it afterwards")
    case .program, .abstract:
      _ = initialValue(of: variable)
      if assigned.insert(id).inserted { assignedVariables.append(variable) }
      currentValues[id] = value
    }
  }

  package func note(_ variables: [Variable]) {
    if kind == .abstract { notedVariables += variables }
  }

  /// What variable values the trace leaves behind.
  package var assignments: [(variable: Variable, value: Tensor)] {
    assignedVariables.map { ($0, currentValues[ObjectIdentifier($0)]!) }
  }

  package func initialTensor(of variable: Variable) -> Tensor? { initialValues[ObjectIdentifier(variable)] }

  /// Runs `body` outside all traces: for values that must be concrete, such as initial weights.
  package static func suspended<Result>(_ body: () throws -> Result) rethrows -> Result {
    try $current.withValue(nil, operation: body)
  }
}
