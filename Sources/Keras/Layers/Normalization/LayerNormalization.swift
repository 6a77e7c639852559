/// Brings each sample to mean 0 and variance 1 over `axes`, then scales and shifts it:
/// `gamma · (x - mean) / √(variance + epsilon) + beta`.
///
/// 16-bit inputs are computed in `float32`. Input and output: `[batch, …]`. Weights: `gamma`, `beta`, of the lengths of `axes`.
/// Source: `keras.layers.LayerNormalization` (Ba et al., 2016).
public final class LayerNormalization: Layer, UnaryLayer {
  /// The axes over which mean and variance are taken.
  public let axes: [Int]
  public let epsilon: Double
  public let center: Bool
  public let scale: Bool
  /// `rms_scaling` of files that Keras 3.0 to 3.9 wrote: `gamma · x / √(variance + epsilon)`. The mean stays, and there is no `beta`.
  var keepsMean = false
  private let options: ScaleOptions
  private var normalizedAxes: [Int] = []
  /// What normalised values are multiplied by, once the layer is built.
  @Weight public internal(set) var gamma: Tensor
  /// What is added to normalised values, once the layer is built.
  @Weight public internal(set) var beta: Tensor

  /// - Parameters:
  ///   - axis: the axis over which mean and variance are taken.
  ///   - epsilon: added to the variance.
  ///   - center: whether there is a `beta`.
  ///   - scale: whether there is a `gamma`.
  public convenience init(
    axis: Int = -1, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones, betaRegularizer: Regularizer? = nil,
    gammaRegularizer: Regularizer? = nil, betaConstraint: Constraint? = nil, gammaConstraint: Constraint? = nil,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.init(
      axes: [axis], epsilon: epsilon, center: center, scale: scale, betaInitializer: betaInitializer,
      gammaInitializer: gammaInitializer, betaRegularizer: betaRegularizer, gammaRegularizer: gammaRegularizer,
      betaConstraint: betaConstraint, gammaConstraint: gammaConstraint, name: name, dtype: dtype)
  }

  /// - Parameter axes: the axes over which, together, mean and variance are taken.
  public init(
    axes: [Int], epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones, betaRegularizer: Regularizer? = nil,
    gammaRegularizer: Regularizer? = nil, betaConstraint: Constraint? = nil, gammaConstraint: Constraint? = nil,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.axes = axes
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    options = ScaleOptions(
      beta: (betaInitializer, betaRegularizer, betaConstraint),
      gamma: (gammaInitializer, gammaRegularizer, gammaConstraint))
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  // It computes in float32 at least, so that inputs are not rounded first.
  package override var castsInputs: Bool { false }

  public override func build(_ input: Shape) {
    guard let axes = normalizedAxes(axes, of: input) else { return }
    normalizedAxes = axes
    let shape = Shape(axes.map { input[$0] })
    if scale || keepsMean { options.createGamma($gamma, shape) }
    if center && !keepsMean { options.createBeta($beta, shape) }
  }

  public func call(_ x: Tensor) -> Tensor {
    let wide = x.cast(to: x.dtype.promoted(with: .float32))
    if keepsMean {
      let variance = wide.variance(axes: normalizedAxes, keepDims: true)
      let gamma = $gamma.wide(along: normalizedAxes, of: wide)
      return (wide * rsqrt(variance + epsilon) * gamma).cast(to: computeDType)
    }
    var y = wide.standardized(axes: normalizedAxes, epsilon: epsilon)
    if scale { y = y * $gamma.wide(along: normalizedAxes, of: wide) }
    if center { y = y + $beta.wide(along: normalizedAxes, of: wide) }
    return y.cast(to: computeDType)
  }
}
