/// The largest of tensors, element by element. Masked positions of one give way to the others.
///
/// Inputs: tensors of one batch size whose shapes broadcast; output: the broadcast shape.
/// Source: `keras.layers.Maximum`.
public final class Maximum: ElementwiseMerge {
  override func merge(_ inputs: [Tensor]) -> Tensor { fold(inputs, maximum) }
}
