/// What the poolings of all ranks share: the maximum or average of each window. Padding never counts.
///
/// Not for use by itself. Source: `keras.src.layers.pooling.base_pooling`.
public class PoolingLayer: Layer, UnaryLayer {
  public let poolSize: WindowSize
  public let strides: WindowSize
  public let padding: Padding
  public let dataFormat: DataFormat
  private let spatialRank: Int
  private let kind: Pool.Kind
  private var window: Window?

  init(
    rank: Int, kind: Pool.Kind, poolSize: WindowSize, strides: WindowSize?, padding: Padding, dataFormat: DataFormat,
    name: String?, dtype: DTypePolicy?
  ) {
    spatialRank = rank
    self.kind = kind
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
    self.dataFormat = dataFormat
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(rank: rank + 2)
  }

  public override func build(_ input: Shape) {
    guard let size = windowLengths(poolSize, "poolSize", rank: spatialRank),
      let strideLengths = windowLengths(strides, "strides", rank: spatialRank)
    else { return }
    let window = Window(size: size, strides: strideLengths, dilation: size.map { _ in 1 }, padding: padding.border)
    requireRoom(for: window, in: input, dataFormat, argument: "poolSize")
    self.window = window
  }

  public func call(_ x: Tensor) -> Tensor {
    guard let window else { return x }
    let kind = self.kind
    // An average of integers is none.
    let x = kind == .average && !x.dtype.isFloating ? x.cast(to: computeDType) : x
    return overWindows("\(kind.rawValue)_pool", x, dataFormat, defers: window.dependsOnUnknown) { x, _ in
      apply(Pool(kind: kind, window: window.size, geometry: window.geometry(over: x)), [x])
    }
  }
}
