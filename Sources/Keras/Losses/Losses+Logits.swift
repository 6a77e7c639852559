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
    guard Trace.current != nil else { return nil }
    var tensor = predictions
    while case .operation(let operation) = tensor.node.kind {
      if let function = operation as? Unary {
        guard function == .logistic else { return nil }
        return tensor.node.inputs[0].cast(to: predictions.dtype).reshaped(predictions.shape)
      }
      guard operation is Convert || operation is TensorGraph.Reshape else { return nil }
      tensor = tensor.node.inputs[0]
      guard tensor.dtype.isFloating else { return nil }
    }
    return nil
  }

  /// What predictions are the softmax of along this axis, if a trace recorded that.
  static func logits(ofSoftmax predictions: Tensor, axis: Int) -> Tensor? {
    guard Trace.current != nil, let axis = predictions.shape.resolve(axis: axis) else { return nil }
    var tensor = predictions
    while case .operation(let operation) = tensor.node.kind {
      if let function = operation as? Composite {
        guard function.name == "softmax", function.attributes["axis"] == .integer(axis) else { return nil }
        return tensor.node.inputs[0].cast(to: predictions.dtype)
      }
      guard operation is Convert else { return nil }
      tensor = tensor.node.inputs[0]
      guard tensor.dtype.isFloating else { return nil }
    }
    return nil
  }
}
