/// Each element of a volume several times along each axis.
///
/// Input: `[batch, depth, height, width, channels]`, or `[batch, channels, depth, height, width]` with `dataFormat:
/// .channelsFirst`; output: the same axes with depth, height and width `size` times as long. Source:
/// `keras.layers.UpSampling3D`.
public final class UpSampling3D: UpSamplingLayer {
  /// - Parameters:
  ///   - size: how many times longer depth, height and width become: one number, or one for each. Default 2.
  ///   - dataFormat: where the channels are.
  public init(
    size: WindowSize = 2, dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 3, size: size, dataFormat: dataFormat, interpolation: .nearest, name: name, dtype: dtype)
  }
}
