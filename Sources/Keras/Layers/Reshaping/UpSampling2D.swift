/// Enlarged images.
///
/// Input: `[batch, height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat: .channelsFirst`;
/// output: the same axes with height and width `size` times as long. Source: `keras.layers.UpSampling2D`.
public final class UpSampling2D: UpSamplingLayer {
  /// How values between pixels are found.
  public let interpolation: Interpolation

  /// - Parameters:
  ///   - size: how many times longer height and width become: one number, or one for each. Default 2.
  ///   - dataFormat: where the channels are.
  ///   - interpolation: how values between pixels are found. Default `.nearest`: each pixel several times.
  public init(
    size: WindowSize = 2, dataFormat: DataFormat = .channelsLast, interpolation: Interpolation = .nearest,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.interpolation = interpolation
    super.init(
      rank: 2, size: size, dataFormat: dataFormat, interpolation: interpolation, name: name, dtype: dtype)
  }
}
