/// `x` if positive, else `negativeSlope · x`.
///
/// Input and output: any shape. Source: `keras.layers.LeakyReLU`.
public final class LeakyReLU: Layer, UnaryLayer {
  public let negativeSlope: Double

  /// - Parameter negativeSlope: the slope below 0. At least 0. Default 0.3.
  public init(negativeSlope: Double = 0.3, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.negativeSlope = negativeSlope
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public override func build(_ input: Shape) { requireNotNegative(negativeSlope, "negativeSlope") }

  public func call(_ x: Tensor) -> Tensor { Activation.leakyRelu(negativeSlope: negativeSlope)(x) }
}
