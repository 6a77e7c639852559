/// A number written in the program, which takes the type of the tensor it meets.
public enum Scalar: Sendable, Hashable {
  case bool(Bool)
  case integer(Int)
  case real(Double)

  /// The number as a `Double`.
  public var double: Double {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .integer(let value): Double(value)
    case .real(let value): value
    }
  }

  /// The type that a tensor made of this number alone has: `bool`, `int32`, `int64` for what that doesn't hold, or `float32`.
  package var dtype: DType {
    switch self {
    case .bool: .bool
    case .integer(let value): DType.int32.holds(value) ? .int32 : .int64
    case .real: .float32
    }
  }

  // Bit patterns, so that a constant NaN equals itself when programs are compared.
  public static func == (a: Scalar, b: Scalar) -> Bool {
    switch (a, b) {
    case (.bool(let x), .bool(let y)): x == y
    case (.integer(let x), .integer(let y)): x == y
    case (.real(let x), .real(let y)): x.bitPattern == y.bitPattern
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .bool(let value): hasher.combine(value)
    case .integer(let value): hasher.combine(value)
    case .real(let value): hasher.combine(value.bitPattern)
    }
  }
}

/// A Swift number type that operators accept beside a tensor: `x * 2`, `1 - x`, `x + margin`.
public protocol ScalarConvertible {
  /// The number as a scalar.
  var scalar: Scalar { get }
}

extension Int: ScalarConvertible { public var scalar: Scalar { .integer(self) } }
extension Double: ScalarConvertible { public var scalar: Scalar { .real(self) } }
extension Float: ScalarConvertible { public var scalar: Scalar { .real(Double(self)) } }
extension Bool: ScalarConvertible { public var scalar: Scalar { .bool(self) } }
