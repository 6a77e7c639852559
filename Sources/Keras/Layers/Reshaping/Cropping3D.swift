/// The middle of volumes, without their margins.
///
/// Input: `[batch, depth, height, width, channels]`, or `[batch, channels, depth, height, width]` with `dataFormat:
/// .channelsFirst`; output: the same axes with depth, height and width shorter by `cropping`. Source:
/// `keras.layers.Cropping3D`.
public final class Cropping3D: CroppingLayer {
  /// - Parameters:
  ///   - cropping: how many elements are taken away at the ends of depth, height and width: `1` at all of them, `[1,
  ///     2, 3]` one number for each axis, `[[1, 2], [3, 4], [5, 6]]` before and after. Default 1.
  ///   - dataFormat: where the channels are.
  public init(
    cropping: Margins = 1, dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 3, cropping: cropping, dataFormat: dataFormat, name: name, dtype: dtype)
  }
}
