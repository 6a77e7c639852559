/// In training, makes images brighter or darker by a random share of the whole range.
///
/// Input and output: `[batch, height, width, channels]`. Source: `keras.layers.RandomBrightness`.
public final class RandomBrightness: RandomImageLayer {
  /// By which share of the range pixels change.
  public let factor: FactorRange
  /// The least and the largest value of pixels.
  public let valueRange: ClosedRange<Double>

  /// - Parameters:
  ///   - factor: by which share of the range pixels change, in -1...1.
  ///   - valueRange: the least and the largest value of pixels. Default 0...255.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ factor: FactorRange, valueRange: ClosedRange<Double> = 0...255, seed: Int? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.factor = factor
    self.valueRange = valueRange
    super.init(dataFormat: .channelsLast, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    require(factor, in: -1...1, "factor")
    super.build(input)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let change = scaled(numbers(), factor) * (valueRange.upperBound - valueRange.lowerBound)
    let brighter = images + change.reshaped([images.shape[0], 1, 1, 1]).cast(to: images.dtype)
    return clip(brighter, valueRange.lowerBound, valueRange.upperBound)
  }
}
