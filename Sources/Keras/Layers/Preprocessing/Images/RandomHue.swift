/// In training, turns the hues of each image's colours by a random angle, in either direction.
///
/// Input and output: `[batch, height, width, 3]`. Source: `keras.layers.RandomHue`.
public final class RandomHue: RandomImageLayer {
  /// By which share of half a turn hues change at least and at most.
  public let factor: FactorRange
  /// The least and the largest value of pixels.
  public let valueRange: ClosedRange<Double>

  /// - Parameters:
  ///   - factor: by which share of half a turn hues change at most, or a range, in 0...1.
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
    require(factor, in: 0...1, "factor")
    requireColors(input)
    super.build(input)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let direction = 0.5 - (numbers() .> 0.5).cast(to: .float32)
    let change = scaled(numbers(), factor.fromZero) * direction
    let width = valueRange.upperBound - valueRange.lowerBound
    var colors = HueSaturationValue((images - valueRange.lowerBound) * (1 / width))
    let hue = colors.hue + change.reshaped([images.shape[0], 1, 1, 1]).cast(to: images.dtype)
    colors.hue = which(hue .> 1, hue - 1, which(hue .< 0, hue + 1, hue))
    return clip(colors.images, 0, 1) * width + valueRange.lowerBound
  }
}
