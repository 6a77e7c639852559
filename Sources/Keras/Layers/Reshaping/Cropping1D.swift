/// The middle of sequences, without their margins.
///
/// Input: `[batch, time, channels]`; output: the same with a shorter time. Source: `keras.layers.Cropping1D`.
public final class Cropping1D: CroppingLayer {
  /// - Parameter cropping: how many elements are taken away before and after the sequence: `1`, or `[1, 2]` for
  ///   different numbers. Default 1.
  public init(cropping: Margins = 1, name: String? = nil, dtype: DTypePolicy? = nil) {
    super.init(rank: 1, cropping: cropping, dataFormat: .channelsLast, name: name, dtype: dtype)
  }
}
