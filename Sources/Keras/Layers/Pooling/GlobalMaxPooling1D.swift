/// The largest value of each channel, over time.
///
/// Input: `[batch, time, channels]`, or `[batch, channels, time]` with `dataFormat: .channelsFirst`; output: `[batch,
/// channels]`, or with `keepDims` the input's axes with time of 1. Source: `keras.layers.GlobalMaxPooling1D`.
public final class GlobalMaxPooling1D: GlobalPoolingLayer {
  /// - Parameters:
  ///   - dataFormat: where the channels are.
  ///   - keepDims: whether time stays with length 1.
  public init(
    dataFormat: DataFormat = .channelsLast, keepDims: Bool = false, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 1, kind: .max, dataFormat: dataFormat, keepDims: keepDims, name: name, dtype: dtype)
  }
}
