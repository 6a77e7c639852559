/// In training, adds normal random numbers of mean 0; else nothing.
///
/// Input and output: any shape. Source: `keras.layers.GaussianNoise`.
public final class GaussianNoise: NoiseLayer {
  /// Of the noise, in 0...1.
  public let standardDeviation: Double

  /// - Parameters:
  ///   - standardDeviation: of the noise, in 0...1.
  ///   - seed: makes the noise repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(_ standardDeviation: Double, seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.standardDeviation = standardDeviation
    super.init(isActive: standardDeviation > 0, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    if !(0...1).contains(standardDeviation) {
      fail(
        expected: "a standard deviation in 0...1", received: "standardDeviation: \(standardDeviation)",
        fix: "scale the input to about that size first, for example with Normalization")
    }
    super.build(input)
  }

  override func disturbed(_ x: Tensor, key: Tensor) -> Tensor {
    let deviation = standardDeviation
    return drawing("gaussian_noise", x, key: key) { x, key in
      x + Random.normal(x.shape, standardDeviation: deviation, dtype: x.dtype, key: key)
    }
  }
}
