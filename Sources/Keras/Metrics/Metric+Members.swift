import TensorGraph

extension Metric {
  /// The accuracy that fits the shapes: binary for one output, sparse for class numbers, else categorical.
  public static var accuracy: Metric { accuracy(named: "accuracy") }
  /// The accuracy that fits the shapes, as `.accuracy`, but called `acc`.
  public static var acc: Metric { accuracy(named: "acc") }

  private static func accuracy(named name: String) -> Metric {
    let metric = Metric(name) { yTrue, yPred in
      switch TargetKind(yTrue, yPred) {
      case .binary: Metrics.binaryAccuracy(yTrue, yPred)
      case .sparse: Metrics.sparseCategoricalAccuracy(yTrue, yPred)
      case .categorical: Metrics.categoricalAccuracy(yTrue, yPred)
      }
    }
    metric.knownName = name
    return metric
  }

  /// How often a probability is on the right side of 0.5.
  public static var binaryAccuracy: Metric { Metrics.BinaryAccuracy() }
  /// How often a probability is on the right side of `threshold`.
  public static func binaryAccuracy(threshold: Double = 0.5) -> Metric { Metrics.BinaryAccuracy(threshold: threshold) }
  /// How often the largest prediction is right, for one-hot targets.
  public static var categoricalAccuracy: Metric { Metrics.CategoricalAccuracy() }
  /// How often the largest prediction is right, for class numbers as targets.
  public static var sparseCategoricalAccuracy: Metric { Metrics.SparseCategoricalAccuracy() }
  /// How often the true class is among the `k` largest predictions, for one-hot targets.
  public static func topKCategoricalAccuracy(k: Int = 5) -> Metric { Metrics.TopKCategoricalAccuracy(k: k) }
  /// How often the true class is among the `k` largest predictions, for class numbers as targets.
  public static func sparseTopKCategoricalAccuracy(k: Int = 5) -> Metric {
    Metrics.SparseTopKCategoricalAccuracy(k: k)
  }
}
