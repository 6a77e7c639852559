/// The largest value of each channel, over height and width.
///
/// Input: `[batch, height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat: .channelsFirst`;
/// output: `[batch, channels]`, or with `keepDims` the input's axes with height and width of 1.
/// Source: `keras.layers.GlobalMaxPooling2D`.
public final class GlobalMaxPooling2D: GlobalPoolingLayer {
  /// - Parameters:
  ///   - dataFormat: where the channels are.
  ///   - keepDims: whether height and width stay with length 1.
  public init(
    dataFormat: DataFormat = .channelsLast, keepDims: Bool = false, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 2, kind: .max, dataFormat: dataFormat, keepDims: keepDims, name: name, dtype: dtype)
  }
}
