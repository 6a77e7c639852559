/// The axes after the batch in another order.
///
/// Input: `[batch, …]`; output: `[batch, …]`, whose axis `i` is the input's axis `axes[i - 1]`.
/// Source: `keras.layers.Permute`.
public final class Permute: Layer, UnaryLayer {
  /// The axes, counted from 1 since the batch stays first.
  public let axes: [Int]

  /// - Parameter axes: each axis after the batch once, counted from 1: `[2, 1]` exchanges the two axes of a matrix.
  public init(_ axes: [Int], name: String? = nil, dtype: DTypePolicy? = nil) {
    self.axes = axes
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(rank: axes.count + 1)
  }

  public override func build(_ input: Shape) {
    guard axes.sorted() != Array(1..<(axes.count + 1)) else { return }
    fail(
      expected: "each of the axes 1...\(axes.count) once", received: "axes: \(axes)",
      fix: "count from 1; the batch axis 0 stays first")
  }

  public func call(_ x: Tensor) -> Tensor { x.transposed([0] + axes) }
}
