/// Images of another size.
///
/// Input: `[batch, height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat: .channelsFirst`; output: the same with
/// the new height and width, and of the same type (integers are rounded). Source: `keras.layers.Resizing`.
public final class Resizing: Layer, UnaryLayer {
  public let height: Int
  public let width: Int
  /// How values between pixels are found.
  public let interpolation: Interpolation
  /// What becomes of images of other proportions.
  public let fit: Fit
  /// Whether a smaller image's pixels are means over all the pixels they stand for.
  public let antialias: Bool
  public let dataFormat: DataFormat

  /// What becomes of images of other proportions.
  public enum Fit: Sendable, Hashable {
    /// They are stretched.
    case stretch
    /// What does not fit is cut off at both sides alike (Keras' `crop_to_aspect_ratio`).
    case crop
    /// Margins of a value are added at both sides alike (Keras' `pad_to_aspect_ratio` and `fill_value`).
    case pad(Double = 0)
  }

  /// - Parameters:
  ///   - height: of the result, in pixels.
  ///   - width: of the result, in pixels.
  ///   - interpolation: how values between pixels are found. Default `.bilinear`.
  ///   - fit: what becomes of images of other proportions. Default: they are stretched.
  ///   - antialias: whether a smaller image's pixels are means over all the pixels they stand for. Default `false`.
  ///   - dataFormat: where the channels are.
  public init(
    height: Int, width: Int, interpolation: Interpolation = .bilinear, fit: Fit = .stretch, antialias: Bool = false,
    dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.height = height
    self.width = width
    self.interpolation = interpolation
    self.fit = fit
    self.antialias = antialias
    self.dataFormat = dataFormat
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(rank: 4)
  }

  override var takesSinglePictures: Bool { true }

  public override func build(_ input: Shape) {
    requirePixels(height, "height")
    requirePixels(width, "width")
  }

  public func call(_ x: Tensor) -> Tensor {
    let axes = dataFormat == .channelsFirst ? [2, 3] : [1, 2]
    let resizing = ImageResizing(
      height: height, width: width, interpolation: interpolation, fit: fit, antialias: antialias)
    return deferrable("resizing", x) { resizing($0, axes: axes) }
  }
}
