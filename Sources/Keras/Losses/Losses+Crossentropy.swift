import TensorGraph

extension Losses {
  /// What probabilities are kept away from 0 and 1 by, so that logarithms stay finite (`keras.config.epsilon()`).
  static let epsilon = 1e-7

  /// The mean over `axis` of `-yTrue ln p - (1 - yTrue) ln(1 - p)`.
  ///
  /// - Parameters:
  ///   - yTrue: 0 or 1, or probabilities.
  ///   - yPred: probabilities, or logits.
  ///   - fromLogits: whether `yPred` are logits. Default `false`.
  ///   - labelSmoothing: how far targets move towards 0.5: 0 not at all, 1 all the way. Default 0.
  ///   - axis: the axis to average over. Default the last.
  public static func binaryCrossentropy(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1
  ) -> Tensor {
    compare("binary_crossentropy", yTrue, yPred) { yTrue, yPred in
      let targets = labelSmoothing == 0 ? yTrue : yTrue * (1 - labelSmoothing) + 0.5 * labelSmoothing
      let values = binaryCrossentropy(targets, yPred, logits: fromLogits ? yPred : logits(ofSigmoid: yPred))
      return values.rank == 0 ? values : values.mean(axis: axis)
    }
  }

  /// `-Σ yTrue ln p` over `axis`, the classes.
  ///
  /// - Parameters:
  ///   - yTrue: one-hot or probabilities: `[batch, …, classes]`.
  ///   - yPred: probabilities, which are divided by their sum first, or logits: `[batch, …, classes]`.
  ///   - fromLogits: whether `yPred` are logits. Default `false`.
  ///   - labelSmoothing: the share of each target that is spread evenly over all classes. Default 0.
  ///   - axis: the axis of the classes. Default the last.
  public static func categoricalCrossentropy(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1
  ) -> Tensor {
    for tensor in [yTrue, yPred] where tensor.error != nil { return tensor }
    guard yTrue.shape.matches(yPred.shape), yPred.rank > 0 else {
      let isSparse = yTrue.rank + 1 == yPred.rank || (yTrue.rank == yPred.rank && yTrue.shape.last == 1)
      return .failed(
        mismatch(
          "categorical_crossentropy", expected: "one-hot targets \(yPred.shape), as the predictions",
          received: "targets \(yTrue.type)",
          fix: isSparse
            ? "for class numbers use .sparseCategoricalCrossentropy, or make them one-hot"
            : "make the last layer's units the number of classes"))
    }
    let yPred = yPred.cast(to: yPred.dtype.floating)
    var targets = yTrue.cast(to: yPred.dtype)
    if labelSmoothing != 0 {
      targets = deferrable("label_smoothing", targets) { targets in
        targets * (1 - labelSmoothing) + labelSmoothing / Double(targets.shape.last ?? 1)
      }
    }
    if let logits = fromLogits ? yPred : logits(ofSoftmax: yPred, axis: axis) {
      return -(targets * logSoftmax(logits, axis: axis)).sum(axis: axis)
    }
    let p = limited(yPred / yPred.sum(axis: axis, keepDims: true))
    return -(targets * log(p)).sum(axis: axis)
  }

  /// `-ln p` of the true class.
  ///
  /// - Parameters:
  ///   - yTrue: class numbers from 0: `[batch, …]` or `[batch, …, 1]`. A number that is no class gives NaN.
  ///   - yPred: probabilities, which are divided by their sum first, or logits: `[batch, …, classes]`.
  ///   - fromLogits: whether `yPred` are logits. Default `false`.
  ///   - ignoreClass: positions with this class number count for nothing (the result's mask says which).
  ///   - axis: the axis of the classes. Default the last.
  public static func sparseCategoricalCrossentropy(
    _ yTrue: Tensor, _ yPred: Tensor, fromLogits: Bool = false, ignoreClass: Int? = nil, axis: Int = -1
  ) -> Tensor {
    for tensor in [yTrue, yPred] where tensor.error != nil { return tensor }
    guard let classAxis = yPred.shape.resolve(axis: axis) else {
      return .failed(yPred.axisError(axis, for: "sparse_categorical_crossentropy"))
    }
    var labels = yTrue.cast(to: .int32)
    if labels.rank == yPred.rank, labels.shape[classAxis] == 1 { labels = labels.squeezed(axis: classAxis) }
    var expected = yPred.shape
    expected.dimensions.remove(at: classAxis)
    guard labels.shape.matches(expected) else {
      let isOneHot = yTrue.shape.matches(yPred.shape)
      return .failed(
        mismatch(
          "sparse_categorical_crossentropy",
          expected: "one class number for each prediction: targets \(expected), for predictions \(yPred.shape)",
          received: "targets \(yTrue.type)",
          fix: isOneHot
            ? "for one-hot targets use .categoricalCrossentropy" : "reshape the targets to \(expected)"))
    }
    var predictions = yPred.cast(to: yPred.dtype.floating)
    let logits = fromLogits ? nil : logits(ofSoftmax: predictions, axis: axis)
    let fromLogits = fromLogits || logits != nil
    predictions = logits ?? predictions
    var isValid: Tensor?
    if let ignoreClass {
      let valid = labels .!= ignoreClass
      isValid = valid
      labels = which(valid, labels, 0)
      predictions = which(valid.expandedDimensions(classAxis), predictions, 0)
    }
    let values = deferrable("sparse_categorical_crossentropy", [labels, predictions]) { inputs in
      [crossentropy(ofClass: inputs[0], inputs[1], fromLogits: fromLogits, axis: classAxis)]
    }[0]
    guard let isValid else { return values }
    return which(isValid, values, 0).masked(by: isValid)
  }

  // The true class is picked by comparison with class numbers, not gathered: that and its gradient are one pass over rows.
  private static func crossentropy(
    ofClass labels: Tensor, _ predictions: Tensor, fromLogits: Bool, axis: Int
  ) -> Tensor {
    let classes = Tensor.iota(predictions.shape, axis: axis, dtype: .int32)
    let isTrueClass = classes .== labels.expandedDimensions(axis)
    let values: Tensor
    if fromLogits {
      let shifted = predictions - stopGradient(predictions.max(axis: axis, keepDims: true))
      values = log(exp(shifted).sum(axis: axis)) - which(isTrueClass, shifted, 0).sum(axis: axis)
    } else {
      let picked = which(isTrueClass, predictions, 0).sum(axis: axis)
      values = -log(limited(picked / predictions.sum(axis: axis)))
    }
    let count = predictions.shape[axis] ?? 0
    let isClass = logicalAnd(labels .>= 0, labels .< count)
    return which(isClass, values, Double.nan)
  }

  /// Probabilities kept away from 0 and 1. Where they are, nothing flows back.
  static func limited(_ p: Tensor) -> Tensor {
    let raised = applyAll(Binary.maximum, [p, epsilon.tensor(beside: p)], rule: lowerRule)[0]
    return applyAll(Binary.minimum, [raised, (1 - epsilon).tensor(beside: p)], rule: upperRule)[0]
  }

  // Those of `maximum` and `minimum` share their cotangent at a tie, which takes three times the operations.
  private static let lowerRule = GradientRule { context in
    [which(context.inputs[0] .> context.inputs[1], context.cotangent, 0), nil]
  }
  private static let upperRule = GradientRule { context in
    [which(context.inputs[0] .< context.inputs[1], context.cotangent, 0), nil]
  }
}
