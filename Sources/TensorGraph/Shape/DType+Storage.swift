extension DType {
  /// Writes one number in this type's representation. Whole numbers wrap, as NumPy's do; others are cut to a whole number
  /// and limited to what an integer type holds, and NaN becomes 0, as JAX has it.
  package func store(_ scalar: Scalar, to pointer: UnsafeMutableRawPointer) {
    switch scalar {
    case .integer(let value) where isInteger: store(Int64(value), to: pointer)
    default: store(scalar.double, to: pointer)
    }
  }

  package func store(_ value: Double, to pointer: UnsafeMutableRawPointer) {
    switch self {
    case .bool: pointer.storeBytes(of: value != 0 ? 1 : 0, as: UInt8.self)
    case .float16: pointer.storeBytes(of: Float16(value), as: Float16.self)
    case .bfloat16: pointer.storeBytes(of: BFloat16.bits(Float(value)), as: UInt16.self)
    case .float32: pointer.storeBytes(of: Float(value), as: Float.self)
    case .float64: pointer.storeBytes(of: value, as: Double.self)
    case .uint64:
      let number: UInt64 = value >= 0x1p64 ? .max : value > 0 ? UInt64(value) : 0
      pointer.storeBytes(of: number, as: UInt64.self)
    default: store(saturated(value), to: pointer)
    }
  }

  /// The whole number that a real one becomes in an integer type of at most 63 bits and a sign.
  private func saturated(_ value: Double) -> Int64 {
    if value.isNaN { return 0 }
    let (low, high) = integerRange
    // Compared as reals: those of 64 bits are not exact, but what lies between them and the bound is no `Double`.
    if value >= Double(high) { return high }
    return value <= Double(low) ? low : Int64(value)
  }

  /// The least and largest number of an integer type; of `uint64` the largest that an `Int64` holds.
  package var integerRange: (Int64, Int64) {
    let bits = 8 * Int64(byteCount)
    return isUnsigned
      ? (0, bits == 64 ? .max : 1 << bits - 1) : (bits == 64 ? .min : -(1 << (bits - 1)), Int64.max >> (64 - bits))
  }

  package func store(_ value: Int64, to pointer: UnsafeMutableRawPointer) {
    switch self {
    case .bool: pointer.storeBytes(of: value != 0 ? 1 : 0, as: UInt8.self)
    case .uint8, .int8: pointer.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
    case .uint16, .int16: pointer.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
    case .uint32, .int32: pointer.storeBytes(of: UInt32(truncatingIfNeeded: value), as: UInt32.self)
    case .uint64, .int64: pointer.storeBytes(of: UInt64(bitPattern: value), as: UInt64.self)
    case .float16, .bfloat16, .float32, .float64: store(Double(value), to: pointer)
    }
  }

  /// Reads one number; `uint64` above 2^63 and `int64` above 2^53 lose digits.
  package func loadDouble(_ pointer: UnsafeRawPointer) -> Double {
    switch self {
    case .float16: Double(pointer.load(as: Float16.self))
    case .bfloat16: Double(BFloat16.float(pointer.load(as: UInt16.self)))
    case .float32: Double(pointer.load(as: Float.self))
    case .float64: pointer.load(as: Double.self)
    case .uint64: Double(pointer.load(as: UInt64.self))
    default: Double(loadInt64(pointer))
    }
  }

  /// Reads one number as an integer, exactly for every integer type but for `uint64` above 2^63, which wraps.
  package func loadInt64(_ pointer: UnsafeRawPointer) -> Int64 {
    switch self {
    case .bool: pointer.load(as: UInt8.self) != 0 ? 1 : 0
    case .uint8: Int64(pointer.load(as: UInt8.self))
    case .uint16: Int64(pointer.load(as: UInt16.self))
    case .uint32: Int64(pointer.load(as: UInt32.self))
    case .uint64: Int64(bitPattern: pointer.load(as: UInt64.self))
    case .int8: Int64(pointer.load(as: Int8.self))
    case .int16: Int64(pointer.load(as: Int16.self))
    case .int32: Int64(pointer.load(as: Int32.self))
    case .int64: pointer.load(as: Int64.self)
    case .float16, .bfloat16, .float32, .float64:
      Int64(exactlyOrZero: loadDouble(pointer))
    }
  }
}

extension DType {
  /// Whether the type holds the whole number exactly; for integers and `bool`.
  package func holds(_ value: Int) -> Bool {
    if self == .bool { return value == 0 || value == 1 }
    let (low, high) = integerRange
    return value >= low && value <= high
  }
}

extension Int64 {
  fileprivate init(exactlyOrZero value: Double) {
    self = value.isNaN ? 0 : value >= 0x1p63 ? .max : value <= -0x1p63 ? .min : Int64(value)
  }
}

/// bfloat16 as the upper half of a `Float`, rounded to nearest even.
package enum BFloat16 {
  package static func bits(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    if value.isNaN { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
    let rounding: UInt32 = 0x7FFF + ((bits >> 16) & 1)
    return UInt16(truncatingIfNeeded: (bits &+ rounding) >> 16)
  }

  package static func float(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }
}
