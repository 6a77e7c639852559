/// What `UpSampling1D`, `UpSampling2D` and `UpSampling3D` share: each element several times, or values in between.
///
/// Not for use by itself. Source: `keras.src.layers.reshaping.up_sampling2d`.
public class UpSamplingLayer: Layer, UnaryLayer {
  /// How many times longer each spatial axis becomes.
  public let size: WindowSize
  public let dataFormat: DataFormat
  private let spatialRank: Int
  private let kind: Interpolation
  private var factors: [Int] = []

  init(
    rank: Int, size: WindowSize, dataFormat: DataFormat, interpolation: Interpolation, name: String?,
    dtype: DTypePolicy?
  ) {
    spatialRank = rank
    self.size = size
    self.dataFormat = dataFormat
    kind = interpolation
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(rank: rank + 2)
  }

  public override func build(_ input: Shape) { factors = windowLengths(size, "size", rank: spatialRank) ?? [] }

  public func call(_ x: Tensor) -> Tensor {
    let first = dataFormat.firstSpatialAxis
    return factors.enumerated().reduce(x) { x, factor in
      kind.enlarge(x, axis: first + factor.offset, by: factor.element)
    }
  }
}
