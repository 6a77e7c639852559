/// Zeros around volumes.
///
/// Input: `[batch, depth, height, width, channels]`, or `[batch, channels, depth, height, width]` with `dataFormat:
/// .channelsFirst`; output: the same axes with depth, height and width longer by `padding`. Source:
/// `keras.layers.ZeroPadding3D`.
public final class ZeroPadding3D: ZeroPaddingLayer {
  /// - Parameters:
  ///   - padding: how many zeros around depth, height and width: `1` on all sides, `[1, 2, 3]` one number for each
  ///     axis, `[[1, 2], [3, 4], [5, 6]]` before and after. Default 1.
  ///   - dataFormat: where the channels are.
  public init(
    padding: Margins = 1, dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 3, padding: padding, dataFormat: dataFormat, name: name, dtype: dtype)
  }
}
