/// The input as it is: a place to name, or to be replaced.
///
/// Keras calls it `Identity`. Input and output: any shape. Source: `keras.layers.Identity`.
public final class IdentityLayer: Layer, UnaryLayer {
  /// - Parameter name: `identity`, `identity_1`, … if `nil`.
  public override init(name: String? = nil, dtype: DTypePolicy? = nil) {
    super.init(name: name ?? Naming.unique("identity"), dtype: dtype)
    supportsMasking = true
  }

  public func call(_ x: Tensor) -> Tensor { x }
}
