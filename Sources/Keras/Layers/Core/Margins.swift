import Formats

/// Lengths before and after each spatial axis: what `ZeroPadding2D` adds and `Cropping2D` takes away.
///
/// `1` on all sides, `[1, 2]` one number for each axis (for sequences: before and after), `[[1, 2], [3, 4]]` before and
/// after each axis; `Margins(n)` where the number is known only at run time.
public struct Margins: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// The margins of one axis: the same on both sides, or before and after.
  public struct Axis: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    fileprivate let lengths: [Int]
    fileprivate let isPair: Bool

    /// The same length before and after.
    public init(_ length: Int) {
      lengths = [length]
      isPair = false
    }

    /// Lengths before and after.
    public init(before: Int, after: Int) {
      lengths = [before, after]
      isPair = true
    }

    public init(integerLiteral value: Int) { self.init(value) }
    public init(arrayLiteral elements: Int...) {
      lengths = elements
      isPair = true
    }

    fileprivate var pair: (Int, Int)? {
      guard lengths.allSatisfy({ (0...Shape.mostElements).contains($0) }) else { return nil }
      return isPair ? (lengths.count == 2 ? (lengths[0], lengths[1]) : nil) : (lengths[0], lengths[0])
    }

    var json: JSONValue { isPair ? .array(lengths.map { .integer($0) }) : .integer(lengths[0]) }

    fileprivate var text: String { isPair ? "\(lengths)" : "\(lengths[0])" }
  }

  private let axes: [Axis]
  private let isUniform: Bool

  /// The same length on all sides.
  public init(_ length: Int) {
    axes = [Axis(length)]
    isUniform = true
  }

  /// The margins of each axis.
  public init(_ axes: [Axis]) {
    self.axes = axes
    isUniform = false
  }

  public init(integerLiteral value: Int) { self.init(value) }
  public init(arrayLiteral elements: Axis...) { self.init(elements) }

  /// Lengths before and after each of `rank` axes; `nil` if they don't fit that number of axes or are negative.
  package func pairs(rank: Int) -> [(Int, Int)]? {
    if isUniform { return axes[0].pair.map { Array(repeating: $0, count: rank) } }
    // Keras takes two numbers for a sequence as those before and after it.
    if rank == 1, axes.count == 2, axes.allSatisfy({ !$0.isPair && $0.pair != nil }) {
      return [(axes[0].lengths[0], axes[1].lengths[0])]
    }
    let pairs = axes.compactMap(\.pair)
    return axes.count == rank && pairs.count == rank ? pairs : nil
  }
}

extension Margins {
  /// As files hold it.
  var jsonLengths: JSONValue { isUniform ? axes[0].json : .array(axes.map(\.json)) }
}

extension Margins: CustomStringConvertible {
  /// As written: `1` or `[[1, 2], 3]`.
  public var description: String {
    isUniform ? axes[0].text : "[" + axes.map(\.text).joined(separator: ", ") + "]"
  }
}

extension Layer {
  /// The pairs of a margins argument, or the layer's error.
  func marginPairs(_ value: Margins, _ argument: String, rank: Int) -> [(Int, Int)]? {
    if let pairs = value.pairs(rank: rank) { return pairs }
    fail(
      expected: rank == 1
        ? "\(argument): one number, or those before and after, none negative"
        : "\(argument): one number, or \(rank) of them, or \(rank) pairs of before and after, none negative",
      received: "\(argument): \(value)",
      fix: rank == 1
        ? "write \(argument): 1 or \(argument): [1, 2]"
        : "write \(argument): 1, or one number or pair for each spatial axis")
    return nil
  }

  /// `pairs` for every axis of a tensor with one batch and one channel axis.
  func spatial(_ pairs: [(Int, Int)], _ dataFormat: DataFormat) -> [(Int, Int)] {
    dataFormat == .channelsLast ? [(0, 0)] + pairs + [(0, 0)] : [(0, 0), (0, 0)] + pairs
  }
}
