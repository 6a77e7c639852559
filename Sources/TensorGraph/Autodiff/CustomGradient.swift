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
  composite("custom_gradient", inputs, body, isGradientBinding: true) { context in
    let cotangents = zip(context.cotangents, context.outputs).map { cotangent, output in
      cotangent ?? .zeros(output.shape, dtype: output.dtype)
    }
    let results = gradient(context.inputs, context.outputs, cotangents)
    func failing(_ expected: String, _ received: String, _ fix: String) -> [Tensor] {
      let failed = Tensor.failed(
        KerasError(
          "'customGradient' cannot use what its gradient returned.", expected: expected, received: received, fix: fix))
      return context.inputs.map { _ in failed }
    }
    let count = context.inputs.count
    guard results.count == count else {
      return failing(
        "\(count) \(count == 1 ? "cotangent" : "cotangents"), one for each input", "\(results.count)",
        "return nil for inputs without a gradient")
    }
    for (index, (result, input)) in zip(results, context.inputs).enumerated() {
      guard let result, result.node.failure == nil, !result.shape.matches(input.shape) else { continue }
      return failing(
        "a cotangent \(input.type) for input \(index)", "\(result.type)",
        "sum what was broadcast, and reshape to the input's shape")
    }
    return results
  }
}
