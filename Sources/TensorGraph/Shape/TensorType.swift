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
