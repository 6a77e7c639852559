/// In training, brings the pixels of each image and channel nearer to their mean, or farther from it, by a random factor.
///
/// Input and output: `[batch, height, width, channels]`. Source: `keras.layers.RandomContrast`.
public final class RandomContrast: RandomColorLayer {
  /// - Parameters:
  ///   - factor: in 0...1. One number: by which share contrast grows at most; a range: by which it shrinks, and grows, at most.
  ///   - valueRange: the least and the largest value of pixels. Default 0...255.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ factor: FactorRange, valueRange: ClosedRange<Double> = 0...255, seed: Int? = nil,
    dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      factor, in: -1...1, valueRange: valueRange, dataFormat: dataFormat, seed: seed, name: name,
      dtype: dtype)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let shrinks = factor.isSymmetric ? 0 : factor.lower
    let contrast = numbers() * (factor.upper + shrinks) + (1 - shrinks)
    let mean = images.mean(axes: [1, 2], keepDims: true)
    return limited((images - mean) * contrast.perImage(of: images) + mean)
  }
}
