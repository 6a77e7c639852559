/// In training, shifts images.
///
/// Input and output: `[batch, height, width, channels]`. Source: `keras.layers.RandomTranslation`.
public final class RandomTranslation: RandomImageLayer {
  /// By which share of the height images are shifted down.
  public let heightFactor: FactorRange
  /// By which share of the width images are shifted to the right.
  public let widthFactor: FactorRange
  private let reading: AffineTransform.Reading

  /// - Parameters:
  ///   - heightFactor: by which share of the height images are shifted down, in -1...1.
  ///   - widthFactor: by which share of the width images are shifted to the right, in -1...1.
  ///   - fillMode: what stands outside the image.
  ///   - interpolation: how values between pixels are found.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  ///   - fillValue: what stands outside with `fillMode: .constant`.
  public init(
    _ heightFactor: FactorRange, _ widthFactor: FactorRange, fillMode: ImageFillMode = .reflect,
    interpolation: PixelInterpolation = .bilinear, seed: Int? = nil, fillValue: Double = 0,
    dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.heightFactor = heightFactor
    self.widthFactor = widthFactor
    reading = AffineTransform.Reading(interpolation: interpolation, fillMode: fillMode, fillValue: fillValue)
    super.init(dataFormat: dataFormat, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    require(heightFactor, in: -1...1, "heightFactor")
    require(widthFactor, in: -1...1, "widthFactor")
    super.build(input)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let (height, width) = (images.shape[1] ?? 1, images.shape[2] ?? 1)
    let down = scaled(numbers(), heightFactor) * Double(height)
    let right = scaled(numbers(), widthFactor) * Double(width)
    return AffineTransform.translation(down: down, right: right)(images, reading)
  }
}
