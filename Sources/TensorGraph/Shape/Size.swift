/// A length, a number of elements or a number of bytes while it is computed: arithmetic that never traps.
///
/// Every rule that computes lengths from what users, data or files give computes in `Size`, and takes ``length`` at the end:
///
///     let padded = (Size(low) + Size(length) + Size(high)).length
///
/// What an `Int` can't hold, or a division by zero, stays so through all that follows and ends as ``Size/impossible``.
/// No check is needed there: a node refuses to have a type with such a length (``TensorType/refusal``), so that the tensor
/// carries an error. Where sizes are used before there is a tensor, ask ``exact`` or compare.
package struct Size: Hashable, Comparable, ExpressibleByIntegerLiteral, Sendable {
  /// The number; `nil` if an `Int` can't hold it.
  package let exact: Int?

  /// The length that stands for all that an `Int` can't hold. No tensor can have it.
  package static let impossible = Int.max

  private init(exact: Int?) { self.exact = exact }
  package init(_ value: Int) { exact = value == Size.impossible ? nil : value }
  package init(integerLiteral value: Int) { self.init(value) }

  /// The number as a length of a shape.
  package var length: Int { exact ?? Size.impossible }

  package static func + (a: Size, b: Size) -> Size { combine(a, b) { $0.addingReportingOverflow($1) } }
  package static func - (a: Size, b: Size) -> Size { combine(a, b) { $0.subtractingReportingOverflow($1) } }
  package static func * (a: Size, b: Size) -> Size { combine(a, b) { $0.multipliedReportingOverflow(by: $1) } }
  /// The quotient, rounded toward zero.
  package static func / (a: Size, b: Size) -> Size { combine(a, b) { $0.dividedReportingOverflow(by: $1) } }
  package static prefix func - (a: Size) -> Size { 0 - a }
  package static func += (a: inout Size, b: Size) { a = a + b }
  package static func *= (a: inout Size, b: Size) { a = a * b }

  /// What overflowed counts as larger than all numbers.
  package static func < (a: Size, b: Size) -> Bool { a.length < b.length }

  /// The quotient, rounded up, of numbers that are not negative.
  package func dividedRoundingUp(by other: Size) -> Size { self > 0 ? (self - 1) / other + 1 : 0 }

  private static func combine(
    _ a: Size, _ b: Size, _ operation: (Int, Int) -> (partialValue: Int, overflow: Bool)
  ) -> Size {
    guard let x = a.exact, let y = b.exact else { return Size(exact: nil) }
    let (value, isOverflow) = operation(x, y)
    return isOverflow ? Size(exact: nil) : Size(value)
  }
}

extension Sequence<Int> {
  /// The product of lengths: the number of elements.
  package var product: Size { reduce(1) { $0 * Size($1) } }
}
