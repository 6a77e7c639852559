extension Tensor {
  public static func + (a: Tensor, b: Tensor) -> Tensor { Binary.add(a, b) }
  public static func + (a: Tensor, b: some ScalarConvertible) -> Tensor { Binary.add(a, b.tensor(beside: a)) }
  public static func + (a: some ScalarConvertible, b: Tensor) -> Tensor { Binary.add(a.tensor(beside: b), b) }
  public static func - (a: Tensor, b: Tensor) -> Tensor { Binary.subtract(a, b) }
  public static func - (a: Tensor, b: some ScalarConvertible) -> Tensor { Binary.subtract(a, b.tensor(beside: a)) }
  public static func - (a: some ScalarConvertible, b: Tensor) -> Tensor { Binary.subtract(a.tensor(beside: b), b) }
  public static func * (a: Tensor, b: Tensor) -> Tensor { Binary.multiply(a, b) }
  public static func * (a: Tensor, b: some ScalarConvertible) -> Tensor { Binary.multiply(a, b.tensor(beside: a)) }
  public static func * (a: some ScalarConvertible, b: Tensor) -> Tensor { Binary.multiply(a.tensor(beside: b), b) }
  /// True division: integers become `float32` first, as in Keras.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let dtype = a.dtype.promoted(with: b.dtype).floating
    return Binary.divide(a.cast(to: dtype), b.cast(to: dtype))
  }
  public static func / (a: Tensor, b: some ScalarConvertible) -> Tensor { a / b.tensor(beside: a) }
  public static func / (a: some ScalarConvertible, b: Tensor) -> Tensor { a.tensor(beside: b) / b }
  /// The remainder with the divisor's sign, as in Python and NumPy.
  public static func % (a: Tensor, b: Tensor) -> Tensor { Binary.remainder(a, b) }
  public static func % (a: Tensor, b: some ScalarConvertible) -> Tensor { Binary.remainder(a, b.tensor(beside: a)) }
  public static prefix func - (x: Tensor) -> Tensor { Unary.negate(x) }
}

infix operator .== : ComparisonPrecedence
infix operator .!= : ComparisonPrecedence
infix operator .< : ComparisonPrecedence
infix operator .<= : ComparisonPrecedence
infix operator .> : ComparisonPrecedence
infix operator .>= : ComparisonPrecedence

extension Tensor {
  /// Elementwise equality. Type: `bool`.
  public static func .== (a: Tensor, b: Tensor) -> Tensor { Comparison.equal(a, b) }
  public static func .== (a: Tensor, b: some ScalarConvertible) -> Tensor { Comparison.equal(a, b.tensor(beside: a)) }
  public static func .== (a: some ScalarConvertible, b: Tensor) -> Tensor { Comparison.equal(a.tensor(beside: b), b) }
  /// Elementwise inequality. Type: `bool`.
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { Comparison.notEqual(a, b) }
  public static func .!= (a: Tensor, b: some ScalarConvertible) -> Tensor {
    Comparison.notEqual(a, b.tensor(beside: a))
  }
  public static func .!= (a: some ScalarConvertible, b: Tensor) -> Tensor {
    Comparison.notEqual(a.tensor(beside: b), b)
  }
  /// Elementwise `a < b`. Type: `bool`.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { Comparison.less(a, b) }
  public static func .< (a: Tensor, b: some ScalarConvertible) -> Tensor { Comparison.less(a, b.tensor(beside: a)) }
  public static func .< (a: some ScalarConvertible, b: Tensor) -> Tensor { Comparison.less(a.tensor(beside: b), b) }
  /// Elementwise `a <= b`. Type: `bool`.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { Comparison.lessEqual(a, b) }
  public static func .<= (a: Tensor, b: some ScalarConvertible) -> Tensor {
    Comparison.lessEqual(a, b.tensor(beside: a))
  }
  public static func .<= (a: some ScalarConvertible, b: Tensor) -> Tensor {
    Comparison.lessEqual(a.tensor(beside: b), b)
  }
  /// Elementwise `a > b`. Type: `bool`.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { Comparison.greater(a, b) }
  public static func .> (a: Tensor, b: some ScalarConvertible) -> Tensor { Comparison.greater(a, b.tensor(beside: a)) }
  public static func .> (a: some ScalarConvertible, b: Tensor) -> Tensor { Comparison.greater(a.tensor(beside: b), b) }
  /// Elementwise `a >= b`. Type: `bool`.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { Comparison.greaterEqual(a, b) }
  public static func .>= (a: Tensor, b: some ScalarConvertible) -> Tensor {
    Comparison.greaterEqual(a, b.tensor(beside: a))
  }
  public static func .>= (a: some ScalarConvertible, b: Tensor) -> Tensor {
    Comparison.greaterEqual(a.tensor(beside: b), b)
  }
}

extension Tensor {
  // The variable gets another tensor; whoever holds the old one keeps it.
  public static func += (a: inout Tensor, b: Tensor) { a = a + b }
  public static func += (a: inout Tensor, b: some ScalarConvertible) { a = a + b }
  public static func -= (a: inout Tensor, b: Tensor) { a = a - b }
  public static func -= (a: inout Tensor, b: some ScalarConvertible) { a = a - b }
  public static func *= (a: inout Tensor, b: Tensor) { a = a * b }
  public static func *= (a: inout Tensor, b: some ScalarConvertible) { a = a * b }
  public static func /= (a: inout Tensor, b: Tensor) { a = a / b }
  public static func /= (a: inout Tensor, b: some ScalarConvertible) { a = a / b }
}
