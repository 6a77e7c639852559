/// The sum of tensors, element by element.
///
/// Inputs: tensors of one batch size whose shapes broadcast; output: the broadcast shape.
/// Source: `keras.layers.Add`.
public final class Add: ElementwiseMerge {
  override func merge(_ inputs: [Tensor]) -> Tensor { inputs.dropFirst().reduce(inputs[0], +) }
}
