/// `x` if positive, else `alpha (eˣ - 1)`.
///
/// Input and output: any shape. Source: `keras.layers.ELU`.
public final class ELU: Layer, UnaryLayer {
  public let alpha: Double

  /// - Parameter alpha: minus the limit for small inputs. Default 1.
  public init(alpha: Double = 1, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.alpha = alpha
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public func call(_ x: Tensor) -> Tensor { Activation.elu(alpha: alpha)(x) }
}
