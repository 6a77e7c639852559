/// Zeros around images.
///
/// Input: `[batch, height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat: .channelsFirst`;
/// output: the same axes with height and width longer by `padding`. Source: `keras.layers.ZeroPadding2D`.
public final class ZeroPadding2D: ZeroPaddingLayer {
  /// - Parameters:
  ///   - padding: how many zeros around height and width: `1` on all sides, `[1, 2]` one number for each axis, `[[1,
  ///     2], [3, 4]]` before and after. Default 1.
  ///   - dataFormat: where the channels are.
  public init(
    padding: Margins = 1, dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 2, padding: padding, dataFormat: dataFormat, name: name, dtype: dtype)
  }
}
