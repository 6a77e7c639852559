/// Numbers as the intervals they lie in.
///
/// With `boundaries: [0, 1, 2]` there are four: below 0, from 0 to 1, from 1 to 2, and from 2 on. Input: any shape; output: the same, `int32`,
/// or as `CategoryEncoding` encodes it. Source: `keras.layers.Discretization`.
public final class Discretization: Layer, UnaryLayer {
  /// Where intervals end, in ascending order; a boundary is in the interval above it.
  public let boundaries: [Double]
  /// How intervals become vectors; their numbers if `nil`.
  public let outputMode: CategoryEncoding.OutputMode?

  /// - Parameters:
  ///   - boundaries: where intervals end, in ascending order.
  ///   - outputMode: how intervals become vectors; their numbers if `nil`.
  public init(
    boundaries: [Double], outputMode: CategoryEncoding.OutputMode? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.boundaries = boundaries
    self.outputMode = outputMode
    super.init(name: name, dtype: dtype)
  }

  package override var castsInputs: Bool { false }

  public override func build(_ input: Shape) {
    guard boundaries.isEmpty || zip(boundaries, boundaries.dropFirst()).contains(where: { $0 >= $1 }) else { return }
    fail(
      expected: "boundaries in ascending order, at least one", received: "boundaries: \(boundaries)",
      fix: "sort them, and give each once")
  }

  public func call(_ x: Tensor) -> Tensor {
    let limits = Tensor(boundaries.map(Float.init))
    let interval = (x.cast(to: .float32).expandedDimensions(-1) .>= limits).cast(to: .int32).sum(axis: -1)
    return outputMode.map { $0.encoded(interval, count: boundaries.count + 1, dtype: computeDType) } ?? interval
  }
}
