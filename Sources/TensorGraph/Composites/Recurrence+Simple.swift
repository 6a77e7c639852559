extension Recurrence {
  /// `h = function(x + h · kernel)` for each step.
  ///
  /// - Parameters:
  ///   - projected: `[batch, time, units]`.
  ///   - hidden: the first state, `[batch, units]`.
  ///   - kernel: `[units, units]`.
  package static func simple(
    _ projected: Tensor, hidden: Tensor, kernel: Tensor, mask: Tensor? = nil, function: Function = .tanh,
    isReversed: Bool = false
  ) -> Result {
    let inputs = [projected, hidden, kernel] + (mask.map { [$0] } ?? [])
    let attributes = attributes(isReversed: isReversed, mask: mask, function: function)
    let body = { (x: [Tensor]) in
      simpleSteps(
        x[0], hidden: x[1], kernel: x[2], mask: x.count > 3 ? x[3] : nil, function: function, isReversed: isReversed)
    }
    let results = composite(
      Kind.simple.rawValue, inputs, attributes: attributes, body,
      gradient: rule(keeping: 1, body) { context, cotangents in
        let mask = Array(context.inputs[3...])
        let gradients = composite(
          Kind.simple.gradientName, [context.inputs[2], context.outputs[0]] + cotangents + mask, attributes: attributes
        ) { x in
          simpleGradient(
            kernel: x[0], sequence: x[1], cotangents: Array(x[2...3]), mask: x.count > 4 ? x[4] : nil,
            function: function, isReversed: isReversed)
        }
        let ofKernel = kernelGradient(context.outputs[2], gradients[0])
        return [gradients[0], gradients[1], ofKernel] + mask.map { _ in nil }
      })
    return (results[0], [results.count > 1 ? results[1] : results[0]])
  }

  /// The sequence, the last state, and the state before each step.
  private static func simpleSteps(
    _ projected: Tensor, hidden: Tensor, kernel: Tensor, mask: Tensor?, function: Function, isReversed: Bool
  ) -> [Tensor] {
    let (state, outputs) = overSteps([hidden], [projected], mask: mask, isReversed: isReversed) { state, step, mask in
      let next = choose(mask, function.value(step[0] + matmul(state[0], kernel)), state[0])
      return ([next], [next, state[0]])
    }
    return [outputs[0], state[0], outputs[1]]
  }

  /// The gradients of the projected inputs and of the first state.
  private static func simpleGradient(
    kernel: Tensor, sequence: Tensor, cotangents: [Tensor], mask: Tensor?, function: Function, isReversed: Bool
  ) -> [Tensor] {
    let transposed = kernel.transposed()
    let (state, outputs) = overSteps(
      [cotangents[1]], [sequence, cotangents[0]], mask: mask, isReversed: !isReversed
    ) { state, step, mask in
      let flowing = state[0] + step[1]
      let inner = flowing * function.slope(step[0])
      let gradient = choose(mask, inner, Tensor.zeros(like: inner))
      return ([choose(mask, matmul(gradient, transposed), flowing)], [gradient])
    }
    return [outputs[0], state[0]]
  }
}
