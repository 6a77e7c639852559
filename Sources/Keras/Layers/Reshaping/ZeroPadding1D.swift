/// Zeros around sequences.
///
/// Input: `[batch, time, channels]`, or `[batch, channels, time]` with `dataFormat: .channelsFirst`; output: the same
/// axes with time longer by `padding`. Source: `keras.layers.ZeroPadding1D`.
public final class ZeroPadding1D: ZeroPaddingLayer {
  /// - Parameters:
  ///   - padding: how many zeros before and after the sequence: `1`, or `[1, 2]` for different numbers. Default 1.
  ///   - dataFormat: where the channels are.
  public init(
    padding: Margins = 1, dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 1, padding: padding, dataFormat: dataFormat, name: name, dtype: dtype)
  }
}
