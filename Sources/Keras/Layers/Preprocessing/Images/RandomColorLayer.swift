/// What layers share that change the values of pixels by a random factor in training, each image of a batch by another.
///
/// Not for use by itself; see `RandomImageLayer` for shapes.
public class RandomColorLayer: RandomImageLayer {
  /// The bounds of the random factor, as far as the layer doesn't say otherwise.
  public let factor: FactorRange
  /// The least and the largest value of pixels.
  public let valueRange: ClosedRange<Double>
  private let factorLimits: ClosedRange<Double>
  private let needsColors: Bool

  init(
    _ factor: FactorRange, in factorLimits: ClosedRange<Double>, valueRange: ClosedRange<Double>,
    needsColors: Bool = false, dataFormat: DataFormat, seed: Int?, name: String?, dtype: DTypePolicy?
  ) {
    self.factor = factor
    self.factorLimits = factorLimits
    self.valueRange = valueRange
    self.needsColors = needsColors
    super.init(dataFormat: dataFormat, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    require(factor, in: factorLimits, "factor")
    if needsColors { requireColors(input) }
    super.build(input)
  }

  /// Cut off at the least and the largest value.
  func limited(_ images: Tensor) -> Tensor { clip(images, valueRange.lowerBound, valueRange.upperBound) }
}
