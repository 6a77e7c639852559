extension DType {
  /// The type that an operation on `self` and `other` computes in: the least upper bound in Keras' lattice.
  ///
  /// Source: `keras.src.backend.common.dtypes` (the lattice of JAX).
  public func promoted(with other: DType) -> DType {
    if self == other { return self }
    if self == .bool { return other }
    if other == .bool { return self }
    switch (isFloating, other.isFloating) {
    case (true, true):
      if self == .float64 || other == .float64 { return .float64 }
      return .float32  // float32 with anything, and float16 with bfloat16
    case (true, false): return self
    case (false, true): return other
    case (false, false): return Self.promotedIntegers(self, other)
    }
  }

  private static func promotedIntegers(_ a: DType, _ b: DType) -> DType {
    if a.isUnsigned == b.isUnsigned { return a.byteCount >= b.byteCount ? a : b }
    let (unsigned, signed) = a.isUnsigned ? (a, b) : (b, a)
    switch max(unsigned.byteCount * 2, signed.byteCount) {
    case 2: return .int16
    case 4: return .int32
    case 8: return .int64
    default: return .float32  // uint64 with a signed integer: no integer type holds both
    }
  }

  /// The type that an operation on a tensor of this type and a Swift number computes in: numbers adapt to tensors.
  package func promoted(with scalar: Scalar) -> DType {
    switch scalar {
    case .bool: self
    // A number that the type doesn't hold makes it wider: it must not wrap.
    case .integer(let value):
      self == .bool
        ? scalar.dtype : isFloating || holds(value) ? self : promoted(with: .narrowest(holding: value, isUnsigned))
    case .real: isFloating ? self : .float32
    }
  }

  private static func narrowest(holding value: Int, _ isUnsigned: Bool) -> DType {
    let types: [DType] =
      isUnsigned && value >= 0 ? [.uint8, .uint16, .uint32, .uint64] : [.int8, .int16, .int32, .int64]
    return types.first { $0.holds(value) }!
  }

  /// The floating-point type that functions such as `exp` compute in: itself, or `float32` for integers and `bool`.
  package var floating: DType { isFloating ? self : .float32 }
}
