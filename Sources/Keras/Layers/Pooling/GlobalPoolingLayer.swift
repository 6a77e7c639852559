/// What the global poolings of all ranks share: one value per channel, over all spatial axes.
///
/// Not for use by itself. Source: `keras.src.layers.pooling.base_global_pooling`.
public class GlobalPoolingLayer: Layer, UnaryLayer {
  public let dataFormat: DataFormat
  /// Whether the spatial axes stay with length 1.
  public let keepDims: Bool
  private let kind: Pool.Kind
  private let axes: [Int]

  init(rank: Int, kind: Pool.Kind, dataFormat: DataFormat, keepDims: Bool, name: String?, dtype: DTypePolicy?) {
    self.kind = kind
    self.dataFormat = dataFormat
    self.keepDims = keepDims
    let first = dataFormat.firstSpatialAxis
    axes = Array(first..<(first + rank))
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(rank: rank + 2)
  }

  public func call(_ x: Tensor) -> Tensor {
    switch kind {
    case .max: x.max(axes: axes, keepDims: keepDims)
    case .average: x.mean(axes: axes, keepDims: keepDims)
    }
  }
}
