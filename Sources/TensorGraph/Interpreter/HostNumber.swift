/// A Swift number that the reference interpreter computes in: `Double` for all floating-point types, `UInt64` for
/// `uint64`, `Int64` for every other integer and `bool`. Results are rounded or wrapped when they are stored.
package protocol HostNumber: Comparable, Sendable {
  static var zero: Self { get }
  static var one: Self { get }
  static func numbers(of array: HostArray) -> [Self]
  static func array(_ numbers: [Self], shape: [Int], dtype: DType) throws(KerasError) -> HostArray

  // Integers wrap, as NumPy's do.
  func plus(_ other: Self) -> Self
  func minus(_ other: Self) -> Self
  func times(_ other: Self) -> Self
  func over(_ other: Self) -> Self
  func power(_ exponent: Self) -> Self
  /// The remainder with the divisor's sign.
  func modulo(_ divisor: Self) -> Self
  func angle(_ x: Self) -> Self
  /// The larger (smaller) of two; NaN if either is.
  func larger(_ other: Self) -> Self
  func smaller(_ other: Self) -> Self
  func bits(_ other: Self, _ combine: (UInt64, UInt64) -> UInt64) -> Self
}

extension DType {
  /// The number type in which the interpreter computes on elements of this type.
  package var hostNumber: any HostNumber.Type {
    if isFloating { return Double.self }
    return self == .uint64 ? UInt64.self : Int64.self
  }
}
