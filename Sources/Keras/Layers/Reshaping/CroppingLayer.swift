/// What `Cropping1D`, `Cropping2D` and `Cropping3D` share: sequences and images without their margins.
///
/// Not for use by itself. Source: `keras.src.layers.reshaping.cropping2d`.
public class CroppingLayer: Layer, UnaryLayer {
  /// How many elements are taken away before and after each spatial axis.
  public let cropping: Margins
  public let dataFormat: DataFormat
  private let spatialRank: Int
  private var widths: [(Int, Int)] = []

  init(rank: Int, cropping: Margins, dataFormat: DataFormat, name: String?, dtype: DTypePolicy?) {
    spatialRank = rank
    self.cropping = cropping
    self.dataFormat = dataFormat
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(rank: rank + 2)
  }

  public override func build(_ input: Shape) {
    widths = marginPairs(cropping, "cropping", rank: spatialRank).map { spatial($0, dataFormat) } ?? []
  }

  public func call(_ x: Tensor) -> Tensor {
    for (axis, (low, high)) in widths.enumerated() {
      guard let length = x.shape[axis], low + high > 0, low + high >= length else { continue }
      return failed(
        expected: "more than \(low + high) positions along axis \(axis), which cropping takes away",
        received: x.type.batchDescription, fix: "crop less, or give a larger input")
    }
    let widths = self.widths
    return deferrable("cropping", x) { x in
      let isCropped = widths.map { $0.0 + $0.1 > 0 }
      guard x.shape.dimensions.indices.allSatisfy({ !isCropped[$0] || x.shape[$0] != nil }) else {
        return apply(
          Pad(low: widths.map { -$0.0 }, high: widths.map { -$0.1 }, interior: widths.map { _ in 0 }, value: .real(0)),
          [x])
      }
      let ends = x.shape.dimensions.indices.map { isCropped[$0] ? (x.shape[$0] ?? 0) - widths[$0].1 : Slice.whole }
      return apply(Slice(starts: widths.map(\.0), ends: ends, steps: widths.map { _ in 1 }), [x])
    }
  }
}
