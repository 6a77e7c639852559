/// One operation of the IR: attributes, shape rule and gradient in one small value type.
///
/// Adding one: the type with its public function in `Primitives/`, its interpretation (`Interpreted`), a row in
/// `allPrimitives`, and a row in the gradient table of the tests.
package protocol Primitive: Hashable, Sendable {
  /// The name in messages and printed programs, after StableHLO where it has one.
  var name: String { get }

  /// Types of the outputs; works with unknown lengths too. Throws if the inputs don't fit.
  func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType]

  /// Cotangents of the inputs (`nil` where there is none) from those of the outputs, in terms of operations.
  func gradient(_ context: GradientContext) -> [Tensor?]
}

extension Primitive {
  /// The operation with its attributes, to compare with others of any type.
  package var key: AnyHashable { AnyHashable(self) }
}

/// What a gradient rule may use. `cotangents[i]` is `nil` where nothing flows back from output `i`.
package struct GradientContext {
  package let inputs: [Tensor]
  package let outputs: [Tensor]
  package let cotangents: [Tensor?]
  /// Which inputs' cotangents are wanted; a rule may leave out the others.
  package let isWanted: [Bool]

  /// The cotangent of a single output.
  package var cotangent: Tensor { cotangents[0]! }
}

/// Applies a primitive: infers types and adds a node, or yields tensors that carry the error.
///
/// - Parameter name: the function that the error names, if it is not the primitive's own.
package func applyAll(
  _ operation: any Primitive, _ inputs: [Tensor], rule: GradientRule? = nil, as name: String? = nil
) -> [Tensor] {
  for input in inputs where input.node.failure != nil { return [input] }
  do {
    let types = try operation.infer(inputs.map(\.type))
    let node = Node(
      kind: .operation(operation), inputs: inputs, types: types, isSymbolic: inputs.contains { $0.isSymbolic },
      gradientRule: rule)
    let outputs = types.indices.map { Tensor(node: node, index: $0) }
    if node.depth > Evaluation.longestPending, Trace.current == nil, !node.isSymbolic {
      try? Evaluation.evaluate(outputs)
    }
    return outputs
  } catch let error {
    return [.failed(KerasError(error, in: name ?? operation.name, inputCount: inputs.count))]
  }
}

/// Applies a primitive with one output.
package func apply(_ operation: any Primitive, _ inputs: [Tensor], as name: String? = nil) -> Tensor {
  applyAll(operation, inputs, as: name)[0]
}

/// Runs `body` now if every length is settled; otherwise records it whole, to be replayed when they are.
///
/// For functions whose attributes depend on lengths. `body` must work on unknown lengths as far as types go.
///
/// - Parameter record: what files hold for it.
package func deferrable(
  _ name: String, _ inputs: [Tensor], record: Deferred.Record? = nil, _ body: @escaping ([Tensor]) -> [Tensor]
) -> [Tensor] {
  let outputs = body(inputs)
  guard inputs.contains(where: \.mayHaveOtherLengths) else { return outputs }
  for output in outputs where output.node.failure != nil { return outputs }
  let node = Node(
    kind: .deferred(Deferred(name: name, record: record, body: body)), inputs: inputs, types: outputs.map(\.type),
    isSymbolic: true)
  return outputs.indices.map { Tensor(node: node, index: $0) }
}

/// `deferrable` for one input and one output.
package func deferrable(
  _ name: String, _ input: Tensor, record: Deferred.Record? = nil, _ body: @escaping (Tensor) -> Tensor
) -> Tensor {
  deferrable(name, [input], record: record) { [body($0[0])] }[0]
}

extension Tensor {
  /// Whether what is computed from the tensor now may run with other lengths later: some are unknown, or it is part of a model's
  /// definition, which takes batches of any size even where an `Input` names one.
  package var mayHaveOtherLengths: Bool { isSymbolic && (!shape.isKnown || !Trace.isAbstract) }
}
