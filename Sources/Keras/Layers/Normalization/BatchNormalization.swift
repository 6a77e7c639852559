/// Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it:
/// `gamma · (x - mean) / √(variance + epsilon) + beta`.
///
/// In training, mean and variance are those of the batch, and the moving ones follow:
/// `moving · momentum + batch · (1 - momentum)`. Otherwise, or if the layer is frozen (`isTrainable = false`), they are the
/// moving ones. Where the input has a mask, masked positions don't count. 16-bit inputs are computed in `float32`.
///
/// With `renorm` (Ioffe 2017) training normalizes nearly by moving statistics too: `gamma · (x̂ · r + d) + beta`, where x̂ is normalized
/// by the batch, `r = deviation of the batch / moving deviation` and `d = (mean of the batch - moving mean) / moving deviation`,
/// both clipped and without a gradient.
///
/// Input and output: `[batch, …, channels]`, or any shape with the channels on `axis`. Weights: `gamma`, `beta`,
/// `moving_mean`, `moving_variance`, each `[channels]`; with `renorm` also `moving_stddev`, `renorm_mean`, `renorm_stddev`. Source: `keras.layers.BatchNormalization`.
public final class BatchNormalization: Layer, UnaryLayer {
  /// How far the corrections of `renorm` may go; without limit where `nil`.
  public struct RenormClipping: Sendable, Hashable {
    /// The largest factor r.
    public var rmax: Double?
    /// The least factor r.
    public var rmin: Double?
    /// The largest shift d to both sides.
    public var dmax: Double?

    public init(rmax: Double? = nil, rmin: Double? = nil, dmax: Double? = nil) {
      self.rmax = rmax
      self.rmin = rmin
      self.dmax = dmax
    }
  }

  public let axis: Int
  public let momentum: Double
  public let epsilon: Double
  public let center: Bool
  public let scale: Bool
  public let renorm: Bool
  public let renormClipping: RenormClipping?
  /// How much of the statistics that `renorm` corrects with stays after a step.
  public let renormMomentum: Double
  /// Kept for files: the whole batch is always in one place.
  public let synchronized: Bool
  private let betaRegularizer: Regularizer?
  private let gammaRegularizer: Regularizer?
  private let betaConstraint: Constraint?
  private let gammaConstraint: Constraint?
  private let betaInitializer: Initializer
  private let gammaInitializer: Initializer
  private let movingMeanInitializer: Initializer
  private let movingVarianceInitializer: Initializer
  private var channelAxis = 0
  /// What normalised values are multiplied by, once the layer is built.
  @Weight public internal(set) var gamma: Tensor
  /// What is added to normalised values, once the layer is built.
  @Weight public internal(set) var beta: Tensor
  /// The mean that is used outside of training, once the layer is built.
  @Weight(isTrainable: false) public internal(set) var movingMean: Tensor
  /// The variance that is used outside of training, once the layer is built.
  @Weight(isTrainable: false) public internal(set) var movingVariance: Tensor
  /// The deviation that renormalization keeps, once the layer is built.
  @Weight(isTrainable: false) public internal(set) var movingStddev: Tensor
  /// The mean that renormalization corrects towards, once the layer is built.
  @Weight(isTrainable: false) public internal(set) var renormMean: Tensor
  /// The deviation that renormalization corrects towards, once the layer is built.
  @Weight(isTrainable: false) public internal(set) var renormStddev: Tensor

  /// - Parameters:
  ///   - axis: the axis of the channels.
  ///   - momentum: how much of the moving statistics stays after a step, in 0...1.
  ///   - epsilon: added to the variance.
  ///   - center: whether there is a `beta`.
  ///   - scale: whether there is a `gamma`.
  ///   - renorm: whether training corrects the batch's statistics by moving ones.
  ///   - renormClipping: how far the corrections may go; without limit if `nil`.
  ///   - renormMomentum: how much of the statistics for the corrections stays after a step, in 0...1.
  ///   - synchronized: accepted for Keras' sake: the whole batch is always in one place.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
    movingMeanInitializer: Initializer = .zeros, movingVarianceInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil, betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil, renorm: Bool = false, renormClipping: RenormClipping? = nil,
    renormMomentum: Double = 0.99, synchronized: Bool = false, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.axis = axis
    self.momentum = momentum
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    self.renorm = renorm
    self.renormClipping = renormClipping
    self.renormMomentum = renormMomentum
    self.synchronized = synchronized
    self.betaRegularizer = betaRegularizer
    self.gammaRegularizer = gammaRegularizer
    self.betaConstraint = betaConstraint
    self.gammaConstraint = gammaConstraint
    self.betaInitializer = betaInitializer
    self.gammaInitializer = gammaInitializer
    self.movingMeanInitializer = movingMeanInitializer
    self.movingVarianceInitializer = movingVarianceInitializer
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public override func build(_ input: Shape) {
    guard let channelAxis = input.resolve(axis: axis) else {
      return fail(
        expected: "an axis of \(input.batchDescription)", received: "axis: \(axis)",
        fix: "give the axis of the channels: -1 is the last")
    }
    self.channelAxis = channelAxis
    let channels = input[channelAxis]
    if scale {
      $gamma.create(
        [channels], initializer: gammaInitializer, regularizer: gammaRegularizer, constraint: gammaConstraint)
    }
    if center {
      $beta.create([channels], initializer: betaInitializer, regularizer: betaRegularizer, constraint: betaConstraint)
    }
    $movingMean.create([channels], initializer: movingMeanInitializer)
    $movingVariance.create([channels], initializer: movingVarianceInitializer)
    if renorm { buildRenorm(channels) }
    if let channels { inputSpec = InputSpec(rank: input.rank, axes: [channelAxis: channels]) }
  }

  private func buildRenorm(_ channels: Int?) {
    let limits = renormClipping ?? RenormClipping()
    if let rmax = limits.rmax, let rmin = limits.rmin, !(rmin <= rmax) {
      fail(expected: "rmin of at most rmax", received: "rmin: \(rmin) and rmax: \(rmax)", fix: "exchange the two")
    }
    if let dmax = limits.dmax { requireNotNegative(dmax, "dmax") }
    let variance = movingVarianceInitializer
    let deviation = Initializer("moving_stddev") { sqrt(variance($0, dtype: $1)) }
    $movingStddev.create([channels], initializer: deviation)
    $renormMean.create([channels], initializer: movingMeanInitializer)
    $renormStddev.create([channels], initializer: deviation)
  }

  public func call(_ input: Tensor) -> Tensor {
    let dtype = input.dtype.promoted(with: .float32)
    let x = input.cast(to: dtype)
    var parameters = ChannelParameters(
      gamma: scale ? value($gamma, dtype) : nil, beta: center ? value($beta, dtype) : nil, axis: channelAxis,
      epsilon: epsilon)
    guard isTraining, isTrainable else {
      let mean = value($movingMean, dtype)
      let variance = value($movingVariance, dtype)
      return parameters.normalize(x, mean: mean, variance: variance).cast(to: computeDType)
    }
    var y: Tensor
    let mean: Tensor
    let variance: Tensor
    // The correction stands where gamma and beta do, and is 1 and 0 for those that the batch is normalized without.
    let isCorrected = renorm
    if isCorrected { (parameters.gamma, parameters.beta) = (nil, nil) }
    if let mask = input.mask {
      guard mask.rank == x.rank - 1 else {
        return failed(
          expected: "a mask with one axis less than the input", received: "mask \(mask.type) of an input \(input.type)",
          fix: "normalize before the mask's axes are folded, or drop the mask with masked(by: nil)")
      }
      (mean, variance) = parameters.maskedMoments(x, mask)
      y = parameters.normalize(x, mean: mean, variance: variance)
    } else {
      (y, mean, variance) = parameters.normalizeBatch(x)
    }
    if let error = y.error { return .failed(error) }
    guard isCorrected else {
      follow($movingMean, mean, dtype, momentum)
      follow($movingVariance, variance, dtype, momentum)
      return y.cast(to: computeDType)
    }
    y = corrected(y, mean: stopGradient(mean), variance: stopGradient(variance), dtype)
    return y.cast(to: computeDType)
  }

  // Not the property's value, which is in the compute type: statistics lose their digits in 16 bits.
  private func value(_ weight: Weight, _ dtype: DType) -> Tensor {
    weight.variable?.value.cast(to: dtype) ?? weight.wrappedValue
  }

  @discardableResult
  private func follow(_ weight: Weight, _ statistic: Tensor, _ dtype: DType, _ momentum: Double) -> Tensor {
    let statistic = stopGradient(statistic)
    let new = value(weight, dtype) * momentum + statistic * (1 - momentum)
    weight.variable?.assign(new)
    return new
  }

  /// What the batch's statistics normalized, brought nearer to what moving ones would give; these follow.
  private func corrected(_ y: Tensor, mean: Tensor, variance: Tensor, _ dtype: DType) -> Tensor {
    let deviation = sqrt(variance + epsilon)
    // Not 0, as it may be at first.
    let moving = maximum(value($renormStddev, dtype), epsilon.squareRoot())
    var r = deviation / moving
    var d = (mean - value($renormMean, dtype)) / moving
    if let rmin = renormClipping?.rmin { r = maximum(r, rmin) }
    if let rmax = renormClipping?.rmax { r = minimum(r, rmax) }
    if let dmax = renormClipping?.dmax { d = minimum(maximum(d, -dmax), dmax) }
    if scale {
      let gamma = value($gamma, dtype)
      (r, d) = (stopGradient(r) * gamma, stopGradient(d) * gamma)
    }
    if center { d = d + value($beta, dtype) }
    follow($renormMean, mean, dtype, renormMomentum)
    follow($renormStddev, deviation, dtype, renormMomentum)
    follow($movingMean, mean, dtype, momentum)
    let following = follow($movingStddev, deviation, dtype, momentum)
    $movingVariance.variable?.assign(relu(following * following - epsilon))
    return y * ChannelParameters.spread(r, channelAxis, y.rank) + ChannelParameters.spread(d, channelAxis, y.rank)
  }
}
