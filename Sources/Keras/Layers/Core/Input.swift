/// A symbolic input of a model: `Input(shape: [28, 28])` is `[batch, 28, 28]`.
///
/// - Parameters:
///   - shape: without the batch axis; `nil` where a length may vary, as in `[nil]` for sequences.
///   - batchSize: the size that all batches have, which layers with states need; a model without them takes other sizes too.
///   - dtype: the type that data is converted to.
///   - name: for data given by name, and for messages.
/// Source: `keras.Input`.
public func Input(shape: Shape, batchSize: Int? = nil, dtype: DType = .float32, name: String? = nil) -> Tensor {
  let name = Naming.name(name, base: "input_layer")
  return .symbolicInput(name: name, type: TensorType(Shape([batchSize] + shape.dimensions), dtype))
}
