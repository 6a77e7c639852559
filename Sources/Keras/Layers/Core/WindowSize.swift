import Formats

/// Lengths along the spatial axes of images and sequences: one number for all of them, or one for each.
///
/// `kernelSize: 3`, `kernelSize: [3, 5]`, and `.square(n)` for a number known only at run time.
public struct WindowSize: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  private let lengths: [Int]
  private let isUniform: Bool

  /// The same length along every spatial axis.
  public init(_ length: Int) {
    lengths = [length]
    isUniform = true
  }

  /// One length for each spatial axis.
  public init(_ lengths: [Int]) {
    self.lengths = lengths
    isUniform = false
  }

  public init(integerLiteral value: Int) { self.init(value) }
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The same length along every spatial axis.
  public static func square(_ length: Int) -> WindowSize { WindowSize(length) }

  /// One length for each of `rank` axes; `nil` if another number of them was given.
  package func lengths(rank: Int) -> [Int]? {
    if isUniform { return Array(repeating: lengths[0], count: rank) }
    return lengths.count == rank ? lengths : nil
  }
}

extension WindowSize {
  /// As files hold it.
  var jsonLengths: JSONValue { isUniform ? .integer(lengths[0]) : .array(lengths.map { .integer($0) }) }
}

extension WindowSize: CustomStringConvertible {
  /// As written: `3` or `[3, 5]`.
  public var description: String { isUniform ? "\(lengths[0])" : "\(lengths)" }
}
