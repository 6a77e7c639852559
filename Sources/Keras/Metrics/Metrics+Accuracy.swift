import TensorGraph

extension Metrics {
  /// How often predictions equal targets.
  ///
  /// Inputs: one shape, or shapes that differ by a last axis of length 1.
  public final class Accuracy: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "accuracy") { super.init(name, Metrics.accuracy) }
  }

  /// How often a probability is on the right side of a threshold.
  ///
  /// Targets: 0 or 1; predictions: of the same shape `[batch, …]`.
  public final class BinaryAccuracy: Metric {
    /// What a prediction must exceed to count as 1.
    public let threshold: Double

    /// - Parameter threshold: what a prediction must exceed to count as 1. Default 0.5.
    public init(threshold: Double = 0.5, name: String = "binary_accuracy") {
      self.threshold = threshold
      super.init(name) { Metrics.binaryAccuracy($0, $1, threshold: threshold) }
    }
  }

  /// How often the largest prediction is that of the true class, for one-hot targets.
  ///
  /// Targets and predictions: `[batch, …, classes]`.
  public final class CategoricalAccuracy: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "categorical_accuracy") { super.init(name, Metrics.categoricalAccuracy) }
  }

  /// How often the largest prediction is that of the true class, for class numbers as targets.
  ///
  /// Targets: `[batch, …]` or `[batch, …, 1]`; predictions: `[batch, …, classes]`.
  public final class SparseCategoricalAccuracy: Metric {
    /// - Parameter name: the name in logs.
    public init(name: String = "sparse_categorical_accuracy") { super.init(name, Metrics.sparseCategoricalAccuracy) }

    override func takesClassNumbers(_ yTrue: Tensor, _ yPred: Tensor) -> Bool { true }
  }

  /// How often the true class is among the `k` largest predictions, for one-hot targets.
  ///
  /// Targets and predictions: `[batch, …, classes]`.
  public final class TopKCategoricalAccuracy: Metric {
    /// How many of the largest predictions count.
    public let k: Int

    /// - Parameter k: how many of the largest predictions count. Default 5.
    public init(k: Int = 5, name: String = "top_k_categorical_accuracy") {
      self.k = k
      super.init(name) { Metrics.topKCategoricalAccuracy($0, $1, k: k) }
    }
  }

  /// How often the true class is among the `k` largest predictions, for class numbers as targets.
  ///
  /// Targets: `[batch, …]` or `[batch, …, 1]`; predictions: `[batch, …, classes]`.
  public final class SparseTopKCategoricalAccuracy: Metric {
    /// How many of the largest predictions count.
    public let k: Int

    /// - Parameter k: how many of the largest predictions count. Default 5.
    public init(k: Int = 5, name: String = "sparse_top_k_categorical_accuracy") {
      self.k = k
      super.init(name) { Metrics.sparseTopKCategoricalAccuracy($0, $1, k: k) }
    }

    override func takesClassNumbers(_ yTrue: Tensor, _ yPred: Tensor) -> Bool { true }
  }
}

extension Metrics {
  /// 1 where prediction and target are equal, else 0.
  public static func accuracy(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("accuracy", yTrue.cast(to: yPred.dtype), yPred) { ($0 .== $1).cast(to: .float32) }
  }

  /// 1 where a prediction is on the side of `threshold` that its target is on, else 0.
  public static func binaryAccuracy(_ yTrue: Tensor, _ yPred: Tensor, threshold: Double = 0.5) -> Tensor {
    compare("binary_accuracy", yTrue, yPred) { yTrue, yPred in
      ((yPred .> threshold).cast(to: yTrue.dtype) .== yTrue).cast(to: .float32)
    }
  }

  /// 1 where the largest prediction is that of the largest target, else 0. Output: `[batch, …]`.
  public static func categoricalAccuracy(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("categorical_accuracy", yTrue, yPred) { yTrue, yPred in
      (yTrue.argmax(axis: -1) .== yPred.argmax(axis: -1)).cast(to: .float32)
    }
  }

  /// 1 where the largest prediction is that of the true class, else 0. Output: `[batch, …]`.
  public static func sparseCategoricalAccuracy(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    withLabels("sparse_categorical_accuracy", yTrue, yPred) { labels, yPred in
      (labels .== yPred.argmax(axis: -1)).cast(to: .float32)
    }
  }

  /// 1 where the true class is among the `k` largest predictions, else 0. Output: `[batch, …]`.
  public static func topKCategoricalAccuracy(_ yTrue: Tensor, _ yPred: Tensor, k: Int = 5) -> Tensor {
    compare("top_k_categorical_accuracy", yTrue, yPred) { inTopK($0.argmax(axis: -1), $1, k: k) }
  }

  /// 1 where the true class is among the `k` largest predictions, else 0. Output: `[batch, …]`.
  public static func sparseTopKCategoricalAccuracy(_ yTrue: Tensor, _ yPred: Tensor, k: Int = 5) -> Tensor {
    withLabels("sparse_top_k_categorical_accuracy", yTrue, yPred) { inTopK($0, $1, k: k) }
  }

  // The class counts if fewer than k predictions are larger than its own: no sorting, and ties are in.
  private static func inTopK(_ labels: Tensor, _ yPred: Tensor, k: Int) -> Tensor {
    deferrable("in_top_k", [labels, yPred]) { inputs in
      let classes = Tensor.iota(inputs[1].shape, axis: inputs[1].rank - 1, dtype: .int32)
      let isTrueClass = classes .== inputs[0].expandedDimensions(-1)
      let lowest = -Double.infinity
      let own = which(isTrueClass, inputs[1], lowest).max(axis: -1, keepDims: true)
      let larger = (inputs[1] .> which(isNaN(own), lowest, own)).cast(to: .int32).sum(axis: -1)
      return [(larger .< k).cast(to: .float32)]
    }[0]
  }

  private static func compare(
    _ name: String, _ yTrue: Tensor, _ yPred: Tensor, _ formula: (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) -> Tensor {
    for tensor in [yTrue, yPred] where tensor.error != nil { return tensor }
    let (targets, predictions) = WeightedReduction.sameRank(yTrue, yPred)
    guard targets.shape.matches(predictions.shape) else {
      return .failed(mismatch(name, expected: "targets \(yPred.shape), as the predictions", received: yTrue))
    }
    return formula(targets, predictions)
  }

  private static func withLabels(
    _ name: String, _ yTrue: Tensor, _ yPred: Tensor, _ formula: (_ labels: Tensor, _ yPred: Tensor) -> Tensor
  ) -> Tensor {
    for tensor in [yTrue, yPred] where tensor.error != nil { return tensor }
    var labels = yTrue.cast(to: .int32)
    if labels.rank == yPred.rank, labels.shape.last == 1 { labels = labels.squeezed(axis: -1) }
    let expected = Shape(Array(yPred.shape.dimensions.dropLast()))
    guard yPred.rank > 0, labels.shape.matches(expected) else {
      return .failed(
        mismatch(
          name, expected: "one class number for each prediction: targets \(expected), for predictions \(yPred.shape)",
          received: yTrue))
    }
    return formula(labels, yPred)
  }

  static func mismatch(_ name: String, expected: String, received: Tensor) -> KerasError {
    let site = CallSite.current
    return KerasError(
      "Metric '\(name)' cannot compare these targets with the predictions" + (site.map { " of \($0.who)" } ?? "")
        + ".", expected: expected, received: "targets \(received.type)",
      fix: "reshape the targets, or use a metric for targets of this form", file: site?.file, line: site?.line)
  }
}
