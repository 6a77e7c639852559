/// In training, sets elements to 0 with probability `rate` and multiplies the others by `1 / (1 - rate)`; else nothing.
///
/// Input and output: any shape. Source: `keras.layers.Dropout`.
public final class Dropout: DropoutLayer {
  /// The shape of the mask; `nil` where an axis has the input's length, 1 where one draw serves the whole axis.
  public let noiseShape: Shape?

  /// - Parameters:
  ///   - rate: the share of elements that is dropped, in 0...1.
  ///   - noiseShape: the shape of the mask, with the batch axis: `[nil, 1, nil]` drops a feature of `[batch, time,
  ///     features]` at all times or at none. As the input if `nil`.
  ///   - seed: makes the masks repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ rate: Double, noiseShape: Shape? = nil, seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.noiseShape = noiseShape
    super.init(rate: rate, seed: seed, name: name, dtype: dtype)
  }

  override var drawShape: Shape? { noiseShape }

  public override func build(_ input: Shape) {
    super.build(input)
    requireLengths(noiseShape)
  }

  override func disturbed(_ x: Tensor, key: Tensor) -> Tensor {
    noiseShapeError(noiseShape, x) ?? super.disturbed(x, key: key)
  }
}
