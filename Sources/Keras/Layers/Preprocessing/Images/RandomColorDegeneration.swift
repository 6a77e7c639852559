/// In training, brings the colours of each image nearer to grey by a random share.
///
/// Input and output: `[batch, height, width, 3]`. Source: `keras.layers.RandomColorDegeneration`.
public final class RandomColorDegeneration: RandomColorLayer {
  /// - Parameters:
  ///   - factor: the bounds of the share, in -1...1; below 0 colours become stronger.
  ///   - valueRange: the least and the largest value of pixels. Default 0...255.
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
    let share = scaled(numbers(), factor).perImage(of: images)
    return limited(images + share * (images.grayscale - images))
  }
}
