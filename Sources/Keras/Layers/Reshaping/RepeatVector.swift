/// A vector over and over, as a sequence: what a decoder gets from an encoder's last state.
///
/// Input: `[batch, features]`; output: `[batch, count, features]`. Source: `keras.layers.RepeatVector`.
public final class RepeatVector: Layer, UnaryLayer {
  /// How often the vector is repeated.
  public let count: Int

  /// - Parameter count: how often the vector is repeated.
  public init(_ count: Int, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.count = count
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(rank: 2)
  }

  public override func build(_ input: Shape) { requirePositive(count, "count") }

  public func call(_ x: Tensor) -> Tensor { x.expandedDimensions(1).repeated(count, axis: 1) }
}
