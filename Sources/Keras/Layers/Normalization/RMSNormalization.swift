/// Divides each sample by the root of the mean of its squares over `axes`, and scales it: `scale · x / √(mean(x²) + epsilon)`.
///
/// 16-bit inputs are computed in `float32`. Input and output: `[batch, …]`. Weights: `scale`, of the lengths of `axes`.
/// Source: `keras.layers.RMSNormalization` (Zhang and Sennrich, 2019).
public final class RMSNormalization: Layer, UnaryLayer {
  /// The axes over which the mean is taken.
  public let axes: [Int]
  public let epsilon: Double
  private var normalizedAxes: [Int] = []
  /// What is multiplied by, once the layer is built.
  @Weight(.ones) public internal(set) var scale: Tensor

  /// - Parameters:
  ///   - axis: the axis over which the mean is taken.
  ///   - epsilon: added to the mean.
  public convenience init(
    axis: Int = -1, epsilon: Double = 1e-6, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.init(axes: [axis], epsilon: epsilon, name: name, dtype: dtype)
  }

  /// - Parameters:
  ///   - axes: the axes over which, together, the mean is taken.
  ///   - epsilon: added to the mean.
  public init(axes: [Int], epsilon: Double = 1e-6, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.axes = axes
    self.epsilon = epsilon
    super.init(name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    guard let axes = normalizedAxes(axes, of: input) else { return }
    normalizedAxes = axes
    $scale.create(Shape(axes.map { input[$0] }))
  }

  public func call(_ x: Tensor) -> Tensor {
    let wide = x.cast(to: x.dtype.promoted(with: .float32))
    let inverse = rsqrt(square(wide).mean(axes: normalizedAxes, keepDims: true) + epsilon)
    return (wide * inverse * $scale.wide(along: normalizedAxes, of: wide)).cast(to: computeDType)
  }
}
