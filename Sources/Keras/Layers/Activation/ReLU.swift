/// `max(x, 0)` as a layer, with a slope below, a limit above and another threshold if wanted.
///
/// `x` above `threshold` up to `maxValue`, else `negativeSlope · (x - threshold)`. Input and output: any shape.
/// Source: `keras.layers.ReLU`.
public final class ReLU: Layer, UnaryLayer {
  public let maxValue: Double?
  public let negativeSlope: Double
  public let threshold: Double

  /// - Parameters:
  ///   - maxValue: the largest output; none if `nil`. At least 0.
  ///   - negativeSlope: the slope below `threshold`. At least 0, which is the default.
  ///   - threshold: what an input must exceed to pass. At least 0, which is the default.
  public init(
    maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.maxValue = maxValue
    self.negativeSlope = negativeSlope
    self.threshold = threshold
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public override func build(_ input: Shape) {
    requireNotNegative(maxValue ?? 0, "maxValue")
    requireNotNegative(negativeSlope, "negativeSlope")
    requireNotNegative(threshold, "threshold")
  }

  public func call(_ x: Tensor) -> Tensor {
    Activation.relu(negativeSlope: negativeSlope, maximum: maxValue, threshold: threshold)(x)
  }
}
