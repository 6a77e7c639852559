import TensorGraph

/// A layer that has another one inside, and does something before or behind it: the base of `TimeDistributed` and of wrappers of
/// your own.
///
/// A subclass conforms to `UnaryLayer` and computes in `call`; the layer inside is built for the wrapper's input unless `build` does
/// otherwise. One line more makes it one that is saved:
/// ```swift
/// final class Scaled: Wrapper, UnaryLayer {
///   func call(_ x: Tensor) -> Tensor { inner(x) * 2 }
/// }
/// extension Scaled: Configurable {
///   convenience init(configuration: Configuration) throws { try self.init(configuration.layer) }
/// }
/// ```
/// Source: `keras.layers.Wrapper`.
open class Wrapper: Layer {
  /// The layer inside.
  public let layer: Layer

  /// - Parameter layer: the layer inside.
  public init(_ layer: Layer, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.layer = layer
    super.init(name: name, dtype: dtype)
  }

  open override func build(_ input: Shape) { buildInner(input) }

  /// Makes the weights of the layer inside for inputs of this shape; its error becomes the wrapper's.
  public func buildInner(_ input: Shape) {
    let placeholder = Tensor.symbolicInput(name: name, type: TensorType(input, computeDType))
    if let error = layer.buildIfNeeded([placeholder]) { buildError = buildError ?? error }
  }

  /// Calls the layer inside on one tensor.
  public func inner(_ x: Tensor) -> Tensor { inner([x])[0] }

  /// Calls the layer inside on a list of tensors.
  public func inner(_ inputs: [Tensor]) -> [Tensor] {
    let (file, line) = (CallSite.current?.file ?? name, CallSite.current?.line ?? 0)
    return layer.invoke(inputs, training: nil, file: file, line: line)
  }
}
