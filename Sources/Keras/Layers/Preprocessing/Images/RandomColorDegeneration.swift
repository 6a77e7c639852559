/// In training, brings the colours of each image nearer to grey by a random share.
///
/// Input and output: `[batch, height, width, 3]`. Source: `keras.layers.RandomColorDegeneration`.
public final class RandomColorDegeneration: RandomImageLayer {
  /// The bounds of the share: 0 leaves the image as it is, 1 leaves grey.
  public let factor: FactorRange
  /// The least and the largest value of pixels.
  public let valueRange: ClosedRange<Double>

  /// - Parameters:
  ///   - factor: the bounds of the share, in -1...1; below 0 colours become stronger.
  ///   - valueRange: the least and the largest value of pixels. Default 0...255.
  ///   - dataFormat: where the channels are.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ factor: FactorRange, valueRange: ClosedRange<Double> = 0...255, dataFormat: DataFormat = .channelsLast,
    seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.factor = factor
    self.valueRange = valueRange
    super.init(dataFormat: dataFormat, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    require(factor, in: -1...1, "factor")
    requireColors(input)
    super.build(input)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let share = scaled(numbers(), factor).reshaped([images.shape[0], 1, 1, 1]).cast(to: images.dtype)
    return clip(images + share * (images.grayscale - images), valueRange.lowerBound, valueRange.upperBound)
  }
}
