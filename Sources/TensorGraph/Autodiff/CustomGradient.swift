/// A function with a gradient stated by hand.
///
/// - Parameters:
///   - inputs: the tensors that gradients flow to.
///   - body: the function itself.
///   - gradient: from the inputs, the outputs and the outputs' cotangents to one cotangent per input (`nil` for none).
/// - Returns: what `body` returns.
public func customGradient(
  _ inputs: [Tensor], _ body: @escaping ([Tensor]) -> [Tensor],
  gradient: @escaping (_ inputs: [Tensor], _ outputs: [Tensor], _ cotangents: [Tensor]) -> [Tensor?]
) -> [Tensor] {
  composite("custom_gradient", inputs, body) { context in
    let cotangents = zip(context.cotangents, context.outputs).map { cotangent, output in
      cotangent ?? .zeros(output.shape, dtype: output.dtype)
    }
    return gradient(context.inputs, context.outputs, cotangents)
  }
}
