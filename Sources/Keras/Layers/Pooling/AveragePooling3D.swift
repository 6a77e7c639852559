/// The mean of each window of depth, height and width, per channel.
///
/// Input: `[batch, depth, height, width, channels]`, or `[batch, channels, depth, height, width]` with `dataFormat:
/// .channelsFirst`; output: the same axes with lengths of `(length - poolSize) / stride + 1` (rounded down) with
/// `padding: .valid`, of `length / stride` (rounded up) with `.same`. Padding does not count: at the edge the mean is
/// over fewer positions. Source: `keras.layers.AveragePooling3D`.
public final class AveragePooling3D: PoolingLayer {
  /// - Parameters:
  ///   - poolSize: depth, height and width of the window, in voxels.
  ///   - strides: by how many voxels the window moves; `poolSize` if `nil`.
  ///   - padding: `.valid` for windows inside the input only, `.same` for those over its edge too.
  ///   - dataFormat: where the channels are.
  public init(
    poolSize: WindowSize, strides: WindowSize? = nil, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      rank: 3, kind: .average, poolSize: poolSize, strides: strides, padding: padding, dataFormat: dataFormat,
      name: name, dtype: dtype)
  }
}
