/// Where a functional model's data come in: what `Input` made, as an entry of `layers`.
///
/// It computes nothing and has no weights; `output` is the symbolic tensor itself. Source: `keras.layers.InputLayer`.
public final class InputLayer: Layer {
  private let tensor: Tensor

  private init(_ tensor: Tensor, name: String) {
    self.tensor = tensor
    super.init(name: name)
    isBuilt = true
  }

  /// The layer of a model's input: always the same one for what `Input` made.
  static func of(_ tensor: Tensor, name: String) -> InputLayer {
    guard let origin = tensor.inputOrigin else { return InputLayer(tensor, name: name) }
    if let layer = origin.layer { return layer }
    let layer = InputLayer(tensor, name: origin.name)
    origin.layer = layer
    return layer
  }

  override var ends: Ends? { Ends(inputs: [tensor], outputs: [tensor]) }
}
