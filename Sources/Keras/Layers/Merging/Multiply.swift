/// The product of tensors, element by element. Masked positions count as 1, and as 0 where all are masked.
///
/// Inputs: tensors of one batch size whose shapes broadcast; output: the broadcast shape.
/// Source: `keras.layers.Multiply`.
public final class Multiply: ElementwiseMerge {
  override func merge(_ inputs: [Tensor]) -> Tensor {
    let factors = inputs.map { x in x.mask.map { which($0.expandedDimensions(-1), x, 1) } ?? x }
    let product = factors.dropFirst().reduce(factors[0], *)
    let masks = inputs.compactMap { $0.mask?.expandedDimensions(-1) }
    guard let first = masks.first, masks.count == inputs.count else { return product }
    return which(masks.dropFirst().reduce(first, logicalOr), product, 0)
  }
}
