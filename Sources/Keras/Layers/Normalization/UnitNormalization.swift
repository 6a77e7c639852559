/// Vectors along an axis brought to length 1: `x / √Σx²`.
///
/// Input and output: any shape. Vectors shorter than 1e-12 are divided by that. Source: `keras.layers.UnitNormalization`.
public final class UnitNormalization: Layer, UnaryLayer {
  /// The axes along which, together, the squares sum to 1.
  public let axes: [Int]

  /// - Parameter axis: the axis along which the squares sum to 1. Default the last.
  public convenience init(axis: Int = -1, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.init(axes: [axis], name: name, dtype: dtype)
  }

  /// - Parameter axes: the axes along which, together, the squares sum to 1.
  public init(axes: [Int], name: String? = nil, dtype: DTypePolicy? = nil) {
    self.axes = axes
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public func call(_ x: Tensor) -> Tensor {
    let x = x.cast(to: computeDType)
    return x.dividedByNorm(axes: axes, epsilon: 1e-12)
  }
}
