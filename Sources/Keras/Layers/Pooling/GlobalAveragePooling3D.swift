/// The mean of each channel, over depth, height and width.
///
/// Input: `[batch, depth, height, width, channels]`, or `[batch, channels, depth, height, width]` with `dataFormat:
/// .channelsFirst`; output: `[batch, channels]`, or with `keepDims` the input's axes with depth, height and width of
/// 1. Source: `keras.layers.GlobalAveragePooling3D`.
public final class GlobalAveragePooling3D: GlobalPoolingLayer {
  /// - Parameters:
  ///   - dataFormat: where the channels are.
  ///   - keepDims: whether depth, height and width stay with length 1.
  public init(
    dataFormat: DataFormat = .channelsLast, keepDims: Bool = false, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 3, kind: .average, dataFormat: dataFormat, keepDims: keepDims, name: name, dtype: dtype)
  }
}
