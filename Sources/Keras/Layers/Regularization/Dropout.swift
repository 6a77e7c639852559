/// In training, sets elements to 0 with probability `rate` and multiplies the others by `1 / (1 - rate)`; else nothing.
///
/// Input and output: any shape. Source: `keras.layers.Dropout`.
public final class Dropout: Layer, UnaryLayer {
  /// The share of elements that is dropped, in 0...1.
  public let rate: Double
  /// The shape of the mask; `nil` where an axis has the input's length, 1 where one draw serves the whole axis.
  public let noiseShape: Shape?
  // Without a rate there is none, as in Keras' files.
  private let seedGenerator: SeedGenerator?

  /// - Parameters:
  ///   - rate: the share of elements that is dropped, in 0...1.
  ///   - noiseShape: the shape of the mask, with the batch axis: `[nil, 1, nil]` drops a feature of `[batch, time,
  ///     features]` at all times or at none. As the input if `nil`.
  ///   - seed: makes the masks repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    _ rate: Double, noiseShape: Shape? = nil, seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.rate = rate
    self.noiseShape = noiseShape
    seedGenerator = rate > 0 ? SeedGenerator(seed: seed) : nil
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public override func build(_ input: Shape) {
    if !(0...1).contains(rate) {
      fail(
        expected: "a rate in 0...1", received: "rate: \(rate)", fix: "give the share of elements to drop, such as 0.5")
    }
    if let noiseShape, noiseShape.dimensions.contains(where: { $0.map { $0 < 1 } ?? false }) {
      fail(
        expected: "noiseShape: positive lengths, nil for the input's", received: "noiseShape: \(noiseShape)",
        fix: "write 1 for an axis that shares its draws")
    }
    seedGenerator?.state.path =
      (CallContext.current.path + ["seed_generator", "seed_generator_state"]).joined(separator: "/")
  }

  public func call(_ x: Tensor) -> Tensor {
    guard isTraining, let seedGenerator else { return x }
    if let noiseShape, noiseShape.rank != x.rank || !noiseShape.matchesOrRepeats(to: x.shape) {
      return failed(
        expected: "an input that noiseShape \(noiseShape) fits: the same lengths, or 1", received: "\(x.type)",
        fix: "give noiseShape one entry for each axis, with the batch: nil for the input's length, or 1")
    }
    guard rate < 1 else { return x * 0 }
    let rate = self.rate
    let noiseShape = self.noiseShape
    return deferrable("dropout", [x, seedGenerator.next()]) { inputs in
      let x = inputs[0]
      var shape = x.shape
      if let noiseShape { shape.dimensions = zip(noiseShape.dimensions, shape.dimensions).map { $0 ?? $1 } }
      let uniform = apply(UniformFromBits(), [Random.bits(shape, key: inputs[1])])
      return [which(uniform .< (1 - rate), x * (1 / (1 - rate)), 0)]
    }[0]
  }
}

extension Shape {
  /// Whether axes of this shape have `other`'s lengths, 1, or are unknown.
  fileprivate func matchesOrRepeats(to other: Shape) -> Bool {
    zip(dimensions, other.dimensions).allSatisfy { $0 == nil || $1 == nil || $0 == 1 || $0 == $1 }
  }
}
