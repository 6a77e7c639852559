extension Tensor {
  /// Numbers that follow from lengths: weights of an interpolation, places to take.
  ///
  /// They are computed where values are wanted. Where a layer is only asked for its shapes, zeros that take no memory stand for
  /// them, since a small file may ask for large ones.
  static func table(_ shape: [Int], dtype: DType, _ values: () -> [Double]) -> Tensor {
    Trace.isAbstract ? .zeros(Shape(shape), dtype: dtype) : Tensor(values(), shape: shape, dtype: dtype)
  }

  /// Places along an axis, as `table`.
  static func places(_ count: Int, _ values: () -> [Int]) -> Tensor {
    Trace.isAbstract ? .zeros([count], dtype: .int32) : Tensor(values().map { Int32(clamping: $0) })
  }
}
