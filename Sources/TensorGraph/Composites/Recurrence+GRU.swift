extension Recurrence {
  /// `h = z · h + (1 - z) · tanh(x + r · (h · kernel + bias))` for each step, with the update gate z and the reset gate r
  /// sigmoids of their parts of `x + h · kernel + bias`.
  ///
  /// - Parameters:
  ///   - projected: `[batch, time, 3 · units]`: z, r, h.
  ///   - hidden: the first state, `[batch, units]`.
  ///   - kernel: `[units, 3 · units]`.
  ///   - bias: of the recurrent product, `[3 · units]`.
  package static func gru(
    _ projected: Tensor, hidden: Tensor, kernel: Tensor, bias: Tensor, mask: Tensor? = nil, isReversed: Bool = false
  ) -> Result {
    let inputs = [projected, hidden, kernel, bias] + (mask.map { [$0] } ?? [])
    let attributes = attributes(isReversed: isReversed, mask: mask)
    let body = { (x: [Tensor]) in
      gruSteps(x[0], hidden: x[1], kernel: x[2], bias: x[3], mask: x.count > 4 ? x[4] : nil, isReversed: isReversed)
    }
    let results = composite(
      Kind.gru.rawValue, inputs, attributes: attributes, body,
      gradient: rule(keeping: 2, body) { context, cotangents in
        let mask = Array(context.inputs[4...])
        let gradients = composite(
          Kind.gru.gradientName, [context.inputs[2], context.outputs[2], context.outputs[3]] + cotangents + mask,
          attributes: attributes
        ) { x in
          gruGradient(
            kernel: x[0], previous: x[1], gates: x[2], cotangents: Array(x[3...4]), mask: x.count > 5 ? x[5] : nil,
            isReversed: isReversed)
        }
        let ofKernel = kernelGradient(context.outputs[2], gradients[1])
        let ofBias = gradients[1].sum(axes: [0, 1])
        return [gradients[0], gradients[2], ofKernel, ofBias] + mask.map { _ in nil }
      })
    return (results[0], [results.count > 1 ? results[1] : results[0]])
  }

  /// The sequence, the last state, the state before each step, and the gates with h's recurrent part.
  private static func gruSteps(
    _ projected: Tensor, hidden: Tensor, kernel: Tensor, bias: Tensor, mask: Tensor?, isReversed: Bool
  ) -> [Tensor] {
    let (state, outputs) = overSteps([hidden], [projected], mask: mask, isReversed: isReversed) { state, step, mask in
      let inner = matmul(state[0], kernel) + bias
      let z = sigmoid(gate(step[0], 0, of: 3) + gate(inner, 0, of: 3))
      let r = sigmoid(gate(step[0], 1, of: 3) + gate(inner, 1, of: 3))
      let recurrent = gate(inner, 2, of: 3)
      let fresh = tanh(gate(step[0], 2, of: 3) + r * recurrent)
      let next = choose(mask, z * state[0] + (1 - z) * fresh, state[0])
      return ([next], [next, state[0], concatenated([z, r, fresh, recurrent], axis: -1)])
    }
    return [outputs[0], state[0]] + outputs[1...]
  }

  /// The gradients of the projected inputs, of the recurrent product with its bias, and of the first state.
  private static func gruGradient(
    kernel: Tensor, previous: Tensor, gates: Tensor, cotangents: [Tensor], mask: Tensor?, isReversed: Bool
  ) -> [Tensor] {
    let transposed = kernel.transposed()
    let (state, outputs) = overSteps(
      [cotangents[1]], [gates, previous, cotangents[0]], mask: mask, isReversed: !isReversed
    ) { state, step, mask in
      let z = gate(step[0], 0, of: 4)
      let r = gate(step[0], 1, of: 4)
      let fresh = gate(step[0], 2, of: 4)
      let recurrent = gate(step[0], 3, of: 4)
      let flowing = state[0] + step[2]
      let bent = flowing * (1 - z) * (1 - fresh * fresh)
      let ofUpdate = flowing * (step[1] - fresh) * z * (1 - z)
      let ofReset = bent * recurrent * r * (1 - r)
      let inner = concatenated([ofUpdate, ofReset, bent * r], axis: -1)
      let outer = concatenated([ofUpdate, ofReset, bent], axis: -1)
      let ofInner = choose(mask, inner, Tensor.zeros(like: inner))
      let ofProjected = choose(mask, outer, Tensor.zeros(like: outer))
      let next = choose(mask, flowing * z + matmul(ofInner, transposed), flowing)
      return ([next], [ofProjected, ofInner])
    }
    return [outputs[0], outputs[1], state[0]]
  }
}
