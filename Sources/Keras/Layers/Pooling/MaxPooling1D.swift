/// The largest value of each window of time, per channel.
///
/// Input: `[batch, time, channels]`, or `[batch, channels, time]` with `dataFormat: .channelsFirst`; output: the same
/// axes with lengths of `(length - poolSize) / stride + 1` (rounded down) with `padding: .valid`, of `length / stride`
/// (rounded up) with `.same`. Padding never is the largest. Source: `keras.layers.MaxPooling1D`.
public final class MaxPooling1D: PoolingLayer {
  /// - Parameters:
  ///   - poolSize: the length of the window, in positions.
  ///   - strides: by how many positions the window moves; `poolSize` if `nil`.
  ///   - padding: `.valid` for windows inside the input only, `.same` for those over its edge too.
  ///   - dataFormat: where the channels are.
  public init(
    poolSize: Int = 2, strides: Int? = nil, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 1, kind: .max, poolSize: WindowSize(poolSize), strides: strides.map { WindowSize($0) }, padding: padding,
      dataFormat: dataFormat,
      name: name, dtype: dtype)
  }
}
