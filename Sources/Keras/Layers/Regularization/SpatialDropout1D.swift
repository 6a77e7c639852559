/// In training, drops whole channels, at all of time, with probability `rate`, and multiplies the others by
/// `1 / (1 - rate)`; else nothing.
///
/// Input and output: `[batch, time, channels]`. Source: `keras.layers.SpatialDropout1D`.
public final class SpatialDropout1D: DropoutLayer {
  /// - Parameters:
  ///   - rate: the share of channels that is dropped, in 0...1.
  ///   - seed: makes the masks repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(_ rate: Double, seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil) {
    super.init(rate: rate, seed: seed, name: name, dtype: dtype)
    inputSpec = InputSpec(rank: 3)
  }

  override var drawShape: Shape? { [nil, 1, nil] }
}
