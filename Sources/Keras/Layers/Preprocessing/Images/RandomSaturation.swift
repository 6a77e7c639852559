/// In training, makes the colours of each image weaker or stronger by a random factor.
///
/// The saturation is multiplied by `f / (1 - f)` of a random number `f`: 0 leaves grey, 0.5 leaves the image as it is. Input and output:
/// `[batch, height, width, 3]`. Source: `keras.layers.RandomSaturation`.
public final class RandomSaturation: RandomColorLayer {
  /// - Parameters:
  ///   - factor: the bounds of the random number, in -1...1. Below 0 counts as 0.
  ///   - valueRange: the least and the largest value of pixels, which limits saturations. Default 0...255.
  ///   - dataFormat: where the channels are.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ factor: FactorRange, valueRange: ClosedRange<Double> = 0...255, dataFormat: DataFormat = .channelsLast,
    seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      factor, in: -1...1, valueRange: valueRange, needsColors: true, dataFormat: dataFormat, seed: seed, name: name,
      dtype: dtype)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let number = scaled(numbers(), factor)
    // Keras' epsilon keeps 1 finite.
    let change = (number / (1 + 1e-7 - number)).perImage(of: images)
    var colors = HueSaturationValue(images)
    colors.saturation = limited(colors.saturation * change)
    return colors.images
  }
}
