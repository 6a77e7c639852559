import TensorGraph

/// Crossentropies of predictions that a step computed itself: from what the sigmoid or softmax was taken of.
///
/// A saturated probability has no gradient left, its logit has. Keras on TensorFlow does the same in its compiled steps;
/// probabilities that are given stay what they are.
/// Source: `keras.src.backend.tensorflow.nn._get_logits`.
extension Losses {
  /// `-t ln p - (1 - t) ln(1 - p)`, from logits where there are any.
  static func binaryCrossentropy(_ targets: Tensor, _ probabilities: Tensor, logits: Tensor?) -> Tensor {
    guard let logits else {
      let p = limited(probabilities)
      return -(targets * log(p) + (1 - targets) * log(1 - p))
    }
    // max(x, 0) - x t + ln(1 + e^-|x|), which is finite for all x.
    return maximum(logits, 0) - logits * targets + log1p(exp(-abs(logits)))
  }

  /// What predictions are the sigmoid of, if a trace recorded that.
  static func logits(ofSigmoid predictions: Tensor) -> Tensor? {
    guard let (operation, x) = computation(of: predictions, reshapes: true), operation as? Unary == .logistic else {
      return nil
    }
    return x.cast(to: predictions.dtype).reshaped(predictions.shape)
  }

  /// What predictions are the softmax of along this axis, if a trace recorded that.
  static func logits(ofSoftmax predictions: Tensor, axis: Int) -> Tensor? {
    guard let axis = predictions.shape.resolve(axis: axis),
      let (operation, x) = computation(of: predictions, reshapes: false), let function = operation as? Composite,
      function.name == "softmax", function.attributes["axis"] == .integer(axis)
    else { return nil }
    return x.cast(to: predictions.dtype)
  }

  /// The operation that gave predictions in a trace, and its input. A conversion to whole numbers is a computation of its own.
  private static func computation(of predictions: Tensor, reshapes: Bool) -> (operation: any Primitive, input: Tensor)?
  {
    guard Trace.current != nil else { return nil }
    let result = predictions.beforeConversions(andReshapes: reshapes) { $0.dtype.isFloating }
    guard case .operation(let operation) = result.node.kind, let input = result.node.inputs.first else { return nil }
    return (operation, input)
  }
}
