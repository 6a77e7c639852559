/// All axes but the batch as one.
///
/// Input: `[batch, …]`; output: `[batch, product of the rest]`.
/// Source: `keras.layers.Flatten`.
public final class Flatten: Layer, UnaryLayer {
  /// Where the channels of images are; `channelsFirst` inputs are flattened in channels-last order.
  public let dataFormat: DataFormat

  public init(dataFormat: DataFormat = .channelsLast, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.dataFormat = dataFormat
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(minimumRank: 1)
  }

  public func call(_ x: Tensor) -> Tensor {
    var x = x
    if dataFormat == .channelsFirst, x.rank > 1 { x = x.transposed([0] + Array(2..<x.rank) + [1]) }
    let rest = Shape(Array(x.shape.dimensions.dropFirst()))
    if x.rank <= 1 { return x.expandedDimensions(-1) }
    // With a known batch, or a known rest, one length is left to be computed.
    return x.reshaped(rest.count.map { [x.shape[0], $0] } ?? [x.shape[0], nil])
  }
}
