/// Dropout that keeps mean and variance, for networks of `selu`: in training, elements become `selu`'s lower limit with
/// probability `rate`, and all are scaled and shifted.
///
/// Input and output: any shape. Source: `keras.layers.AlphaDropout` (Klambauer et al., 2017).
public final class AlphaDropout: NoiseLayer {
  /// The share of elements that is dropped, in 0...1.
  public let rate: Double
  /// The shape of the mask; `nil` where an axis has the input's length, 1 where one draw serves the whole axis.
  public let noiseShape: Shape?

  /// - Parameters:
  ///   - rate: the share of elements that is dropped, in 0...1.
  ///   - noiseShape: the shape of the mask, with the batch axis. As the input if `nil`.
  ///   - seed: makes the masks repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ rate: Double, noiseShape: Shape? = nil, seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.rate = rate
    self.noiseShape = noiseShape
    super.init(isActive: rate > 0, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    requireShare(rate)
    super.build(input)
    requireLengths(noiseShape)
  }

  override func disturbed(_ x: Tensor, key: Tensor) -> Tensor {
    if let error = noiseShapeError(noiseShape, x) { return error }
    let (rate, noiseShape) = (self.rate, self.noiseShape)
    // selu's limit for small inputs, -scale · alpha.
    let limit = -1.0507009873554805 * 1.6732632423543772
    let factor = 1 / ((1 - rate) * (1 + rate * limit * limit)).squareRoot()
    // All dropped, everything is the limit's image, whose scale would be infinite.
    guard rate < 1 else { return x * 0 }
    return drawing("alpha_dropout", x, key: key) { x, key in
      let keeps = x.shape.replacing(noiseShape).uniform(key) .>= rate
      return which(keeps, x, limit) * factor - factor * limit * rate
    }
  }
}
