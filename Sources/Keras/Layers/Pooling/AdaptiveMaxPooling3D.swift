/// The largest value of each of a given number of windows, which are as long as the input asks for, per channel.
///
/// Input: `[batch, depth, height, width, channels]`, or `[batch, channels, depth, height, width]` with `dataFormat: .channelsFirst`; output: the same
/// axes with the lengths `outputSize`. Position `i` of `m` is over the input's positions `⌊i n / m⌋` up to `⌈(i + 1) n / m⌉` of `n`.
/// Source: `keras.layers.AdaptiveMaxPooling3D`.
public final class AdaptiveMaxPooling3D: AdaptivePoolingLayer {
  /// - Parameters:
  ///   - outputSize: depth, height and width of the output, in voxels.
  ///   - dataFormat: where the channels are.
  public init(
    outputSize: WindowSize, dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 3, kind: .max, outputSize: outputSize, dataFormat: dataFormat, name: name,
      dtype: dtype)
  }
}
