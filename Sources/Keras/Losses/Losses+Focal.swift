import TensorGraph

extension Losses {
  /// The mean over `axis` of the binary crossentropy times `(1 - p)^gamma`, where `p` is the probability of the target.
  ///
  /// - Parameters:
  ///   - yTrue: 0 or 1, or probabilities.
  ///   - yPred: probabilities, or logits.
  ///   - appliesClassBalancing: whether class 1 has the weight `alpha` and class 0 `1 - alpha`. Default `false`.
  ///   - gamma: how much less what is predicted well counts. Default 2.
  ///   - fromLogits: whether `yPred` are logits. Default `false`.
  ///   - labelSmoothing: how far targets move towards 0.5: 0 not at all, 1 all the way. Default 0.
  ///   - axis: the axis to average over. Default the last.
  public static func binaryFocalCrossentropy(
    _ yTrue: Tensor, _ yPred: Tensor, appliesClassBalancing: Bool = false, alpha: Double = 0.25, gamma: Double = 2,
    fromLogits: Bool = false, labelSmoothing: Double = 0, axis: Int = -1
  ) -> Tensor {
    compare("binary_focal_crossentropy", yTrue, yPred) { yTrue, yPred in
      let targets = labelSmoothing == 0 ? yTrue : yTrue * (1 - labelSmoothing) + 0.5 * labelSmoothing
      let p = fromLogits ? sigmoid(yPred) : yPred
      let crossentropy = binaryCrossentropy(targets, p, logits: logits(ofSigmoid: p))
      var values = pow(1 - (targets * p + (1 - targets) * (1 - p)), gamma) * crossentropy
      if appliesClassBalancing { values = (targets * alpha + (1 - targets) * (1 - alpha)) * values }
      return values.rank == 0 ? values : values.mean(axis: axis)
    }
  }

  /// The sum over the classes of `-alpha (1 - p)^gamma · yTrue ln p`.
  ///
  /// - Parameters:
  ///   - yTrue: one-hot or probabilities: `[batch, …, classes]`.
  ///   - yPred: probabilities, which are divided by their sum first, or logits: `[batch, …, classes]`.
  ///   - alpha: the weight of each class, or one number for all. Default 0.25.
  ///   - gamma: how much less what is predicted well counts. Default 2.
  ///   - fromLogits: whether `yPred` are logits. Default `false`.
  ///   - labelSmoothing: the share of each target that is spread evenly over all classes. Default 0.
  ///   - axis: the axis of the classes. Default the last.
  public static func categoricalFocalCrossentropy(
    _ yTrue: Tensor, _ yPred: Tensor, alpha: [Double] = [0.25], gamma: Double = 2, fromLogits: Bool = false,
    labelSmoothing: Double = 0, axis: Int = -1
  ) -> Tensor {
    compare("categorical_focal_crossentropy", yTrue, yPred) { yTrue, yPred in
      var targets = yTrue
      if labelSmoothing != 0 {
        targets = deferrable("label_smoothing", targets) { targets in
          targets * (1 - labelSmoothing) + labelSmoothing / Double(targets.shape.last ?? 1)
        }
      }
      let given = fromLogits ? softmax(yPred, axis: axis) : yPred
      let p = limited(given / given.sum(axis: axis, keepDims: true))
      let weights: Tensor = alpha.count == 1 ? .constant(.real(alpha[0]), p.dtype) : Tensor(alpha).cast(to: p.dtype)
      return -(pow(1 - p, gamma) * weights * targets * log(p)).sum(axis: axis)
    }
  }
}
