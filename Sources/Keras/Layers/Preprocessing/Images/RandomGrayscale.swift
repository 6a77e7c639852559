/// In training, takes the colours out of each image with a probability.
///
/// Input and output: `[batch, height, width, 3]`. Source: `keras.layers.RandomGrayscale`.
public final class RandomGrayscale: RandomImageLayer {
  /// The probability that an image becomes grey.
  public let factor: Double

  /// - Parameters:
  ///   - factor: the probability that an image becomes grey, in 0...1. Default 0.5.
  ///   - dataFormat: where the channels are.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ factor: Double = 0.5, dataFormat: DataFormat = .channelsLast, seed: Int? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.factor = factor
    super.init(dataFormat: dataFormat, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    require(.range(Swift.min(factor, 0)...Swift.max(factor, 0)), in: 0...1, "factor")
    requireColors(input)
    super.build(input)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    which((numbers() .< factor).perImage(of: images), images.grayscale, images)
  }
}
