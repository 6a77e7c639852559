/// `√x` of sums of squares: the derivative at 0, where that of the root is infinite, is 0.
package func root(_ x: Tensor) -> Tensor {
  if x.node.failure != nil { return x }
  return applyAll(Unary.sqrt, [x], rule: rootRule)[0]
}

/// The root of any order of sums of powers; the derivative at 0 is 0.
func root(_ x: Tensor, _ order: Double) -> Tensor {
  let isZero = x .== 0
  return which(isZero, x, pow(which(isZero, 1, x), 1 / order))
}

private let rootRule = GradientRule { context in
  // d√x = 1/(2√x); the divisor is kept from 0, so that gradients of the gradient are finite too.
  let y = context.outputs[0]
  let isZero = y .== 0
  return [which(isZero, 0, context.cotangent * 0.5 / which(isZero, 1, y))]
}

private let reciprocalRootRule = GradientRule { context in
  // d x^-½ = -½ x^-½ / x
  let (x, y) = (context.inputs[0], context.outputs[0])
  let isZero = x .== 0
  return [which(isZero, 0, context.cotangent * -0.5 * which(isZero, 1, y) / which(isZero, 1, x))]
}

extension Tensor {
  /// Vectors along `axes`, together, divided by their norm, but not by less than `epsilon`. Of zeros, which stay, the
  /// derivative is `1 / epsilon`, as in TensorFlow.
  package func dividedByNorm(axes: [Int], epsilon: Double) -> Tensor {
    let squares = square(self).sum(axes: axes, keepDims: true)
    if squares.node.failure != nil { return squares }
    return self * minimum(applyAll(Unary.rsqrt, [squares], rule: reciprocalRootRule)[0], 1 / epsilon)
  }
}
