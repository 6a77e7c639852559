/// The middle of images, without their margins.
///
/// Input: `[batch, height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat: .channelsFirst`;
/// output: the same axes with height and width shorter by `cropping`. Source: `keras.layers.Cropping2D`.
public final class Cropping2D: CroppingLayer {
  /// - Parameters:
  ///   - cropping: how many elements are taken away at the ends of height and width: `1` at all of them, `[1, 2]` one
  ///     number for each axis, `[[1, 2], [3, 4]]` before and after. Default 0.
  ///   - dataFormat: where the channels are.
  public init(
    cropping: Margins = 0, dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 2, cropping: cropping, dataFormat: dataFormat, name: name, dtype: dtype)
  }
}
