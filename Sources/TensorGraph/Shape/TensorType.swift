/// Shape and element type of a tensor: all that is known of it before it has values.
public struct TensorType: Sendable, Hashable, CustomStringConvertible {
  public var shape: Shape
  public var dtype: DType

  public init(_ shape: Shape, _ dtype: DType) {
    self.shape = shape
    self.dtype = dtype
  }

  /// For example `[?, 28, 28] float32`.
  public var description: String { "\(shape) \(dtype.rawValue)" }

  package var byteCount: Int { shape.staticDimensions.reduce(1, *) * dtype.byteCount }
}

extension TensorType {
  /// What no process can address; far enough from `Int.max` for offsets, and sums of thousands of sizes, to fit.
  package static let largestByteCount = 1 << 47

  /// Why no tensor can have this type: a negative length, or more bytes than a process can address.
  ///
  /// Asked in one place, where nodes are made. Lengths of 0 don't excuse the others, as strides are products of those.
  package var refusal: ShapeError? {
    var bytes = Size(dtype.byteCount)
    for case .some(let length) in shape.dimensions {
      if length < 0 {
        return ShapeError(
          expected: "lengths of 0 or more", received: "\(self)", fix: "check the numbers that the shape was made of")
      }
      bytes *= Size(max(length, 1))
    }
    guard bytes > Size(Self.largestByteCount) else { return nil }
    return ShapeError(
      expected: "at most 2^47 bytes, which is all that a process can address", received: "\(self)",
      fix: "check the numbers that the shape was made of")
  }
}
