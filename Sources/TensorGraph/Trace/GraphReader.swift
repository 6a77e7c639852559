/// Reads the graph behind tensors into a program.
package struct GraphReader {
  package enum Mode {
    /// Values become inputs of the program, so that equal graphs on other values share it.
    case evaluation
    /// Values become constants; the trace's placeholders become inputs.
    case trace(Trace)
    /// Everything born outside the region becomes a captured input.
    case region(Trace)

    fileprivate var allowsUnknownLengths: Bool {
      if case .region = self { return Trace.isAbstract }
      return false
    }
  }

  package private(set) var program = Program()
  /// Tensors that became inputs beyond the given parameters.
  package private(set) var captured: [Tensor] = []
  /// Nodes read as operations whose values their variables want to keep.
  package private(set) var kept: [Node] = []
  /// Nodes read as operations.
  package private(set) var computed: [Node] = []
  private var keptIDs: Set<ObjectIdentifier> = []
  private let mode: Mode
  private var ids: [TensorID: Program.ValueID] = [:]
  // Graph nodes must outlive the table of their identities.
  private var keptAlive: [Node] = []

  package init(_ mode: Mode, parameters: [Tensor]) {
    self.mode = mode
    for parameter in parameters { addInput(parameter) }
  }

  private mutating func addInput(_ tensor: Tensor) {
    let id = program.addValue(tensor.type)
    program.inputs.append(id)
    ids[TensorID(tensor)] = id
    keptAlive.append(tensor.node)
  }

  private mutating func capture(_ tensor: Tensor) {
    addInput(tensor)
    captured.append(tensor)
  }

  /// Adds the tensors as outputs, with all they need. Throws the error that one of them carries.
  package mutating func read(_ outputs: [Tensor]) throws {
    for output in outputs {
      try visit(output)
      program.outputs.append(ids[TensorID(output)]!)
      program.aliases.append(nil)
    }
  }

  // Depth first with an explicit stack: graphs are deeper than call stacks.
  private mutating func visit(_ root: Tensor) throws {
    // A state is taken once, since another thread may give the node its values meanwhile.
    var stack: [(tensor: Tensor, ready: Node.State?)] = [(root, nil)]
    while let (tensor, ready) = stack.popLast() {
      if ids[TensorID(tensor)] != nil { continue }
      if let ready {
        try addInstruction(tensor.node, ready)
        continue
      }
      let state = tensor.node.state
      guard try !readLeaf(tensor, state) else { continue }
      stack.append((tensor, state))
      for input in state.inputs.reversed() where ids[TensorID(input)] == nil { stack.append((input, nil)) }
    }
  }

  private mutating func addInstruction(_ node: Node, _ state: Node.State) throws {
    // Only a model under construction knows tensors of unknown lengths.
    if let type = node.types.first(where: { !$0.shape.isKnown }), !mode.allowsUnknownLengths {
      throw KerasError(
        "A tensor of unknown lengths has no values.", expected: "a shape of numbers alone",
        received: "\(type) from \(node.kind.displayName)", fix: "give a number in place of nil")
    }
    guard case .operation(let operation) = state.kind else { return }
    let outputs = node.types.indices.map { index in
      let id = program.addValue(node.types[index])
      ids[TensorID(Tensor(node: node, index: index))] = id
      return id
    }
    keptAlive.append(node)
    computed.append(node)
    if state.isKept { keep(node) }
    if case .evaluation = mode, !state.wasComputed {
      // What something new needs a second time is kept, or each further use would compute it anew.
      for input in state.inputs where input.node.state.isComputedAgain { keep(input.node) }
    }
    program.instructions.append(
      Program.Instruction(
        operation: operation, inputs: state.inputs.map { ids[TensorID($0)]! }, outputs: outputs,
        gradientRule: node.gradientRule))
  }

  private mutating func keep(_ node: Node) {
    if keptIDs.insert(ObjectIdentifier(node)).inserted { kept.append(node) }
  }

  /// Reads a tensor that is not computed from others here; `false` if it is.
  private mutating func readLeaf(_ tensor: Tensor, _ state: Node.State) throws -> Bool {
    if case .failure(let error) = state.kind { throw error }
    switch mode {
    case .evaluation:
      if state.values != nil {
        capture(tensor)
        return true
      }
    case .trace(let trace):
      if let values = state.values {
        addConstant(tensor, values[tensor.index])
        return true
      }
      if tensor.node.level < trace.level, case .operation = state.kind, !tensor.isSymbolic {
        try Evaluation.evaluate([tensor])
        addConstant(tensor, tensor.node.storages![tensor.index])
        return true
      }
    case .region(let trace):
      if state.values != nil || tensor.node.level < trace.level {
        capture(tensor)
        return true
      }
    }
    switch state.kind {
    case .operation: return false
    case .symbolic(let origin): throw symbolicError(tensor, name: origin.displayName)
    case .deferred(let deferred): throw symbolicError(tensor, name: "'\(deferred.name)'")
    case .placeholder(let kind):
      if kind == .abstract { throw symbolicError(tensor, name: "a layer that is being described") }
      throw KerasError(
        "A tensor was used outside the function that it belongs to.", expected: "a tensor of this step",
        received: "\(tensor.type) from another traced function",
        fix: "return it from the function it was made in, or keep it in a Variable")
    case .values, .failure: preconditionFailure("values and failures were handled above")
    }
  }

  private mutating func addConstant(_ tensor: Tensor, _ storage: Storage) {
    let id = program.addValue(tensor.type)
    program.constants.append(Program.ConstantValue(id: id, storage: storage))
    ids[TensorID(tensor)] = id
    keptAlive.append(tensor.node)
  }

  private func symbolicError(_ tensor: Tensor, name: String) -> KerasError {
    KerasError(
      "A symbolic tensor has no values.", expected: "a tensor with values", received: "\(tensor.type) from \(name)",
      fix: "make a Model of it and call predict, or give the layers concrete tensors")
  }
}

extension Node.State {
  /// Whether a program computes the values for the second time; what costs nothing does not count.
  fileprivate var isComputedAgain: Bool {
    guard wasComputed, case .operation(let operation) = kind else { return false }
    return !(operation is Constant || operation is Iota || operation is Broadcast)
  }
}
