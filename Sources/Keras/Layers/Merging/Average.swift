/// The mean of tensors, element by element.
///
/// Inputs: tensors of one batch size whose shapes broadcast; output: the broadcast shape.
/// Source: `keras.layers.Average`.
public final class Average: ElementwiseMerge {
  override func merge(_ inputs: [Tensor]) -> Tensor {
    inputs.dropFirst().reduce(inputs[0], +) / Double(inputs.count)
  }
}
