extension Tensor {
  /// Slices along `axis`, or elements of the flattened tensor if `nil`, picked by whole numbers (`keras.ops.take`).
  ///
  /// Negative indices count from the end. Numbers outside the axis are an error where they are known; those that a program
  /// computes pick NaN, and from whole numbers and truth values they are an error when the program runs.
  /// - Parameter indices: any integer type. Shape: `[picked…]`.
  /// - Returns: shape `[before…, picked…, after…]`.
  public func take(
    _ indices: Tensor, axis: Int? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    picked(indices, axis).located(file, line)
  }

  private func picked(_ indices: Tensor, _ axis: Int?) -> Tensor {
    if node.failure != nil { return self }
    if indices.node.failure != nil { return indices }
    guard let axis else { return flattened().picked(indices, 0) }
    guard let axis = shape.resolve(axis: axis) else { return .failed(axisError(axis, for: "take")) }
    guard indices.dtype.isInteger else {
      return failing(
        ShapeError(
          expected: "whole numbers as indices", received: "\(indices.type)",
          fix: "convert them first with cast(to: .int32)"), in: "take")
    }
    return deferrable("take", [self, indices]) { inputs in
      let length = inputs[0].shape.dimensions[axis]
      if let outside = inputs[0].outside(inputs[1], axis: axis, in: "take") { return [outside] }
      return [apply(Gather(axis: axis), [inputs[0], inputs[1].wrapped(to: length)])]
    }[0]
  }

  /// Slices along `axis`, picked by whole numbers; negative ones count from the end.
  public func take(
    _ indices: [Int], axis: Int? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    picked(Tensor(indices), axis).located(file, line)
  }

  /// The error of known indices of which one is outside the axis.
  private func outside(_ indices: Tensor, axis: Int, in name: String) -> Tensor? {
    guard let length = shape.dimensions[axis], let storage = indices.node.storages?[indices.index] else { return nil }
    let numbers = HostArray(storage: storage, type: indices.type).int64s
    let isWide = indices.dtype == .uint64
    guard let wrong = numbers.first(where: { $0 >= length || $0 < (isWide ? 0 : -length) }) else { return nil }
    return failing(
      ShapeError(
        expected: "indices in \(indices.dtype.isUnsigned ? 0 : -length)..<\(length) for axis \(axis) of \(type)",
        received: isWide ? "\(UInt64(bitPattern: wrong))" : "\(wrong)",
        fix: "count from 0, and negative ones from the end"), in: name)
  }

  /// Negative indices counted from the end of an axis of the given length.
  private func wrapped(to length: Int?) -> Tensor {
    guard !dtype.isUnsigned, let length else { return self }
    return which(self .< 0, self + length, self)
  }

  /// For each index the element at its own place on the other axes (`keras.ops.take_along_axis`).
  ///
  /// - Parameter indices: as many axes as the tensor has; all but `axis` broadcast. Negative ones count from the end.
  public func takeAlong(_ indices: Tensor, axis: Int, file: String = #fileID, line: Int = #line) -> Tensor {
    if node.failure != nil { return self }
    if indices.node.failure != nil { return indices }
    guard let axis = shape.resolve(axis: axis) else {
      return .failed(axisError(axis, for: "takeAlong")).located(file, line)
    }
    guard indices.rank == rank, indices.dtype.isInteger else {
      return failing(
        ShapeError(
          expected: "whole numbers with \(rank.counted("axis", "axes")), as \(type) has", received: "\(indices.type)",
          fix: "reshape the indices, or use take"), in: "takeAlong"
      ).located(file, line)
    }
    return deferrable("takeAlong", [self, indices]) { inputs in
      [inputs[0].outside(inputs[1], axis: axis, in: "takeAlong") ?? inputs[0].gathered(along: axis, inputs[1])]
    }[0]
  }

  private func gathered(along axis: Int, _ indices: Tensor) -> Tensor {
    var lengths = shape.dimensions
    lengths[axis] = 1
    var picked = indices.shape
    picked.dimensions[axis] = 1
    guard var result = Shape(lengths).broadcast(with: picked) else {
      return failing(
        ShapeError(
          expected: "indices that broadcast to \(type) on every axis but \(axis)", received: "\(indices.type)",
          fix: "reshape the indices"), in: "takeAlong")
    }
    result.dimensions[axis] = shape.dimensions[axis]
    let source = broadcast(to: result)
    result.dimensions[axis] = indices.shape.dimensions[axis]
    guard let known = result.known, let sourceShape = source.shape.known else {
      return apply(Gather(axis: 0), [source.flattened(), indices.broadcast(to: result)])
    }
    let strides = Strides.ofRows(sourceShape)
    let length = sourceShape[axis]
    // Wide enough for the indices, and for the number of elements.
    let isNarrow = sourceShape.product <= Size(Int(Int32.max))
    let wide: DType = isNarrow && DType.int32.promoted(with: indices.dtype) == .int32 ? .int32 : .int64
    let places = indices.cast(to: wide).wrapped(to: length)
    var flat = places.broadcast(to: Shape(known)) * strides[axis]
    for other in known.indices where other != axis && known[other] > 1 {
      flat = flat + Tensor.iota(Shape(known), axis: other, dtype: wide) * strides[other]
    }
    let isInside = logicalAnd(places .>= 0, places .< length)
    return apply(Gather(axis: 0), [source.flattened(), which(isInside, flat, -1)])
  }
}

/// Whole numbers as vectors with a one at their place (`keras.ops.one_hot`); numbers outside give zeros.
///
/// - Parameters:
///   - indices: any integer type. Shape: `[…]`.
///   - classCount: the length of the new axis.
///   - axis: where the new axis comes; -1 is last.
/// - Returns: shape `[…, classCount]`, type `float32` unless given.
public func oneHot(_ indices: Tensor, _ classCount: Int, axis: Int = -1, dtype: DType = .float32) -> Tensor {
  if indices.node.failure != nil { return indices }
  let place = axis < 0 ? axis + indices.rank + 1 : axis
  guard (0...indices.rank).contains(place) else { return .failed(indices.axisError(axis, for: "oneHot")) }
  guard classCount >= 0, !indices.dtype.isFloating else {
    return indices.failing(
      ShapeError(
        expected: "whole numbers, and 0 or more classes",
        received: "\(indices.type) and \(classCount.counted("class", "classes"))",
        fix: "convert them first with cast(to: .int32)"), in: "oneHot")
  }
  var shape = [Int?](repeating: 1, count: indices.rank + 1)
  shape[place] = classCount
  // Narrow types hold fewer numbers than there may be classes.
  let wide: DType = indices.dtype.byteCount < 4 ? .int32 : indices.dtype
  let classes = Tensor.iota([classCount], axis: 0, dtype: wide).reshaped(Shape(shape))
  return (indices.cast(to: wide).expandedDimensions(place) .== classes).cast(to: dtype)
}

/// Whole numbers of the last axis as one vector with ones at their places (`keras.ops.multi_hot`).
///
/// - Returns: shape of `indices` without its last axis, and `classCount` at `axis`.
public func multiHot(_ indices: Tensor, _ classCount: Int, axis: Int = -1, dtype: DType = .float32) -> Tensor {
  if indices.node.failure != nil { return indices }
  let hot = oneHot(indices, classCount, axis: -1, dtype: dtype)
  let joined = hot.rank > 2 || indices.rank == 2 ? hot.max(axis: -2) : indices.rank == 1 ? hot.max(axis: 0) : hot
  return axis == -1 ? joined : joined.movingAxis(-1, to: axis)
}

/// Where a tensor is true, one tensor of indices per axis (`keras.ops.where` with one argument, `keras.ops.nonzero`).
///
/// How many there are depends on values, so the tensor is computed now: this works on concrete tensors only.
/// - Returns: for each axis the indices, in row order. Shape: `[found]`, `int32`.
/// - Throws: the error that the tensor carries, or one that says that a symbolic tensor has no values.
public func which(_ condition: Tensor) throws -> [Tensor] {
  let holds = try condition.scalars(as: Bool.self)
  let shape = condition.shape.staticDimensions
  let places = holds.indices.filter { holds[$0] }
  return zip(shape, Strides.ofRows(shape)).map { length, stride in
    Tensor(places.map { Int32($0 / stride % length) })
  }
}
