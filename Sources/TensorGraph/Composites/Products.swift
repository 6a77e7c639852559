/// NumPy's dot product (`keras.ops.dot`): the sum over the last axis of `a` and the last but one of `b`.
///
/// Inputs: `[a…, k]` and `[b…, k, n]`, or `[k]`; output: `[a…, b…, n]`. A scalar scales.
public func dot(_ a: Tensor, _ b: Tensor, file: String = #fileID, line: Int = #line) -> Tensor {
  if a.node.failure != nil { return a }
  if b.node.failure != nil { return b }
  if a.rank == 0 || b.rank == 0 { return a * b }
  return contracting("dot", a, b, [a.rank - 1], [max(b.rank - 2, 0)]).located(file, line)
}

/// The sum over the last axis of both (`keras.ops.inner`). Inputs: `[a…, k]` and `[b…, k]`; output: `[a…, b…]`.
public func inner(_ a: Tensor, _ b: Tensor, file: String = #fileID, line: Int = #line) -> Tensor {
  if a.node.failure != nil { return a }
  if b.node.failure != nil { return b }
  if a.rank == 0 || b.rank == 0 { return a * b }
  return contracting("inner", a, b, [a.rank - 1], [b.rank - 1]).located(file, line)
}

/// All products of an element of `a` with one of `b`, both flattened (`keras.ops.outer`). Output: `[countA, countB]`.
public func outer(_ a: Tensor, _ b: Tensor) -> Tensor {
  a.flattened().expandedDimensions(1) * b.flattened().expandedDimensions(0)
}

/// The sum of products over the last `axes` axes of `a` and the first `axes` of `b` (`keras.ops.tensordot`).
public func tensordot(
  _ a: Tensor, _ b: Tensor, axes: Int = 2, file: String = #fileID, line: Int = #line
) -> Tensor {
  if a.node.failure != nil { return a }
  if b.node.failure != nil { return b }
  guard (0...min(a.rank, b.rank)).contains(axes) else {
    return a.failing(
      ShapeError(
        expected: "a number of axes in 0...\(min(a.rank, b.rank)) for \(a.type) and \(b.type)", received: "\(axes)",
        fix: "give pairs of axes as axes: ([…], […])"), in: "tensordot"
    ).located(file, line)
  }
  return tensordot(a, b, axes: (Array((a.rank - axes)..<a.rank), Array(0..<axes))).located(file, line)
}

/// The sum of products over pairs of axes: the first array's of `a`, the second's of `b`.
///
/// Output: the other axes of `a`, then those of `b`.
public func tensordot(
  _ a: Tensor, _ b: Tensor, axes: ([Int], [Int]), file: String = #fileID, line: Int = #line
) -> Tensor {
  if a.node.failure != nil { return a }
  if b.node.failure != nil { return b }
  let left = axes.0.compactMap { a.shape.resolve(axis: $0) }
  let right = axes.1.compactMap { b.shape.resolve(axis: $0) }
  guard left.count == axes.0.count, right.count == axes.1.count, left.count == right.count,
    Set(left).count == left.count, Set(right).count == right.count
  else {
    return a.failing(
      ShapeError(
        expected: "as many different axes of \(a.type) as of \(b.type)", received: "\(axes.0) and \(axes.1)",
        fix: "name each axis of a pair once"), in: "tensordot"
    ).located(file, line)
  }
  return contracting("tensordot", a, b, left, right).located(file, line)
}

private func contracting(_ name: String, _ a: Tensor, _ b: Tensor, _ left: [Int], _ right: [Int]) -> Tensor {
  let dtype = a.dtype.promoted(with: b.dtype)
  return apply(
    DotGeneral(leftBatch: [], rightBatch: [], leftContracting: left, rightContracting: right),
    [a.cast(to: dtype), b.cast(to: dtype)], as: name)
}

/// The norm of vectors along an axis, of matrices along two, or of all elements (`keras.ops.norm`).
///
/// - Parameters:
///   - order: for vectors any p of `(Σ |x|ᵖ)^(1/p)`, `.infinity` or `-.infinity` for the largest or smallest magnitude, 0
///     for the number of elements that are not 0; for matrices 1 or `.infinity` for the largest column or row sum, the
///     same with a minus for the smallest; `nil` is the square root of the sum of squares.
///   - axes: one or two axes; all if `nil`.
public func norm(_ x: Tensor, order: Double? = nil, axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
  if x.node.failure != nil { return x }
  let x = x.cast(to: x.dtype.floating)
  guard let order else { return root(square(x).sum(axes: axes, keepDims: keepDims)) }
  let resolved = axes ?? Array(0..<x.rank)
  switch resolved.count {
  case 1: return vectorNorm(x, order, resolved[0], keepDims)
  case 2: return matrixNorm(x, order, resolved, keepDims)
  default: return unsupportedNorm(x, order: order, resolved)
  }
}

/// The norm of vectors along one axis.
public func norm(_ x: Tensor, order: Double? = nil, axis: Int, keepDims: Bool = false) -> Tensor {
  norm(x, order: order, axes: [axis], keepDims: keepDims)
}

private func vectorNorm(_ x: Tensor, _ order: Double, _ axis: Int, _ keepDims: Bool) -> Tensor {
  switch order {
  case .infinity: abs(x).max(axis: axis, keepDims: keepDims)
  case -.infinity: abs(x).min(axis: axis, keepDims: keepDims)
  case 0: (x .!= 0).cast(to: x.dtype).sum(axis: axis, keepDims: keepDims)
  case 1: abs(x).sum(axis: axis, keepDims: keepDims)
  case 2: root(square(x).sum(axis: axis, keepDims: keepDims))
  default: root(pow(abs(x), order).sum(axis: axis, keepDims: keepDims), order)
  }
}

private func matrixNorm(_ x: Tensor, _ order: Double, _ axes: [Int], _ keepDims: Bool) -> Tensor {
  let isOfColumns = Swift.abs(order) == 1
  guard isOfColumns || order.isInfinite else { return unsupportedNorm(x, order: order, axes) }
  let sums = abs(x).sum(axis: axes[isOfColumns ? 0 : 1], keepDims: true)
  let other = axes[isOfColumns ? 1 : 0]
  let extreme = order > 0 ? sums.max(axis: other, keepDims: true) : sums.min(axis: other, keepDims: true)
  return keepDims ? extreme : extreme.sum(axes: axes)
}

private func unsupportedNorm(_ x: Tensor, order: Double, _ axes: [Int]?) -> Tensor {
  x.failing(
    ShapeError(
      expected: "one axis, or two with the order 1, -1, .infinity or -.infinity",
      received: "order \(order) over \(axes.map { "the axes \($0)" } ?? "all axes") of \(x.type)",
      fix: "give axis:, or leave out the order for the square root of the sum of squares"), in: "norm")
}

/// Vectors along `axis` brought to norm 1 (`keras.ops.normalize`); those shorter than `epsilon` are divided by that.
public func normalize(_ x: Tensor, axis: Int = -1, order: Double = 2, epsilon: Double = 1e-7) -> Tensor {
  if x.node.failure != nil { return x }
  let x = x.cast(to: x.dtype.floating)
  if order == 2 { return x.dividedByNorm(axes: [axis], epsilon: epsilon) }
  return x / maximum(norm(x, order: order, axis: axis, keepDims: true), epsilon)
}
