extension Tensor {
  /// The same values in another type, as NumPy's `astype` converts them.
  public func cast(to dtype: DType) -> Tensor {
    dtype == self.dtype || node.failure != nil ? self : apply(Convert(dtype: dtype), [self]).masked(by: mask)
  }

  /// The same elements in another shape; `nil` for one length to be computed.
  public func reshaped(_ shape: Shape, file: String = #fileID, line: Int = #line) -> Tensor {
    shape == self.shape ? self : apply(Reshape(shape: shape), [self]).located(file, line)
  }

  /// Axes in another order: axis `i` of the result is axis `permutation[i]`; reversed if `nil`.
  public func transposed(
    _ permutation: [Int]? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    if node.failure != nil { return self }
    let order = (permutation ?? Array((0..<rank).reversed())).map { shape.resolve(axis: $0) ?? $0 }
    return order == Array(0..<rank) ? self : apply(Transpose(permutation: order), [self]).located(file, line)
  }

  /// Repeated along axes of length 1, with axes added in front, to `shape`.
  public func broadcast(to shape: Shape, file: String = #fileID, line: Int = #line) -> Tensor {
    shape == self.shape ? self : apply(Broadcast(shape: shape), [self]).located(file, line)
  }

  /// With an axis of length 1 inserted before `axis` (-1 appends one).
  public func expandedDimensions(_ axis: Int, file: String = #fileID, line: Int = #line) -> Tensor {
    if node.failure != nil { return self }
    let index = axis < 0 ? axis + rank + 1 : axis
    guard (0...rank).contains(index) else {
      return .failed(axisError(axis, for: "expandedDimensions")).located(file, line)
    }
    let record = Deferred.Record("ExpandDims", config: [("axis", .integer(index))])
    return deferrable("expandedDimensions", self, record: record) { x in
      var dimensions = x.shape.dimensions
      dimensions.insert(1, at: index)
      return x.reshaped(Shape(dimensions))
    }
  }

  /// Without `axis`, which must have length 1, or without all axes of length 1 if `nil`.
  public func squeezed(axis: Int? = nil, file: String = #fileID, line: Int = #line) -> Tensor {
    if node.failure != nil { return self }
    if let axis {
      guard let index = shape.resolve(axis: axis), shape.dimensions[index] == 1 || shape.dimensions[index] == nil
      else { return .failed(axisError(axis, for: "squeezed")).located(file, line) }
      let record = Deferred.Record("Squeeze", config: [("axis", .integer(index))])
      return deferrable("squeezed", self, record: record) { x in
        var dimensions = x.shape.dimensions
        dimensions.remove(at: index)
        return x.reshaped(Shape(dimensions))
      }
    }
    return deferrable("squeezed", self, record: Deferred.Record("Squeeze", config: [("axis", .none)])) { x in
      x.reshaped(Shape(x.shape.dimensions.filter { $0 != 1 }))
    }
  }

  /// `count` elements from `start` along `axis`.
  package func slice(axis: Int, from start: Int, count: Int, step: Int = 1) -> Tensor {
    if node.failure != nil { return self }
    var starts = Array(repeating: 0, count: rank)
    var ends = Array(repeating: Slice.whole, count: rank)
    var steps = Array(repeating: 1, count: rank)
    starts[axis] = start
    ends[axis] = count == 0 ? start : start + (count - 1) * step + 1
    steps[axis] = step
    return apply(Slice(starts: starts, ends: ends, steps: steps), [self])
  }

  /// Elements in reverse order along `axes` (all if `nil`).
  public func reversed(axes: [Int]? = nil) -> Tensor {
    if node.failure != nil { return self }
    var resolved: Set<Int> = []
    for axis in axes ?? Array(0..<rank) {
      guard let index = shape.resolve(axis: axis) else { return .failed(axisError(axis, for: "reversed")) }
      resolved.insert(index)
    }
    return apply(Reverse(axes: resolved.sorted()), [self])
  }
}

/// Tensors joined along an axis that they have; types are promoted (`keras.ops.concatenate`).
public func concatenated(
  _ tensors: [Tensor], axis: Int = 0, file: String = #fileID, line: Int = #line
) -> Tensor {
  joined(tensors, axis: axis, name: "concatenated").located(file, line)
}

/// Tensors of one shape joined along a new axis (`keras.ops.stack`).
public func stacked(_ tensors: [Tensor], axis: Int = 0, file: String = #fileID, line: Int = #line) -> Tensor {
  guard let first = tensors.first(where: { $0.node.failure != nil }) ?? tensors.first, first.node.failure == nil else {
    return joined(tensors, axis: axis, name: "stacked").located(file, line)
  }
  let index = axis < 0 ? axis + first.rank + 1 : axis
  guard (0...first.rank).contains(index) else {
    return .failed(first.axisError(axis, for: "stacked")).located(file, line)
  }
  if let other = tensors.first(where: { !$0.shape.matches(first.shape) }) {
    let error = ShapeError(
      expected: "tensors of one shape", received: "\(first.type) and \(other.type)",
      fix: "use concatenated to join along an axis that they have, or reshape them")
    return first.failing(error, in: "stacked").located(file, line)
  }
  return joined(tensors.map { $0.expandedDimensions(index) }, axis: index, name: "stacked").located(file, line)
}

private func joined(_ tensors: [Tensor], axis: Int, name: String) -> Tensor {
  guard let first = tensors.first else {
    return .failed(
      KerasError(
        "'\(name)' cannot join no tensors.", expected: "at least one tensor", received: "an empty array",
        fix: "check what fills the array"))
  }
  for tensor in tensors where tensor.node.failure != nil { return tensor }
  guard let index = first.shape.resolve(axis: axis) else { return .failed(first.axisError(axis, for: name)) }
  let dtype = tensors.reduce(first.dtype) { $0.promoted(with: $1.dtype) }
  guard tensors.count > 1 else { return first }
  return apply(Concatenation(axis: index), tensors.map { $0.cast(to: dtype) }, as: name)
}
