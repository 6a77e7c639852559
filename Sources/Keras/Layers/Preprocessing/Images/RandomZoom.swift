/// In training, zooms images about their middle.
///
/// Input and output: `[batch, height, width, channels]`. Source: `keras.layers.RandomZoom`.
public final class RandomZoom: RandomImageLayer {
  /// By which share more of the image's height is seen: positive zooms out, negative in.
  public let heightFactor: FactorRange
  /// The same for the width; `nil` zooms both alike.
  public let widthFactor: FactorRange?
  private let reading: AffineTransform.Reading

  /// - Parameters:
  ///   - heightFactor: by which share more of the image's height is seen, above -1 and up to 1.
  ///   - widthFactor: the same for the width; `nil` keeps the proportions.
  ///   - fillMode: what stands outside the image.
  ///   - interpolation: how values between pixels are found.
  ///   - seed: makes it repeatable; `nil` takes the next seed of `setRandomSeed`.
  ///   - fillValue: what stands outside with `fillMode: .constant`.
  public init(
    _ heightFactor: FactorRange, _ widthFactor: FactorRange? = nil, fillMode: ImageFillMode = .reflect,
    interpolation: PixelInterpolation = .bilinear, seed: Int? = nil, fillValue: Double = 0,
    dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.heightFactor = heightFactor
    self.widthFactor = widthFactor
    reading = AffineTransform.Reading(interpolation: interpolation, fillMode: fillMode, fillValue: fillValue)
    super.init(dataFormat: dataFormat, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    require(heightFactor, in: (-1).nextUp...1, "heightFactor")
    if let widthFactor { require(widthFactor, in: (-1).nextUp...1, "widthFactor") }
    super.build(input)
  }

  override func changed(_ images: Tensor, _ numbers: () -> Tensor) -> Tensor {
    let vertical = scaled(numbers(), heightFactor) + 1
    let horizontal = widthFactor.map { scaled(numbers(), $0) + 1 } ?? vertical
    let (height, width) = (images.shape[1] ?? 1, images.shape[2] ?? 1)
    return AffineTransform.zoom(vertical, horizontal, height: height, width: width)(images, reading)
  }
}
