/// The mean of each window of time, per channel.
///
/// Input: `[batch, time, channels]`, or `[batch, channels, time]` with `dataFormat: .channelsFirst`; output: the same
/// axes with lengths of `(length - poolSize) / stride + 1` (rounded down) with `padding: .valid`, of `length / stride`
/// (rounded up) with `.same`. Padding does not count: at the edge the mean is over fewer positions. Source:
/// `keras.layers.AveragePooling1D`.
public final class AveragePooling1D: PoolingLayer {
  /// - Parameters:
  ///   - poolSize: the length of the window, in positions.
  ///   - strides: by how many positions the window moves; `poolSize` if `nil`.
  ///   - padding: `.valid` for windows inside the input only, `.same` for those over its edge too.
  ///   - dataFormat: where the channels are.
  public init(
    poolSize: Int, strides: Int? = nil, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 1, kind: .average, poolSize: WindowSize(poolSize), strides: strides.map { WindowSize($0) },
      padding: padding, dataFormat: dataFormat,
      name: name, dtype: dtype)
  }
}
