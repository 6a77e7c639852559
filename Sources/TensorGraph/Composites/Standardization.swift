extension Tensor {
  /// `(x - mean) / √(variance + epsilon)` with mean and variance over `axes` together.
  ///
  /// As an operation for engines: `standardize`, attribute `epsilon`; a second output is `1 / √(variance + epsilon)` with
  /// lengths of 1 along `axes`.
  package func standardized(axes: [Int], epsilon: Double) -> Tensor {
    if node.failure != nil { return self }
    var resolved: [Int] = []
    for axis in axes {
      guard let index = shape.resolve(axis: axis) else { return .failed(axisError(axis, for: "standardized")) }
      resolved.append(index)
    }
    return composite("standardize", [self], attributes: ["epsilon": .real(epsilon)]) { inputs in
      let centered = inputs[0] - inputs[0].mean(axes: resolved, keepDims: true)
      let inverse = rsqrt(square(centered).mean(axes: resolved, keepDims: true) + epsilon)
      return [centered * inverse, inverse]
    } gradient: { context in
      // With y and s = 1/√(variance + ε): ∂x = s (g - mean(g) - y mean(g y)), and from s itself -s² y mean over the n.
      let (y, inverse) = (context.outputs[0], context.outputs[1])
      var gradient: Tensor?
      if let g = context.cotangents[0] {
        let shift = g.mean(axes: resolved, keepDims: true)
        let slope = (g * y).mean(axes: resolved, keepDims: true)
        gradient = inverse * (g - shift - y * slope)
      }
      if let g = context.cotangents[1] {
        let count = resolved.reduce(1) { $0 * (y.shape.dimensions[$1] ?? 1) }
        let part = y * (g * square(inverse) * (-1 / Double(Swift.max(count, 1))))
        gradient = gradient.map { $0 + part } ?? part
      }
      return [gradient]
    }[0]
  }
}
