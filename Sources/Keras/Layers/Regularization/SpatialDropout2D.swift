/// In training, drops whole channels, at all of height and width, with probability `rate`, and multiplies the others by
/// `1 / (1 - rate)`; else nothing.
///
/// Input and output: `[batch, height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat:
/// .channelsFirst`. Source: `keras.layers.SpatialDropout2D`.
public final class SpatialDropout2D: DropoutLayer {
  public let dataFormat: DataFormat

  /// - Parameters:
  ///   - rate: the share of channels that is dropped, in 0...1.
  ///   - dataFormat: where the channels are.
  ///   - seed: makes the masks repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ rate: Double, dataFormat: DataFormat = .channelsLast, seed: Int? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.dataFormat = dataFormat
    super.init(rate: rate, seed: seed, name: name, dtype: dtype)
    inputSpec = InputSpec(rank: 4)
  }

  override var drawShape: Shape? { dataFormat == .channelsLast ? [nil, 1, 1, nil] : [nil, nil, 1, 1] }
}
