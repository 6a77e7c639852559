/// The mean of each of a given number of windows, which are as long as the input asks for, per channel.
///
/// Input: `[batch, time, channels]`, or `[batch, channels, time]` with `dataFormat: .channelsFirst`; output: the same
/// axes with the lengths `outputSize`. Position `i` of `m` is over the input's positions `⌊i n / m⌋` up to `⌈(i + 1) n / m⌉` of `n`.
/// Source: `keras.layers.AdaptiveAveragePooling1D`.
public final class AdaptiveAveragePooling1D: AdaptivePoolingLayer {
  /// - Parameters:
  ///   - outputSize: the number of windows: the length of the output, in positions.
  ///   - dataFormat: where the channels are.
  public init(
    outputSize: Int, dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 1, kind: .average, outputSize: WindowSize(outputSize), dataFormat: dataFormat, name: name,
      dtype: dtype)
  }
}
