/// Gradients of `output`, summed over its elements, with respect to tensors it was computed from.
///
/// Gradients are graph to graph, so they can be differentiated again. A source that `output` does not depend on gets zeros.
/// - Parameters:
///   - cotangent: what flows back into `output`; ones if `nil`. Shape: as `output`.
public func gradients(of output: Tensor, withRespectTo sources: [Tensor], cotangent: Tensor? = nil) -> [Tensor] {
  Autodiff.gradients(
    of: [output], cotangents: [cotangent ?? .ones(output.shape, dtype: output.dtype)], withRespectTo: sources)
}

/// The value of `body` and its gradients with respect to variables.
///
/// What was computed before, and what variables were set to, is constant: so two models can be trained in one step.
/// - Parameter body: computes a scalar loss; anything else is summed.
/// - Returns: the value, and one gradient per variable, in order and of its shape.
public func valueAndGradient(of variables: [Variable], _ body: () -> Tensor) -> (value: Tensor, gradients: [Tensor]) {
  let (value, gradients, _) = valueAndGradients(of: variables) { (body(), ()) }
  return (value, gradients)
}

/// The value of `body`, its gradients with respect to variables, and whatever else it returns.
public func valueAndGradients<Extra>(
  of variables: [Variable], _ body: () -> (Tensor, Extra)
) -> (value: Tensor, gradients: [Tensor], extra: Extra) {
  // A trace remembers which tensor stands for a variable.
  let trace = Trace.current ?? Trace(.eager)
  return trace.record {
    let sources = variables.map { trace.renewedValue(of: $0) }
    let (value, extra) = body()
    return (value, gradients(of: value, withRespectTo: sources), extra)
  }
}

/// The gradients of a function with respect to its arguments, as a function: `gradient { x in (x * x).sum() }(x)`.
public func gradient(_ body: @escaping (Tensor) -> Tensor) -> (Tensor) -> Tensor {
  { x in valueAndGradient(at: x, body).gradient }
}

/// The value of a function of one tensor, and its gradient there.
public func valueAndGradient(at x: Tensor, _ body: (Tensor) -> Tensor) -> (value: Tensor, gradient: Tensor) {
  let trace = Trace.current ?? Trace(.eager)
  return trace.record {
    // A node of its own, so that what x was computed from stays out of the walk.
    let start = apply(Convert(dtype: x.dtype), [x])
    let value = body(start)
    return (value, gradients(of: value, withRespectTo: [start])[0])
  }
}

package enum Autodiff {
  /// Walks the graph from `outputs` back to `sources`, adding the operations of each node's gradient rule.
  package static func gradients(
    of outputs: [Tensor], cotangents: [Tensor?], withRespectTo sources: [Tensor]
  ) -> [Tensor] {
    for tensor in outputs + sources where tensor.node.failure != nil { return sources.map { _ in tensor } }
    let order = reachable(from: outputs, to: sources)
    // Outside a trace nobody asked for the graph to be kept.
    if Trace.current == nil, order.meetsCut,
      let missed = sources.first(where: { !order.reached.contains(TensorID($0)) })
    {
      let error = Tensor.failed(cutError(missed))
      return sources.map { _ in error }
    }
    var sums: [TensorID: Tensor] = [:]
    for (output, cotangent) in zip(outputs, cotangents) {
      if let cotangent { accumulate(cotangent, at: output, in: &sums) }
    }
    for node in order.nodes.reversed() {
      let state = node.state
      guard case .operation(let operation) = state.kind, !state.inputs.isEmpty else { continue }
      let nodeOutputs = node.types.indices.map { Tensor(node: node, index: $0) }
      let nodeCotangents = nodeOutputs.map { sums[TensorID($0)] }
      guard nodeCotangents.contains(where: { $0 != nil }) else { continue }
      let isWanted = state.inputs.map { order.isOnPath.contains(TensorID($0)) }
      let context = GradientContext(
        inputs: state.inputs, outputs: nodeOutputs, cotangents: nodeCotangents, isWanted: isWanted)
      let results = node.gradientRule?.body(context) ?? operation.gradient(context)
      if let failed = results.lazy.compactMap({ $0 }).first(where: { $0.node.failure != nil }) {
        return sources.map { _ in failed }
      }
      precondition(results.count == state.inputs.count, "\(operation.name)'s gradient rule has a wrong count")
      for (input, result) in zip(state.inputs, results) where order.isOnPath.contains(TensorID(input)) {
        guard let result else { continue }
        precondition(
          result.shape.matches(input.shape),
          "\(operation.name)'s gradient has shape \(result.shape) for an input of \(input.shape)")
        accumulate(result, at: input, in: &sums)
      }
    }
    return sources.map { sums[TensorID($0)] ?? .zeros($0.shape, dtype: $0.dtype) }
  }

  private static func accumulate(_ cotangent: Tensor, at tensor: Tensor, in sums: inout [TensorID: Tensor]) {
    let id = TensorID(tensor)
    sums[id] = sums[id].map { $0 + cotangent } ?? cotangent
  }

  /// The nodes between sources and outputs, each after its inputs; and the tensors on such a path.
  private static func reachable(
    from outputs: [Tensor], to sources: [Tensor]
  ) -> (nodes: [Node], isOnPath: Set<TensorID>, reached: Set<TensorID>, meetsCut: Bool) {
    var isOnPath = Set(sources.map(TensorID.init))
    let wanted = isOnPath
    var reached = wanted.intersection(outputs.map(TensorID.init))
    var meetsCut = false
    // A source is where the walk ends, whatever it was computed from.
    let ends = Set(sources.map { ObjectIdentifier($0.node) })
    var visited: Set<ObjectIdentifier> = []
    var nodes: [Node] = []
    for output in outputs {
      var stack: [(node: Node, isReady: Bool)] = [(output.node, false)]
      while let (node, isReady) = stack.popLast() {
        let id = ObjectIdentifier(node)
        let inputs = node.inputs
        if isReady {
          if inputs.contains(where: { isOnPath.contains(TensorID($0)) }) {
            if case .operation(let operation) = node.kind, operation is StopGradient { continue }
            nodes.append(node)
            // Nothing flows through integers.
            for (index, type) in node.types.enumerated() where type.dtype.isFloating {
              isOnPath.insert(TensorID(Tensor(node: node, index: index)))
            }
          }
          continue
        }
        guard visited.insert(id).inserted, !ends.contains(id) else { continue }
        meetsCut = meetsCut || node.state.isCut
        reached.formUnion(inputs.lazy.map(TensorID.init).filter(wanted.contains))
        stack.append((node, true))
        for input in inputs where !visited.contains(ObjectIdentifier(input.node)) { stack.append((input.node, false)) }
      }
    }
    return (nodes, isOnPath, reached, meetsCut)
  }

  private static func cutError(_ source: Tensor) -> KerasError {
    KerasError(
      "'gradients' cannot find the way back to this tensor.",
      expected: "a result computed from \(source.type), with nothing in between read yet",
      received: "a result on whose way values were read, and let go of what they were computed from",
      fix: "compute it inside valueAndGradient(at:) or valueAndGradient(of:), where the graph is kept")
  }
}
