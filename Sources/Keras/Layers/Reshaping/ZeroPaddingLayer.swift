/// What `ZeroPadding1D`, `ZeroPadding2D` and `ZeroPadding3D` share: zeros around sequences and images.
///
/// Not for use by itself. Source: `keras.src.layers.reshaping.zero_padding2d`.
public class ZeroPaddingLayer: Layer, UnaryLayer {
  /// How many zeros before and after each spatial axis.
  public let padding: Margins
  public let dataFormat: DataFormat
  private let spatialRank: Int
  private var widths: [(Int, Int)] = []

  init(rank: Int, padding: Margins, dataFormat: DataFormat, name: String?, dtype: DTypePolicy?) {
    spatialRank = rank
    self.padding = padding
    self.dataFormat = dataFormat
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(rank: rank + 2)
  }

  public override func build(_ input: Shape) {
    widths = marginPairs(padding, "padding", rank: spatialRank).map { spatial($0, dataFormat) } ?? []
  }

  public func call(_ x: Tensor) -> Tensor { x.padded(widths) }
}
