/// Each element of a sequence several times.
///
/// Input: `[batch, time, channels]`; output: the same with a time `size` times as long. Source:
/// `keras.layers.UpSampling1D`.
public final class UpSampling1D: UpSamplingLayer {
  /// - Parameter size: how many times each element is repeated. Default 2.
  public init(size: Int = 2, name: String? = nil, dtype: DTypePolicy? = nil) {
    super.init(
      rank: 1, size: WindowSize(size), dataFormat: .channelsLast, interpolation: .nearest, name: name, dtype: dtype)
  }
}
