extension FixedWidthInteger where Self: HostNumber {
  package static var one: Self { 1 }
  package func plus(_ other: Self) -> Self { self &+ other }
  package func minus(_ other: Self) -> Self { self &- other }
  package func times(_ other: Self) -> Self { self &* other }
  package func over(_ other: Self) -> Self { other == 0 ? 0 : dividingFullWidth(other) }
  package func angle(_ x: Self) -> Self { preconditionFailure("the shape rule of atan2 allows no integers") }
  package func larger(_ other: Self) -> Self { Swift.max(self, other) }
  package func smaller(_ other: Self) -> Self { Swift.min(self, other) }

  /// By repeated squaring. A negative exponent gives what rounding toward zero leaves of 1/x: 0 except for ±1.
  package func power(_ exponent: Self) -> Self {
    if exponent < 0 {
      if self == 1 { return 1 }
      guard self == 0 &- 1 else { return 0 }
      return exponent & 1 == 0 ? 1 : self
    }
    var result: Self = 1
    var base = self
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = result &* base }
      base = base &* base
      rest >>= 1
    }
    return result
  }

  /// Zero if the divisor is zero, as in NumPy.
  package func modulo(_ divisor: Self) -> Self {
    if divisor == 0 || divisor == 0 &- 1 && Self.isSigned { return 0 }
    let rest = self % divisor
    return rest != 0 && (rest < 0) != (divisor < 0) ? rest &+ divisor : rest
  }

  private func dividingFullWidth(_ other: Self) -> Self {
    let (quotient, isOverflow) = dividedReportingOverflow(by: other)
    return isOverflow ? self : quotient
  }
}

extension Int64: HostNumber {
  package static func numbers(of array: HostArray) -> [Int64] { array.int64s }
  package static func array(_ numbers: [Int64], shape: [Int], dtype: DType) throws(KerasError) -> HostArray {
    try HostArray(numbers, shape: shape, dtype: dtype)
  }
  package func bits(_ other: Int64, _ combine: (UInt64, UInt64) -> UInt64) -> Int64 {
    Int64(bitPattern: combine(UInt64(bitPattern: self), UInt64(bitPattern: other)))
  }
}

extension UInt64: HostNumber {
  package static func numbers(of array: HostArray) -> [UInt64] { array.int64s.map { UInt64(bitPattern: $0) } }
  package static func array(_ numbers: [UInt64], shape: [Int], dtype: DType) throws(KerasError) -> HostArray {
    try HostArray(numbers.map { Int64(bitPattern: $0) }, shape: shape, dtype: dtype)
  }
  package func bits(_ other: UInt64, _ combine: (UInt64, UInt64) -> UInt64) -> UInt64 { combine(self, other) }
}
