/// Brings each group of channels of a sample to mean 0 and variance 1, then scales and shifts each channel:
/// `gamma · (x - mean) / √(variance + epsilon) + beta`.
///
/// 16-bit inputs are computed in `float32`. Input and output: `[batch, …, channels]`, or any shape with the channels on `axis`.
/// Weights: `gamma`, `beta`, each `[channels]`. Source: `keras.layers.GroupNormalization` (Wu and He, 2018).
public final class GroupNormalization: Layer, UnaryLayer {
  /// The number of groups; -1 for one channel in each.
  public let groups: Int
  public let axis: Int
  public let epsilon: Double
  public let center: Bool
  public let scale: Bool
  private let options: ScaleOptions
  private var channelAxis = 0
  private var groupCount = 1
  /// What normalised values are multiplied by, once the layer is built.
  @Weight public internal(set) var gamma: Tensor
  /// What is added to normalised values, once the layer is built.
  @Weight public internal(set) var beta: Tensor

  /// - Parameters:
  ///   - groups: how many groups; it divides the number of channels. -1 for one channel in each group. Default 32.
  ///   - axis: the axis of the channels.
  ///   - epsilon: added to the variance.
  ///   - center: whether there is a `beta`.
  ///   - scale: whether there is a `gamma`.
  public init(
    groups: Int = 32, axis: Int = -1, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: Initializer = .zeros, gammaInitializer: Initializer = .ones, betaRegularizer: Regularizer? = nil,
    gammaRegularizer: Regularizer? = nil, betaConstraint: Constraint? = nil, gammaConstraint: Constraint? = nil,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.groups = groups
    self.axis = axis
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
    guard let axes = normalizedAxes([axis], of: input), axes[0] > 0 else {
      return fail(
        expected: "the axis of the channels in \(input.batchDescription)", received: "axis: \(axis)",
        fix: "give an axis behind the batch: -1 is the last")
    }
    channelAxis = axes[0]
    guard let channels = input[channelAxis] else {
      return fail(
        expected: "a known number of channels on axis \(channelAxis)", received: "\(input.batchDescription)",
        fix: "give the Input a length for that axis")
    }
    groupCount = groups == -1 ? channels : groups
    guard groupCount > 0, channels % groupCount == 0 else {
      return fail(
        expected: "groups that divide the \(channels) channels of \(input.batchDescription), or -1",
        received: "groups: \(groups)", fix: "give a divisor of \(channels), or -1 for one channel in each group")
    }
    if scale { options.createGamma($gamma, [channels]) }
    if center { options.createBeta($beta, [channels]) }
    inputSpec = InputSpec(rank: input.rank, axes: [channelAxis: channels])
  }

  public func call(_ x: Tensor) -> Tensor {
    let wide = x.cast(to: x.dtype.promoted(with: .float32))
    let (axis, count, epsilon) = (channelAxis, groupCount, self.epsilon)
    var y = deferrable("group_normalization", wide) { x in
      var lengths = x.shape.dimensions
      lengths[axis] = lengths[axis].map { $0 / count }
      lengths.insert(count, at: axis)
      let axes = Array(1..<lengths.count).filter { $0 != axis }
      return x.reshaped(Shape(lengths)).standardized(axes: axes, epsilon: epsilon).reshaped(x.shape)
    }
    if scale { y = y * $gamma.wide(along: [axis], of: wide) }
    if center { y = y + $beta.wide(along: [axis], of: wide) }
    return y.cast(to: computeDType)
  }
}
