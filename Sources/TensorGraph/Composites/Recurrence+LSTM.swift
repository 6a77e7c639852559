extension Recurrence {
  /// `c = f · c + i · g`, `h = o · tanh(c)` for each step, with `[i, f, g, o] = x + h · kernel` through sigmoids and, for g,
  /// tanh.
  ///
  /// - Parameters:
  ///   - projected: `[batch, time, 4 · units]`: i, f, g, o.
  ///   - hidden: the first state h, `[batch, units]`.
  ///   - cell: the first state c, `[batch, units]`.
  ///   - kernel: `[units, 4 · units]`.
  package static func lstm(
    _ projected: Tensor, hidden: Tensor, cell: Tensor, kernel: Tensor, mask: Tensor? = nil, isReversed: Bool = false
  ) -> Result {
    let inputs = [projected, hidden, cell, kernel] + (mask.map { [$0] } ?? [])
    let attributes = attributes(isReversed: isReversed, mask: mask)
    let body = { (x: [Tensor]) in
      lstmSteps(
        x[0], hidden: x[1], cell: x[2], kernel: x[3], mask: x.count > 4 ? x[4] : nil, isReversed: isReversed)
    }
    let results = composite(
      Kind.lstm.rawValue, inputs, attributes: attributes, body,
      gradient: rule(keeping: 3, body) { context, cotangents in
        let mask = Array(context.inputs[4...])
        let gradients = composite(
          Kind.lstm.gradientName, [context.inputs[3], context.outputs[4], context.outputs[5]] + cotangents + mask,
          attributes: attributes
        ) { x in
          lstmGradient(
            kernel: x[0], previousCell: x[1], gates: x[2], cotangents: Array(x[3...5]), mask: x.count > 6 ? x[6] : nil,
            isReversed: isReversed)
        }
        let ofKernel = kernelGradient(context.outputs[3], gradients[0])
        return [gradients[0], gradients[1], gradients[2], ofKernel] + mask.map { _ in nil }
      })
    return results.count > 2 ? (results[0], [results[1], results[2]]) : (results[0], [results[0], results[0]])
  }

  /// The sequence, the last h and c, h and c before each step, and the gates.
  private static func lstmSteps(
    _ projected: Tensor, hidden: Tensor, cell: Tensor, kernel: Tensor, mask: Tensor?, isReversed: Bool
  ) -> [Tensor] {
    let (state, outputs) = overSteps([hidden, cell], [projected], mask: mask, isReversed: isReversed) {
      state, step, mask in
      let z = step[0] + matmul(state[0], kernel)
      let i = sigmoid(gate(z, 0, of: 4))
      let f = sigmoid(gate(z, 1, of: 4))
      let g = tanh(gate(z, 2, of: 4))
      let o = sigmoid(gate(z, 3, of: 4))
      let cell = f * state[1] + i * g
      let hidden = choose(mask, o * tanh(cell), state[0])
      return (
        [hidden, choose(mask, cell, state[1])], [hidden, state[0], state[1], concatenated([i, f, g, o], axis: -1)]
      )
    }
    return [outputs[0], state[0], state[1]] + outputs[1...]
  }

  /// The gradients of the projected inputs and of the first h and c.
  private static func lstmGradient(
    kernel: Tensor, previousCell: Tensor, gates: Tensor, cotangents: [Tensor], mask: Tensor?, isReversed: Bool
  ) -> [Tensor] {
    let transposed = kernel.transposed()
    let (state, outputs) = overSteps(
      [cotangents[1], cotangents[2]], [gates, previousCell, cotangents[0]], mask: mask, isReversed: !isReversed
    ) { state, step, mask in
      let i = gate(step[0], 0, of: 4)
      let f = gate(step[0], 1, of: 4)
      let g = gate(step[0], 2, of: 4)
      let o = gate(step[0], 3, of: 4)
      let bent = tanh(f * step[1] + i * g)
      let flowing = state[0] + step[2]
      let ofCell = state[1] + flowing * o * (1 - bent * bent)
      let inner = concatenated(
        [
          ofCell * g * i * (1 - i), ofCell * step[1] * f * (1 - f), ofCell * i * (1 - g * g),
          flowing * bent * o * (1 - o),
        ], axis: -1)
      let gradient = choose(mask, inner, Tensor.zeros(like: inner))
      return (
        [choose(mask, matmul(gradient, transposed), flowing), choose(mask, ofCell * f, state[1])], [gradient]
      )
    }
    return [outputs[0], state[0], state[1]]
  }
}
