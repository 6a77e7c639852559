/// In training, makes each image blurred or sharper by a random factor.
///
/// The result is `x + (1 - 2f)(s - x)` with a random number `f` and the smoothed image `s`, a mean of each pixel (weight 5/13) and its eight
/// neighbours (1/13), 0 outside: 0 gives `s`, 0.5 leaves the image as it is, 1 sharpens. Input and output: `[batch, height, width,
/// channels]`. Source: `keras.layers.RandomSharpness`.
public final class RandomSharpness: RandomColorLayer {
  /// - Parameters:
  ///   - factor: the random number's largest value, or its bounds, in 0...1.
  ///   - valueRange: the least and the largest value of pixels. Default 0...255.
  ///   - dataFormat: where the channels are.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ factor: FactorRange, valueRange: ClosedRange<Double> = 0...255, dataFormat: DataFormat = .channelsLast,
    seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      factor, in: 0...1, valueRange: valueRange, dataFormat: dataFormat, seed: seed, name: name,
      dtype: dtype)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let share = 1 - scaled(numbers(), factor.fromZero) * 2
    let padded = images.padded([(0, 0), (1, 1), (1, 1), (0, 0)])
    let neighbours = tripleSums(tripleSums(padded, axis: 1), axis: 2)
    let smoothed = (neighbours + images * 4) * (1.0 / 13)
    return limited(images + share.perImage(of: images) * (smoothed - images))
  }

  /// Sums of three positions in a row along an axis, which becomes shorter by two.
  private func tripleSums(_ x: Tensor, axis: Int) -> Tensor {
    let count = (x.shape[axis] ?? 3) - 2
    let parts = (0..<3).map { x.slice(axis: axis, from: $0, count: count) }
    return parts[0] + parts[1] + parts[2]
  }
}
