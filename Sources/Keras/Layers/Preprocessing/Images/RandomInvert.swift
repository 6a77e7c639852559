/// In training, turns each image into its negative with a random probability.
///
/// Input and output: `[batch, height, width, channels]`. Source: `keras.layers.RandomInvert`.
public final class RandomInvert: RandomColorLayer {
  /// - Parameters:
  ///   - factor: the probability's largest value, or its bounds, in 0...1. Default 1: anything from 0 to 1, so that half of all images are
  ///     inverted.
  ///   - valueRange: the least and the largest value of pixels: a pixel becomes the largest less itself. Default 0...255.
  ///   - dataFormat: where the channels are.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ factor: FactorRange = 1, valueRange: ClosedRange<Double> = 0...255, dataFormat: DataFormat = .channelsLast,
    seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      factor, in: 0...1, valueRange: valueRange, dataFormat: dataFormat, seed: seed, name: name,
      dtype: dtype)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let probability = scaled(numbers(), factor.fromZero)
    let inverts = (numbers() .< probability).perImage(of: images)
    return which(inverts, valueRange.upperBound - images, images)
  }
}
