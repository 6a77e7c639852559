/// `x` rounded to `decimals` places, halves to even, elementwise (`keras.ops.round`).
///
/// Negative places round before the point, whole numbers too: 1250 with -2 is 1200.
public func round(_ x: Tensor, decimals: Int = 0) -> Tensor {
  if x.node.failure != nil { return x }
  guard x.dtype.isFloating else {
    return x.dtype.isInteger && decimals < 0 ? roundInteger(x, decimals) : x
  }
  if decimals == 0 { return Unary.roundNearestEven(x) }
  // Beyond the largest power of ten of the type all digits stay, or none.
  if decimals > x.dtype.largestPowerOfTen { return x }
  if decimals < -x.dtype.largestPowerOfTen { return which(isFinite(x), 0, x) }
  let scale = powerOfTen(decimals.magnitude)
  if decimals < 0 { return Unary.roundNearestEven(x / scale) * scale }
  let scaled = x * scale
  return which(isFinite(scaled), Unary.roundNearestEven(scaled) / scale, x)
}

private func roundInteger(_ x: Tensor, _ decimals: Int) -> Tensor {
  let wide: DType = x.dtype == .uint64 ? .uint64 : .int64
  // Half of 10¹⁹ is more than an `int64` holds; of `uint64`, the largest rounds to 2 · 10¹⁹, which it doesn't hold.
  guard decimals >= -18 else { return x * 0 }
  let number = x.cast(to: wide)
  let scale = Int(powerOfTen(decimals.magnitude))
  let low = floorDivide(number, scale)
  let rest = number - low * scale
  let isOverHalf = logicalOr(rest .> scale / 2, logicalAnd(rest .== scale / 2, low % 2 .== 1))
  return ((low + isOverHalf.cast(to: wide)) * scale).cast(to: x.dtype)
}

private func powerOfTen(_ exponent: UInt) -> Double { (0..<exponent).reduce(1.0) { power, _ in power * 10 } }

extension DType {
  /// The largest `n` for which a floating-point type holds 10ⁿ.
  fileprivate var largestPowerOfTen: Int {
    switch self {
    case .float16: 4
    case .float64: 308
    default: 38
    }
  }
}
