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
    case .integer: self == .bool ? .int32 : self
    case .real: isFloating ? self : .float32
    }
  }

  /// The floating-point type that functions such as `exp` compute in: itself, or `float32` for integers and `bool`.
  package var floating: DType { isFloating ? self : .float32 }
}
