/// The mean of each of a given number of windows, which are as long as the input asks for, per channel.
///
/// Input: `[batch, height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat: .channelsFirst`; output: the same
/// axes with the lengths `outputSize`. Position `i` of `m` is over the input's positions `⌊i n / m⌋` up to `⌈(i + 1) n / m⌉` of `n`.
/// Source: `keras.layers.AdaptiveAveragePooling2D`.
public final class AdaptiveAveragePooling2D: AdaptivePoolingLayer {
  /// - Parameters:
  ///   - outputSize: height and width of the output, in pixels.
  ///   - dataFormat: where the channels are.
  public init(
    outputSize: WindowSize, dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 2, kind: .average, outputSize: outputSize, dataFormat: dataFormat, name: name,
      dtype: dtype)
  }
}
