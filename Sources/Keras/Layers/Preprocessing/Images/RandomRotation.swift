import Foundation

/// In training, turns images about their middle by random angles.
///
/// Input and output: `[batch, height, width, channels]`. Source: `keras.layers.RandomRotation`.
public final class RandomRotation: RandomImageLayer {
  /// In whole turns; positive ones are clockwise as the result is read from the image.
  public let factor: FactorRange
  private let reading: AffineTransform.Reading

  /// - Parameters:
  ///   - factor: in whole turns, in -1...1: `0.1` turns by up to 36 degrees both ways.
  ///   - fillMode: what stands outside the image.
  ///   - interpolation: how values between pixels are found.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  ///   - fillValue: what stands outside with `fillMode: .constant`.
  public init(
    _ factor: FactorRange, fillMode: ImageFillMode = .reflect, interpolation: PixelInterpolation = .bilinear,
    seed: Int? = nil, fillValue: Double = 0, dataFormat: DataFormat = .channelsLast, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.factor = factor
    reading = AffineTransform.Reading(interpolation: interpolation, fillMode: fillMode, fillValue: fillValue)
    super.init(dataFormat: dataFormat, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    require(factor, in: -1...1, "factor")
    super.build(input)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let angle = scaled(numbers(), factor) * (2 * Double.pi)
    let (height, width) = (images.shape[1] ?? 1, images.shape[2] ?? 1)
    return AffineTransform.rotation(angle, height: height, width: width)(images, reading)
  }
}
