/// The largest value of each window of height and width, per channel.
///
/// Input: `[batch, height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat: .channelsFirst`;
/// output: the same axes with lengths of `(length - poolSize) / stride + 1` (rounded down) with `padding: .valid`, of
/// `length / stride` (rounded up) with `.same`. Padding never is the largest.
/// Source: `keras.layers.MaxPooling2D`.
public final class MaxPooling2D: PoolingLayer {
  /// - Parameters:
  ///   - poolSize: height and width of the window, in pixels.
  ///   - strides: by how many pixels the window moves; `poolSize` if `nil`.
  ///   - padding: `.valid` for windows inside the image only, `.same` for those over its edge too.
  ///   - dataFormat: where the channels are.
  public init(
    poolSize: WindowSize = 2, strides: WindowSize? = nil, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 2, kind: .max, poolSize: poolSize, strides: strides, padding: padding, dataFormat: dataFormat, name: name,
      dtype: dtype)
  }
}
