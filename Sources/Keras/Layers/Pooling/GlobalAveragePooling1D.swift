/// The mean of each channel, over time.
///
/// Input: `[batch, time, channels]`, or `[batch, channels, time]` with `dataFormat: .channelsFirst`; output: `[batch,
/// channels]`, or with `keepDims` the input's axes with time of 1. Times that the input's mask leaves out don't count.
/// Source: `keras.layers.GlobalAveragePooling1D`.
public final class GlobalAveragePooling1D: GlobalPoolingLayer {
  /// - Parameters:
  ///   - dataFormat: where the channels are.
  ///   - keepDims: whether time stays with length 1.
  public init(
    dataFormat: DataFormat = .channelsLast, keepDims: Bool = false, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 1, kind: .average, dataFormat: dataFormat, keepDims: keepDims, name: name, dtype: dtype)
    supportsMasking = true
  }

  public override func call(_ x: Tensor) -> Tensor {
    guard let mask = x.mask else { return super.call(x) }
    let keeps = mask.cast(to: .bool).expandedDimensions(dataFormat == .channelsLast ? 2 : 1)
    let time = dataFormat.firstSpatialAxis
    let sum = which(keeps, x, 0).sum(axis: time, keepDims: keepDims)
    // A sample without any time that counts is 0.
    return sum / maximum(keeps.cast(to: sum.dtype).sum(axis: time, keepDims: keepDims), 1)
  }

  public override func computeMask(_ inputs: [Tensor]) -> Tensor? { nil }
}
