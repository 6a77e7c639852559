/// What `Dropout` and `SpatialDropout1D`, `2D` and `3D` share: in training, elements set to 0 with probability `rate` and
/// the others multiplied by `1 / (1 - rate)`.
///
/// Not for use by itself. Source: `keras.src.layers.regularization.dropout`.
public class DropoutLayer: NoiseLayer {
  /// The share of elements that is dropped, in 0...1.
  public let rate: Double

  init(rate: Double, seed: Int?, name: String?, dtype: DTypePolicy?) {
    self.rate = rate
    super.init(isActive: rate > 0, seed: seed, name: name, dtype: dtype)
  }

  /// The shape of the draws: `nil` where an axis has the input's length, 1 where one draw serves the whole axis.
  var drawShape: Shape? { nil }

  public override func build(_ input: Shape) {
    requireShare(rate)
    super.build(input)
  }

  override func disturbed(_ x: Tensor, key: Tensor) -> Tensor {
    let rate = self.rate
    let drawShape = self.drawShape
    return drawing("dropout", x, key: key) { x, key in x.dropping(rate, drawShape: drawShape, key: key) }
  }
}

extension Tensor {
  /// Elements set to 0 with probability `rate`, and the others multiplied by `1 / (1 - rate)`.
  func dropping(_ rate: Double, drawShape: Shape? = nil, key: Tensor) -> Tensor {
    guard rate < 1 else { return self * 0 }
    let keeps = shape.replacing(drawShape).uniform(key) .< (1 - rate)
    return which(keeps, self * (1 / (1 - rate)), 0)
  }
}

extension Shape {
  /// This shape with another's lengths, where that has any.
  func replacing(_ other: Shape?) -> Shape {
    guard let other else { return self }
    return Shape(zip(other.dimensions, dimensions).map { $0 ?? $1 })
  }

  /// Uniform random numbers in 0..<1.
  func uniform(_ key: Tensor) -> Tensor { apply(UniformFromBits(), [Random.bits(self, key: key)]) }

  /// Whether axes of this shape have `other`'s lengths, 1, or are unknown.
  func matchesOrRepeats(to other: Shape) -> Bool {
    zip(dimensions, other.dimensions).allSatisfy { $0 == nil || $1 == nil || $0 == 1 || $0 == $1 }
  }
}

extension Layer {
  /// Makes a noise shape with lengths that are none the layer's error.
  func requireLengths(_ noiseShape: Shape?) {
    guard let noiseShape, noiseShape.dimensions.contains(where: { $0.map { $0 < 1 } ?? false }) else { return }
    fail(
      expected: "noiseShape: positive lengths, nil for the input's", received: "noiseShape: \(noiseShape)",
      fix: "write 1 for an axis that shares its draws")
  }

  /// What is wrong with an input that a noise shape does not fit, if so.
  func noiseShapeError(_ noiseShape: Shape?, _ x: Tensor) -> Tensor? {
    guard let noiseShape, noiseShape.rank != x.rank || !noiseShape.matchesOrRepeats(to: x.shape) else { return nil }
    return failed(
      expected: "an input that noiseShape \(noiseShape) fits: the same lengths, or 1", received: "\(x.type)",
      fix: "give noiseShape one entry for each axis, with the batch: nil for the input's length, or 1")
  }
}
