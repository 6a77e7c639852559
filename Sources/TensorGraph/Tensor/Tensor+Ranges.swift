extension Tensor {
  /// Whole numbers from 0 up to, not including, `stop` (`keras.ops.arange`). Shape: `[stop]`. Type: `int32` unless given.
  public static func arange(_ stop: Int, dtype: DType = .int32) -> Tensor { arange(0, stop, dtype: dtype) }

  /// Whole numbers from `start` in steps of `step` up to, not including, `stop`. Type: `int32` unless given.
  public static func arange(_ start: Int, _ stop: Int, step: Int = 1, dtype: DType = .int32) -> Tensor {
    guard step != 0 else { return zeroStep() }
    let distance = step > 0 ? Size(stop) - Size(start) : Size(start) - Size(stop)
    let count = distance.dividedRoundingUp(by: step > 0 ? Size(step) : -Size(step)).length
    let last = (Size(start) + Size(count - 1) * Size(step)).exact
    if dtype.isInteger, count > 0, !dtype.holds(start) || !(last.map(dtype.holds) ?? (count == Size.impossible)) {
      return .failed(
        KerasError(
          "'arange' cannot count in \(dtype.rawValue).", expected: "a type that holds all numbers of the range",
          received: "\(start), … up to \(stop) in steps of \(step)", fix: "give dtype: .int64 or .float32"))
    }
    let wide: DType = dtype == .bool ? .int32 : dtype
    let places = iota([count], axis: 0, dtype: wide)
    return (places * step + start).cast(to: dtype)
  }

  /// Numbers from `start` in steps of `step` up to, not including, `stop`. Type: `float32` unless given.
  public static func arange(_ start: Double, _ stop: Double, step: Double = 1, dtype: DType = .float32) -> Tensor {
    let length = ((stop - start) / step).rounded(.up)
    guard step != 0, length.isFinite else { return zeroStep() }
    let count = length < 0x1p62 ? Swift.max(0, Int(length)) : Size.impossible
    return (iota([count], axis: 0, dtype: .float64) * step + start).cast(to: dtype)
  }

  private static func zeroStep() -> Tensor {
    .failed(
      KerasError(
        "'arange' cannot count.", expected: "a step other than 0, and finite ends", received: "a range without an end",
        fix: "give a positive step to count up, a negative one to count down"))
  }

  /// `count` evenly spaced numbers from `start` to `stop`, both included unless `includesEnd` is false
  /// (`keras.ops.linspace`). Shape: `[count]`. Type: `float32` unless given.
  public static func linspace(
    _ start: Double, _ stop: Double, count: Int = 50, includesEnd: Bool = true, dtype: DType = .float32
  ) -> Tensor {
    let steps = includesEnd && count > 0 ? count - 1 : count
    let step = steps > 0 ? (stop - start) / Double(steps) : 0
    let places = iota([count], axis: 0, dtype: .float64)
    let line = places * step + start
    // The end itself, and not what rounding makes of it.
    guard includesEnd, count > 1 else { return line.cast(to: dtype) }
    let isLast = places .== (count - 1)
    return which(isLast, stop, line).cast(to: dtype)
  }

  /// Ones on the diagonal `offset` places above the main one, else zeros (`keras.ops.eye`). Shape: `[rows, columns]`.
  public static func eye(_ rows: Int, _ columns: Int? = nil, offset: Int = 0, dtype: DType = .float32) -> Tensor {
    let shape: Shape = [rows, columns ?? rows]
    let (row, column) = (iota(shape, axis: 0, dtype: .int32), iota(shape, axis: 1, dtype: .int32))
    return (column .== row + shape.clampedOffset(offset)).cast(to: dtype)
  }

  /// Zeros in the shape of `other`, and in its type unless one is given.
  public static func zeros(like other: Tensor, dtype: DType? = nil) -> Tensor { full(like: other, 0, dtype: dtype) }

  /// Ones in the shape of `other`, and in its type unless one is given.
  public static func ones(like other: Tensor, dtype: DType? = nil) -> Tensor { full(like: other, 1, dtype: dtype) }

  /// `value` everywhere, in the shape of `other`, and in its type unless one is given.
  public static func full(like other: Tensor, _ value: some ScalarConvertible, dtype: DType? = nil) -> Tensor {
    if other.node.failure != nil { return other }
    let scalar = value.scalar
    let dtype = dtype ?? other.dtype
    return deferrable("full(like:)", other) { constant(scalar, dtype).broadcast(to: $0.shape) }
  }

  /// Coordinate grids of vectors (`keras.ops.meshgrid`): output `i` holds vector `i` along its own axis.
  ///
  /// - Parameter isMatrix: whether the first vector runs along axis 0 (NumPy's `ij`), and not along axis 1 (`xy`).
  public static func meshgrid(_ vectors: [Tensor], isMatrix: Bool = false) -> [Tensor] {
    deferrable("meshgrid", vectors) { vectors in
      let flat = vectors.map { $0.flattened() }
      func axis(_ index: Int) -> Int { !isMatrix && flat.count > 1 && index < 2 ? 1 - index : index }
      var lengths = [Int?](repeating: nil, count: flat.count)
      for (index, vector) in flat.enumerated() { lengths[axis(index)] = vector.shape[0] }
      return flat.enumerated().map { index, vector in
        var shape = [Int?](repeating: 1, count: flat.count)
        shape[axis(index)] = vector.shape[0]
        return vector.reshaped(Shape(shape)).broadcast(to: Shape(lengths))
      }
    }
  }
}
