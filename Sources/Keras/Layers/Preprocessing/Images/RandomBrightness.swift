/// In training, makes images brighter or darker by a random share of the whole range.
///
/// Input and output: `[batch, height, width, channels]`. Source: `keras.layers.RandomBrightness`.
public final class RandomBrightness: RandomColorLayer {
  /// - Parameters:
  ///   - factor: by which share of the range pixels change, in -1...1.
  ///   - valueRange: the least and the largest value of pixels. Default 0...255.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ factor: FactorRange, valueRange: ClosedRange<Double> = 0...255, seed: Int? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    super.init(
      factor, in: -1...1, valueRange: valueRange, dataFormat: .channelsLast, seed: seed, name: name,
      dtype: dtype)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let change = scaled(numbers(), factor) * (valueRange.upperBound - valueRange.lowerBound)
    return limited(images + change.perImage(of: images))
  }
}
