/// Several primitives under one name, which an engine may replace by something faster. The decomposition is its meaning.
package struct Composite: Primitive {
  package let name: String
  package let attributes: [String: Scalar]
  package let decomposition: Program

  package init(name: String, attributes: [String: Scalar], decomposition: Program) {
    self.name = name
    self.attributes = attributes
    self.decomposition = decomposition
  }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] { decomposition.outputTypes }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    // Through the decomposition, repeated on the same inputs; common subexpressions are merged later.
    // Each input gets a node of its own, since one tensor may be given twice.
    let inputs = context.inputs.map { apply(Convert(dtype: $0.dtype), [$0]) }
    let gradients = Autodiff.gradients(
      of: decomposition.apply(to: inputs), cotangents: context.cotangents, withRespectTo: inputs)
    return zip(gradients, context.inputs).map { $1.dtype.isFloating ? $0 : nil }
  }
}

/// The one switch for engines' fast paths: off, composites are decomposed as they are made.
package enum FastPaths {
  @TaskLocal package static var isEnabled = true
}

/// Records `body` as one operation called `name`.
///
/// - Parameters:
///   - isGradientBinding: whether `gradient` is more than a faster way to the decomposition's own, and so holds without
///     fast paths too.
///   - gradient: replaces the gradient of the decomposition.
package func composite(
  _ name: String, _ inputs: [Tensor], attributes: [String: Scalar] = [:], _ body: @escaping ([Tensor]) -> [Tensor],
  isGradientBinding: Bool = false, record: Deferred.Record? = nil, gradient: ((GradientContext) -> [Tensor?])? = nil
) -> [Tensor] {
  // A failed input fails what the body makes of it, in the number that the caller counts on.
  if inputs.contains(where: { $0.node.failure != nil }) { return body(inputs) }
  guard FastPaths.isEnabled || isGradientBinding else { return body(inputs) }
  func isSettled(_ inputs: [Tensor]) -> Bool { inputs.allSatisfy { $0.shape.isKnown && !$0.mayHaveOtherLengths } }
  if !isSettled(inputs) {
    guard inputs.contains(where: \.isSymbolic) else { return body(inputs) }
    return deferrable(name, inputs, record: record) { inputs in
      isSettled(inputs)
        ? composite(
          name, inputs, attributes: attributes, body, isGradientBinding: isGradientBinding, gradient: gradient)
        : body(inputs)
    }
  }
  guard let region = Region(parameterTypes: inputs.map(\.type), body) else { return body(inputs) }
  // What the body took from outside becomes an input like the others, but without a stated gradient.
  let operation = Composite(name: name, attributes: attributes, decomposition: region.program)
  let count = inputs.count
  let rule = gradient.map { gradient in
    GradientRule { context in
      let own = GradientContext(
        inputs: Array(context.inputs[..<count]), outputs: context.outputs, cotangents: context.cotangents,
        isWanted: Array(context.isWanted[..<count]))
      return gradient(own) + context.inputs[count...].map { _ in nil }
    }
  }
  return applyAll(operation, inputs + region.captured, rule: rule)
}

/// The body of a composite or of control flow as a program, with the tensors that it took from outside.
package struct Region {
  package let program: Program
  package let captured: [Tensor]

  /// `nil` if the body fails; its own tensors then carry the error.
  package init?(parameterTypes: [TensorType], _ body: ([Tensor]) -> [Tensor]) {
    let trace = Trace(.region)
    let (parameters, outputs) = trace.record {
      let parameters = parameterTypes.map(trace.placeholder)
      return (parameters, body(parameters))
    }
    var reader = GraphReader(.region(trace), parameters: parameters)
    guard trace.error == nil, (try? reader.read(outputs)) != nil else { return nil }
    program = reader.program
    captured = reader.captured
  }
}
