extension Tensor {
  /// The square root of the variance over `axes` (all if `nil`).
  public func standardDeviation(axes: [Int]? = nil, keepDims: Bool = false) -> Tensor {
    root(variance(axes: axes, keepDims: keepDims))
  }
  /// The standard deviation along one axis.
  public func standardDeviation(axis: Int, keepDims: Bool = false) -> Tensor {
    standardDeviation(axes: [axis], keepDims: keepDims)
  }
  /// The variance along one axis.
  public func variance(axis: Int, keepDims: Bool = false) -> Tensor { variance(axes: [axis], keepDims: keepDims) }

  /// Mean and variance over `axes` (`keras.ops.moments`).
  public func moments(axes: [Int], keepDims: Bool = false) -> (mean: Tensor, variance: Tensor) {
    let mean = mean(axes: axes, keepDims: true)
    let variance = square(self - mean).mean(axes: axes, keepDims: keepDims)
    return (keepDims ? mean : self.mean(axes: axes), variance)
  }

  /// The mean in which element `i` counts `weights[i]` times (`keras.ops.average`).
  ///
  /// - Parameter weights: as the tensor, or `[length]` of `axis`.
  public func average(axis: Int? = nil, weights: Tensor? = nil) -> Tensor {
    if node.failure != nil { return self }
    guard let weights else { return mean(axes: axis.map { [$0] }) }
    let dtype = dtype.promoted(with: weights.dtype).floating
    var wide = weights.cast(to: dtype)
    if let axis, weights.rank == 1, rank > 1 {
      guard let resolved = shape.resolve(axis: axis) else { return .failed(axisError(axis, for: "average")) }
      var lengths = [Int?](repeating: 1, count: rank)
      lengths[resolved] = weights.shape[0]
      wide = wide.reshaped(Shape(lengths))
    }
    let axes = axis.map { [$0] }
    return deferrable("average", [cast(to: dtype), wide]) { inputs in
      let weights = inputs[1].broadcast(to: inputs[0].shape)
      return [(inputs[0] * weights).sum(axes: axes) / weights.sum(axes: axes)]
    }[0]
  }

  /// Differences of neighbours along `axis`, `order` times (`keras.ops.diff`).
  public func differences(order: Int = 1, axis: Int = -1) -> Tensor {
    if node.failure != nil { return self }
    guard let axis = shape.resolve(axis: axis) else { return .failed(axisError(axis, for: "differences")) }
    guard order >= 0 else {
      return failing(
        ShapeError(expected: "an order of 0 or more", received: "\(order)", fix: "check the order"), in: "differences")
    }
    return deferrable("differences", self) { x in
      guard let length = x.shape[axis] else { return x }
      return (0..<Swift.min(order, length)).reduce(x) { x, _ in
        let length = x.shape[axis] ?? 0
        let count = Swift.max(length - 1, 0)
        return x.slice(axis: axis, from: Swift.min(1, length), count: count)
          - x.slice(axis: axis, from: 0, count: count)
      }
    }
  }

  /// The elements on and below the diagonal `offset` places above the main one, else zeros. Shape: `[…, rows, columns]`.
  public func lowerTriangle(offset: Int = 0) -> Tensor {
    triangle("lowerTriangle", offset) { limit, column in column .<= limit }
  }

  /// The elements on and above the diagonal `offset` places above the main one, else zeros. Shape: `[…, rows, columns]`.
  public func upperTriangle(offset: Int = 0) -> Tensor {
    triangle("upperTriangle", offset) { limit, column in column .>= limit }
  }

  private func triangle(_ name: String, _ offset: Int, _ isKept: @escaping (Tensor, Tensor) -> Tensor) -> Tensor {
    if node.failure != nil { return self }
    guard rank >= 2 else { return matrixError(name) }
    return deferrable(name, self) { x in
      let shape = Shape(Array(x.shape.dimensions.suffix(2)))
      let row = Tensor.iota(shape, axis: 0, dtype: .int32)
      let limit = row + shape.clampedOffset(offset)
      return which(isKept(limit, Tensor.iota(shape, axis: 1, dtype: .int32)), x, 0)
    }
  }

  /// The elements on the diagonal `offset` places above the main one of two axes, as the last axis
  /// (`keras.ops.diagonal`).
  public func diagonal(offset: Int = 0, axis1: Int = 0, axis2: Int = 1) -> Tensor {
    if node.failure != nil { return self }
    guard rank >= 2 else { return matrixError("diagonal") }
    let moved = movingAxes([axis1, axis2], to: [-2, -1])
    if moved.node.failure != nil { return moved }
    return deferrable("diagonal", moved) { x in
      let axis = x.rank - 2
      guard let rows = x.shape[-2], let columns = x.shape[-1] else { return x.max(axis: axis) }
      let offset = x.shape.clampedOffset(offset)
      let count = Swift.max(0, Swift.min(rows - Swift.max(-offset, 0), columns - Swift.max(offset, 0)))
      let cut = x.slice(axis: axis, from: Swift.min(Swift.max(-offset, 0), rows), count: count)
      let square = cut.slice(axis: axis + 1, from: Swift.min(Swift.max(offset, 0), columns), count: count)
      let kept = which(Tensor.eye(count, dtype: .bool), square, 0)
      return apply(Reduce(kind: .sum, axes: [axis], keepDims: false), [kept])
    }
  }

  /// The sum of a diagonal (`keras.ops.trace`).
  public func trace(offset: Int = 0, axis1: Int = 0, axis2: Int = 1) -> Tensor {
    diagonal(offset: offset, axis1: axis1, axis2: axis2).sum(axis: -1)
  }

  private func matrixError(_ name: String) -> Tensor {
    failing(
      ShapeError(expected: "at least two axes", received: "\(type)", fix: "reshape it to a matrix first"), in: name)
  }
}
