/// `x` if positive, else `alpha · x` with a slope that is learned for each position.
///
/// Input and output: `[batch, …]`. Weights: `alpha`, as the input without its batch, with 1 for shared axes.
/// Source: `keras.layers.PReLU`.
public final class PReLU: Layer, UnaryLayer {
  /// The axes, counted from 1, along which one slope serves all positions.
  public let sharedAxes: [Int]
  private let alphaInitializer: Initializer
  private let alphaRegularizer: Regularizer?
  private let alphaConstraint: Constraint?
  /// The slopes below zero, once the layer is built.
  @Weight public internal(set) var alpha: Tensor

  /// - Parameter sharedAxes: the axes, counted from 1 since the batch always shares, along which one slope serves all
  ///   positions: `[1, 2]` has one slope for each channel of images. Default none.
  public init(
    alphaInitializer: Initializer = .zeros, alphaRegularizer: Regularizer? = nil, alphaConstraint: Constraint? = nil,
    sharedAxes: [Int] = [], name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.sharedAxes = sharedAxes
    self.alphaInitializer = alphaInitializer
    self.alphaRegularizer = alphaRegularizer
    self.alphaConstraint = alphaConstraint
    super.init(name: name, dtype: dtype)
    supportsMasking = true
    inputSpec = InputSpec(minimumRank: 1)
  }

  public override func build(_ input: Shape) {
    guard sharedAxes.allSatisfy({ (1..<max(input.rank, 1)).contains($0) }) else {
      return fail(
        expected: "sharedAxes in 1..<\(input.rank) of \(input.batchDescription)", received: "sharedAxes: \(sharedAxes)",
        fix: "count axes from 1; the batch axis 0 always shares")
    }
    var lengths = input.dimensions
    for axis in sharedAxes { lengths[axis] = 1 }
    $alpha.create(
      Shape(Array(lengths.dropFirst())), initializer: alphaInitializer, regularizer: alphaRegularizer,
      constraint: alphaConstraint)
    var axes: [Int: Int] = [:]
    for axis in lengths.indices.dropFirst() where !sharedAxes.contains(axis) { axes[axis] = lengths[axis] }
    inputSpec = InputSpec(rank: input.rank, axes: axes)
  }

  public func call(_ x: Tensor) -> Tensor {
    let x = x.cast(to: computeDType)
    return relu(x) - alpha * relu(-x)
  }
}
