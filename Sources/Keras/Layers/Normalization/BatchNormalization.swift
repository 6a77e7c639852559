/// Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it:
/// `gamma · (x - mean) / √(variance + epsilon) + beta`.
///
/// In training, mean and variance are those of the batch, and the moving ones follow:
/// `moving · momentum + batch · (1 - momentum)`. Otherwise, or if the layer is frozen (`isTrainable = false`), they are the
/// moving ones. Where the input has a mask, masked positions don't count. 16-bit inputs are computed in `float32`.
///
/// Input and output: `[batch, …, channels]`, or any shape with the channels on `axis`. Weights: `gamma`, `beta`,
/// `moving_mean`, `moving_variance`, each `[channels]`. Source: `keras.layers.BatchNormalization`.
public final class BatchNormalization: Layer, UnaryLayer {
  public let axis: Int
  public let momentum: Double
  public let epsilon: Double
  public let center: Bool
  public let scale: Bool
  private let betaRegularizer: Regularizer?
  private let gammaRegularizer: Regularizer?
  private let betaConstraint: Constraint?
  private let gammaConstraint: Constraint?
  private let betaInitializer: Initializer
  private let gammaInitializer: Initializer
  private let movingMeanInitializer: Initializer
  private let movingVarianceInitializer: Initializer
  private var channelAxis = 0
  @Weight var gamma: Tensor
  @Weight var beta: Tensor
  @Weight(isTrainable: false) var movingMean: Tensor
  @Weight(isTrainable: false) var movingVariance: Tensor

  /// - Parameters:
  ///   - axis: the axis of the channels.
  ///   - momentum: how much of the moving statistics stays after a step, in 0...1.
  ///   - epsilon: added to the variance.
  ///   - center: whether there is a `beta`.
  ///   - scale: whether there is a `gamma`.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones,
    movingMeanInitializer: Initializer = .zeros, movingVarianceInitializer: Initializer = .ones,
    betaRegularizer: Regularizer? = nil, gammaRegularizer: Regularizer? = nil, betaConstraint: Constraint? = nil,
    gammaConstraint: Constraint? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.axis = axis
    self.momentum = momentum
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
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
    if let channels { inputSpec = InputSpec(rank: input.rank, axes: [channelAxis: channels]) }
  }

  public func call(_ input: Tensor) -> Tensor {
    let dtype = input.dtype.promoted(with: .float32)
    let x = input.cast(to: dtype)
    let parameters = ChannelParameters(
      gamma: scale ? value($gamma, dtype) : nil, beta: center ? value($beta, dtype) : nil, axis: channelAxis,
      epsilon: epsilon)
    guard isTraining, isTrainable else {
      let mean = value($movingMean, dtype)
      let variance = value($movingVariance, dtype)
      return parameters.normalize(x, mean: mean, variance: variance).cast(to: computeDType)
    }
    let y: Tensor
    let mean: Tensor
    let variance: Tensor
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
    follow($movingMean, mean, dtype)
    follow($movingVariance, variance, dtype)
    return y.cast(to: computeDType)
  }

  // Not the property's value, which is in the compute type: statistics lose their digits in 16 bits.
  private func value(_ weight: Weight, _ dtype: DType) -> Tensor {
    weight.variable?.value.cast(to: dtype) ?? weight.wrappedValue
  }

  private func follow(_ weight: Weight, _ statistic: Tensor, _ dtype: DType) {
    let statistic = stopGradient(statistic)
    weight.variable?.assign(value(weight, dtype) * momentum + statistic * (1 - momentum))
  }
}
