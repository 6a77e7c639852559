/// In training, multiplies by normal random numbers of mean 1 and variance `rate / (1 - rate)`; else nothing.
///
/// Input and output: any shape. Source: `keras.layers.GaussianDropout` (Srivastava et al., 2014).
public final class GaussianDropout: NoiseLayer {
  /// As strong as a dropout of this rate, in 0..<1.
  public let rate: Double

  /// - Parameters:
  ///   - rate: as strong as a dropout of this rate, in 0..<1.
  ///   - seed: makes the noise repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(_ rate: Double, seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.rate = rate
    super.init(isActive: rate > 0, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ input: Shape) {
    if !(0..<1).contains(rate) {
      fail(expected: "a rate in 0..<1", received: "rate: \(rate)", fix: "give a share below 1, such as 0.5")
    }
    super.build(input)
  }

  override func disturbed(_ x: Tensor, key: Tensor) -> Tensor {
    let deviation = (rate / (1 - rate)).squareRoot()
    return drawing("gaussian_dropout", x, key: key) { x, key in
      x * Random.normal(x.shape, mean: 1, standardDeviation: deviation, dtype: x.dtype, key: key)
    }
  }
}
