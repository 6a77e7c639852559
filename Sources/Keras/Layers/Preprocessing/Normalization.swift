/// Brings features to mean 0 and variance 1, with numbers learned from data beforehand: `(x - mean) / √variance`.
///
/// ```swift
/// let normalization = Normalization()
/// try normalization.adapt(features)
/// ```
/// Input and output: `[batch, …]`. Weights, unless mean and variance are given: `mean`, `variance`, of the lengths of `axes`, and
/// `count`; training leaves them alone. Source: `keras.layers.Normalization`.
public final class Normalization: Layer, UnaryLayer {
  /// The axes along which each position has a mean and a variance of its own.
  public let axes: [Int]
  /// Whether normalized features are brought back: `x · √variance + mean`.
  public let invert: Bool
  let given: (mean: Tensor, variance: Tensor)?
  private let isHalfGiven: Bool
  private var keptAxes: [Int] = []
  private var learned: (mean: Variable, variance: Variable)?

  /// - Parameters:
  ///   - axis: the axis along which each position has a mean and a variance of its own: -1, the features. `nil` for one mean
  ///     and one variance of everything.
  ///   - mean: known beforehand, together with `variance`: one number, or one for each position of the axis.
  ///   - variance: known beforehand.
  ///   - invert: whether normalized features are brought back.
  public convenience init(
    axis: Int? = -1, mean: Tensor? = nil, variance: Tensor? = nil, invert: Bool = false, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.init(
      axes: axis.map { [$0] } ?? [], mean: mean, variance: variance, invert: invert, name: name, dtype: dtype)
  }

  /// - Parameter axes: the axes along which each position has a mean and a variance of its own.
  public init(
    axes: [Int], mean: Tensor? = nil, variance: Tensor? = nil, invert: Bool = false, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.axes = axes
    self.invert = invert
    given = mean.flatMap { mean in variance.map { (mean: mean, variance: $0) } }
    isHalfGiven = (mean == nil) != (variance == nil)
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public override func build(_ input: Shape) {
    if isHalfGiven {
      return fail(expected: "mean and variance together, or neither", received: "one of them", fix: "give both")
    }
    if axes.isEmpty {
      keptAxes = []
    } else {
      guard let kept = normalizedAxes(axes, of: input) else { return }
      keptAxes = kept
    }
    let shape = Shape(keptAxes.map { input[$0] })
    if let given {
      check(given.mean, shape)
      check(given.variance, shape)
      return
    }
    let mean = addWeight("mean", shape: shape, initializer: .zeros, isTrainable: false)
    let variance = addWeight("variance", shape: shape, initializer: .ones, isTrainable: false)
    addWeight("count", shape: [], initializer: .zeros, isTrainable: false, dtype: .int64)
    learned = (mean, variance)
  }

  private func check(_ statistic: Tensor, _ shape: Shape) {
    guard statistic.error == nil, statistic.shape.broadcast(with: shape) != shape else { return }
    fail(
      expected: "mean and variance that broadcast to \(shape), the lengths of the axes \(keptAxes)",
      received: "\(statistic.type)", fix: "give one number, or one for each position")
  }

  public func call(_ x: Tensor) -> Tensor {
    let x = x.cast(to: computeDType)
    let mean = spread(learned?.mean.value ?? given?.mean, x.rank)
    let deviation = maximum(sqrt(spread(learned?.variance.value ?? given?.variance, x.rank)), Losses.epsilon)
    return invert ? mean + x * deviation : (x - mean) / deviation
  }

  /// A statistic in the compute type, its axes at their places among `rank`.
  private func spread(_ statistic: Tensor?, _ rank: Int) -> Tensor {
    let statistic = (statistic ?? Tensor(0.0)).cast(to: computeDType)
    if statistic.error != nil || statistic.rank == 0 { return statistic }
    var lengths = [Int?](repeating: 1, count: rank)
    for (axis, length) in zip(keptAxes.suffix(statistic.rank), statistic.shape.dimensions) { lengths[axis] = length }
    return statistic.reshaped(Shape(lengths))
  }

  /// Learns mean and variance from data, in place of what was learned before.
  ///
  /// - Parameter data: the whole data set, `[samples, …]`.
  /// - Throws: if mean and variance were given, or the data don't fit the inputs that the layer was built for.
  public func adapt(_ data: Tensor) throws { try adapt(batches: [data]) }

  /// Learns mean and variance from data in batches, in place of what was learned before.
  ///
  /// - Parameter batches: `[samples, …]` each.
  /// - Throws: if mean and variance were given, there are no batches, or one does not fit the inputs that the layer was built
  ///   for.
  public func adapt(batches: some Sequence<Tensor>) throws {
    var total: (mean: Tensor, variance: Tensor, count: Double)?
    for batch in batches {
      let batch = try batch.checked().cast(to: .float32)
      // A batch without numbers says nothing.
      if batch.shape.count == 0 { continue }
      if let error = buildIfNeeded([batch]) { throw error }
      try requireFit(batch)
      let reduced = (0..<batch.rank).filter { !keptAxes.contains($0) }
      // Without axes to average over each number is its own mean.
      let (mean, variance) = reduced.isEmpty ? (mean: batch, variance: batch * 0) : batch.moments(axes: reduced)
      let count = Double(reduced.reduce(1) { $0 * (batch.shape[$1] ?? 1) })
      guard let old = total else {
        total = (mean, variance, count)
        continue
      }
      // The variance of both together: that within each, and that between them (lack of fit).
      let share = count / (old.count + count)
      let joint = old.mean * (1 - share) + mean * share
      let within = (old.variance + square(old.mean - joint)) * (1 - share)
      total = (joint, within + (variance + square(mean - joint)) * share, old.count + count)
    }
    guard let total, let learned else {
      throw KerasError(
        "\(displayName) cannot adapt.",
        expected: given == nil ? "at least one sample" : "a layer without given statistics",
        received: given == nil ? "none" : "mean and variance, given when the layer was made",
        fix: given == nil ? "check what gives the batches" : "leave out mean and variance to learn them")
    }
    learned.mean.assign(total.mean.cast(to: learned.mean.dtype))
    learned.variance.assign(total.variance.cast(to: learned.variance.dtype))
    try evaluate([learned.mean.value, learned.variance.value])
  }

  private func requireFit(_ batch: Tensor) throws {
    guard let learned, Shape(keptAxes.map { batch.shape[$0] }) != learned.mean.shape else { return }
    throw KerasError(
      "\(displayName) cannot adapt.", expected: "data with the lengths \(learned.mean.shape) on the axes \(keptAxes)",
      received: "\(batch.type)", fix: "give data as the layer's inputs, or make a new layer")
  }
}
