/// In training, turns the hues of each image's colours by a random angle, in either direction.
///
/// Input and output: `[batch, height, width, 3]`. Source: `keras.layers.RandomHue`.
public final class RandomHue: RandomColorLayer {
  /// - Parameters:
  ///   - factor: by which share of half a turn hues change at most, or a range, in 0...1.
  ///   - valueRange: the least and the largest value of pixels. Default 0...255.
  ///   - dataFormat: where the channels are.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ factor: FactorRange, valueRange: ClosedRange<Double> = 0...255, dataFormat: DataFormat = .channelsLast,
    seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      factor, in: 0...1, valueRange: valueRange, needsColors: true, dataFormat: dataFormat, seed: seed, name: name,
      dtype: dtype)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let direction = 0.5 - (numbers() .> 0.5).cast(to: .float32)
    let change = scaled(numbers(), factor.fromZero) * direction
    let width = valueRange.upperBound - valueRange.lowerBound
    var colors = HueSaturationValue((images - valueRange.lowerBound) * (1 / width))
    let hue = colors.hue + change.perImage(of: images)
    colors.hue = which(hue .> 1, hue - 1, which(hue .< 0, hue + 1, hue))
    return clip(colors.images, 0, 1) * width + valueRange.lowerBound
  }
}
