/// The quotient rounded down, elementwise (`keras.ops.floor_divide`). Integers stay integers.
public func floorDivide(_ a: Tensor, _ b: Tensor) -> Tensor {
  let dtype = a.dtype.promoted(with: b.dtype)
  let (a, b) = (a.cast(to: dtype), b.cast(to: dtype))
  return dtype.isFloating ? floor(Binary.divide(a, b)) : Binary.divide(a - a % b, b)
}
/// The quotient by a number rounded down, elementwise.
public func floorDivide(_ a: Tensor, _ b: some ScalarConvertible) -> Tensor { floorDivide(a, b.tensor(beside: a)) }
/// `1/x`, elementwise.
public func reciprocal(_ x: Tensor) -> Tensor { 1 / x }
/// The logarithm to base 2, elementwise.
public func log2(_ x: Tensor) -> Tensor { log(x) * 1.4426950408889634 }
/// The logarithm to base 10, elementwise.
public func log10(_ x: Tensor) -> Tensor { log(x) * 0.4342944819032518 }
/// Whether elements are infinite. Type: `bool`.
public func isInfinite(_ x: Tensor) -> Tensor {
  logicalAnd(logicalNot(isFinite(x)), logicalNot(isNaN(x)))
}
/// `x` limited to `lower...upper`, elementwise; the bounds broadcast.
public func clip(_ x: Tensor, _ lower: Tensor, _ upper: Tensor) -> Tensor { minimum(maximum(x, lower), upper) }

/// Whether `|a - b| <= absolute + relative · |b|`, elementwise (`keras.ops.isclose`). Type: `bool`.
public func isClose(
  _ a: Tensor, _ b: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8, equalNaN: Bool = false
) -> Tensor {
  let dtype = a.dtype.promoted(with: b.dtype).floating
  let (a, b) = (a.cast(to: dtype), b.cast(to: dtype))
  let isNear = logicalAnd(abs(a - b) .<= absolute + relative * abs(b), isFinite(b))
  let isEqual = logicalOr(isNear, a .== b)
  return equalNaN ? logicalOr(isEqual, logicalAnd(isNaN(a), isNaN(b))) : isEqual
}

/// Whether all elements are close (`keras.ops.allclose`). Shape: `[]`. Type: `bool`.
public func allClose(
  _ a: Tensor, _ b: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8, equalNaN: Bool = false
) -> Tensor { isClose(a, b, relative: relative, absolute: absolute, equalNaN: equalNaN).all() }

/// `x` with other numbers in place of NaN and infinities, elementwise (`keras.ops.nan_to_num`).
///
/// - Parameters:
///   - nan: stands for NaN.
///   - positiveInfinity: stands for ∞; the type's largest number if `nil`.
///   - negativeInfinity: stands for -∞; the type's lowest number if `nil`.
public func nanToNumber(
  _ x: Tensor, nan: Double = 0, positiveInfinity: Double? = nil, negativeInfinity: Double? = nil
) -> Tensor {
  guard x.dtype.isFloating else { return x }
  let largest = x.dtype.largestFinite
  let finite = which(isNaN(x), nan, x)
  let bounded = which(finite .== Double.infinity, positiveInfinity ?? largest, finite)
  return which(bounded .== -Double.infinity, negativeInfinity ?? -largest, bounded)
}

extension DType {
  /// The largest number that the type holds.
  package var largestFinite: Double {
    switch self {
    case .float16: 65504
    case .bfloat16: Double(BFloat16.float(0x7F7F))
    case .float32: Double(Float.greatestFiniteMagnitude)
    case .float64: Double.greatestFiniteMagnitude
    case .bool: 1
    default:
      isUnsigned ? Double(UInt64.max >> (64 - 8 * UInt64(byteCount))) : Double(Int64.max >> (64 - 8 * Int64(byteCount)))
    }
  }
}
