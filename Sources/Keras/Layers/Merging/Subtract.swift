/// The first of two tensors minus the second, element by element.
///
/// Inputs: tensors of one batch size whose shapes broadcast; output: the broadcast shape.
/// Source: `keras.layers.Subtract`.
public final class Subtract: ElementwiseMerge {
  override var countDescription: String { "a list of two tensors" }
  override func accepts(count: Int) -> Bool { count == 2 }
  override func merge(_ inputs: [Tensor]) -> Tensor { inputs[0] - inputs[1] }
}
