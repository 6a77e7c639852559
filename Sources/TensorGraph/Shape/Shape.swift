/// The lengths of a tensor's axes; `nil` where a length is not known yet.
///
/// `[nil, 28, 28]` is a batch of any size. Indices may be negative and count from the end; an index out of range gives
/// `nil`, so that describing a model never crashes.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// Axis lengths, outermost first.
  public var dimensions: [Int?]

  public init(_ dimensions: [Int?]) { self.dimensions = dimensions }
  public init(_ dimensions: [Int]) { self.dimensions = dimensions }
  public init(arrayLiteral elements: Int?...) { dimensions = elements }

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The length of the last axis; `nil` if unknown or if there is no axis.
  public var last: Int? { dimensions.last ?? nil }

  /// The number of elements; `nil` if a length is unknown, or if an `Int` can't hold the number.
  public var count: Int? { known?.product.exact }

  /// All lengths, if all are known.
  public var known: [Int]? {
    var result: [Int] = []
    result.reserveCapacity(dimensions.count)
    for dimension in dimensions {
      guard let dimension else { return nil }
      result.append(dimension)
    }
    return result
  }

  /// Whether every length is known.
  public var isKnown: Bool { !dimensions.contains { $0 == nil } }

  /// The length of `axis` (negative counts from the end); `nil` if unknown or out of range.
  public subscript(axis: Int) -> Int? {
    let index = axis < 0 ? axis + rank : axis
    return dimensions.indices.contains(index) ? dimensions[index] : nil
  }

  /// The part of the shape in a range of axes, for example `shape[1...]` without the batch axis.
  public subscript(axes: some RangeExpression<Int>) -> Shape {
    // Not `relative(to:)`, which traps where a range begins behind the last axis.
    Shape(dimensions.indices.filter(axes.contains).map { dimensions[$0] })
  }

  /// `axis` counted from the front, if it exists in a tensor of this rank.
  package func resolve(axis: Int) -> Int? {
    let index = axis < 0 ? axis + rank : axis
    return dimensions.indices.contains(index) ? index : nil
  }

  /// Lengths of a shape that must be known because a program is about to run.
  package var staticDimensions: [Int] {
    guard let known else { preconditionFailure("a program reached an unknown dimension in \(self)") }
    return known
  }
}

extension Shape {
  /// The offset of a diagonal of a matrix; one beyond the corners stands right behind the last.
  package func clampedOffset(_ offset: Int) -> Int {
    // 32-bit integers must hold the sum of a row and an offset.
    let bound = Int(Int32.max / 2)
    let (rows, columns) = (min(max(self[-2] ?? bound, 0), bound), min(max(self[-1] ?? bound, 0), bound))
    return min(max(offset, -rows), columns)
  }
}

extension Shape: CustomStringConvertible {
  /// As in messages and summaries: `[batch, 28, 28]` is written `[?, 28, 28]`.
  public var description: String {
    "["
      + dimensions.map { $0.map { $0 == Size.impossible ? "more than 2^63" : String($0) } ?? "?" }.joined(
        separator: ", ")
      + "]"
  }
}

extension Shape {
  /// Whether the two shapes could be the same once unknown lengths are known.
  package func matches(_ other: Shape) -> Bool {
    rank == other.rank
      && zip(dimensions, other.dimensions).allSatisfy { $0 == nil || $1 == nil || $0 == $1 }
  }

  /// The shape both broadcast to under NumPy's rule, or `nil`.
  package func broadcast(with other: Shape) -> Shape? {
    let rank = max(self.rank, other.rank)
    var result: [Int?] = []
    result.reserveCapacity(rank)
    for position in 0..<rank {
      let a: Int? = position < rank - self.rank ? 1 : dimensions[position - (rank - self.rank)]
      let b: Int? = position < rank - other.rank ? 1 : other.dimensions[position - (rank - other.rank)]
      switch (a, b) {
      case (1, _): result.append(b)
      case (_, 1): result.append(a)
      case (nil, _): result.append(b)
      case (_, nil): result.append(a)
      default:
        guard a == b else { return nil }
        result.append(a)
      }
    }
    return Shape(result)
  }
}
