/// An activation function as a layer of its own: `ActivationLayer(.relu)`.
///
/// Keras calls it `Activation`; that name is the function's type here. Input and output: any shape.
/// Source: `keras.layers.Activation`.
public final class ActivationLayer: Layer, UnaryLayer {
  public let activation: Activation

  /// - Parameter activation: any activation function: `.relu`, `.softmax(axis: 1)`, `Activation { $0 * 2 }`.
  public init(_ activation: Activation, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.activation = activation
    super.init(name: name ?? Naming.unique("activation"), dtype: dtype)
    supportsMasking = true
  }

  public func call(_ x: Tensor) -> Tensor { activation(x) }
}
