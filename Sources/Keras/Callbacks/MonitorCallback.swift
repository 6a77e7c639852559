/// The base of callbacks that watch one number of the logs and act when it gets better, or no longer does.
///
/// Source: `keras.src.callbacks.monitor_callback`.
public class MonitorCallback: Callback {
  /// The name of the number in the logs.
  public let monitor: String
  /// Which values are better.
  public let mode: MonitorMode
  /// How much better a value has to be to count.
  public let minDelta: Double
  /// The best value so far; `nil` before there was one.
  public internal(set) var best: Double?
  private var isLargerBetter: Bool?

  init(monitor: String, mode: MonitorMode, minDelta: Double, best: Double? = nil) {
    self.monitor = monitor
    self.mode = mode
    self.minDelta = abs(minDelta)
    self.best = best
    super.init()
  }

  public override var usesBatches: Bool { false }

  /// Whether the value is better than the reference by more than `minDelta`; a first value always is.
  ///
  /// - Throws: if `mode` is `.auto` and the quantity doesn't say which values are better.
  func isImprovement(_ value: Double, over reference: Double?) throws -> Bool {
    let isLargerBetter = try direction()
    // What is not a number is beaten by every number.
    guard let reference, !reference.isNaN else { return reference == nil || !value.isNaN }
    // Keras compares on its backend, that is as float32.
    let threshold = isLargerBetter ? value - minDelta : value + minDelta
    return isLargerBetter ? Float(threshold) > Float(reference) : Float(threshold) < Float(reference)
  }

  private func direction() throws -> Bool {
    if let isLargerBetter { return isLargerBetter }
    let found: Bool
    switch mode {
    case .min: found = false
    case .max: found = true
    case .auto: found = try ownDirection()
    }
    isLargerBetter = found
    return found
  }

  private func ownDirection() throws -> Bool {
    let name = monitor.hasPrefix("val_") ? String(monitor.dropFirst(4)) : monitor
    var metrics = (model?.configuration?.outputs ?? []).flatMap(\.metrics).map { ($0.logName, $0.metric) }
    metrics += (model?.metrics ?? []).map { ($0.name, $0) }
    // Metrics of several numbers are logged as name_0, name_1, …
    let shared = name.lastIndex(of: "_").flatMap { Int(name[name.index(after: $0)...]) == nil ? nil : name[..<$0] }
    let found = metrics.first { $0.0 == name || $0.1.name == name } ?? metrics.first { shared == $0.0[...] }
    if let metric = found?.1, let isLarger = metric.isLargerBetter {
      return isLarger
    }
    if name == "loss" || name.hasSuffix("_loss") { return false }
    throw KerasError(
      "\(type(of: self)) cannot tell whether '\(monitor)' should get larger or smaller.",
      expected: "the name of a loss or of a metric that says so", received: "monitor: \"\(monitor)\", mode: .auto",
      fix: "give mode: .max if larger values are better, or mode: .min")
  }
}

extension Metric {
  /// Whether larger values are better; `nil` if the metric doesn't say, as means and counts.
  var isLargerBetter: Bool? {
    var mirror: Mirror? = Mirror(reflecting: self)
    while let current = mirror, current.subjectType != Metric.self {
      let name = String(describing: current.subjectType)
      if Self.larger.contains(name) { return true }
      if Self.smaller.contains(name) { return false }
      mirror = current.superclassMirror
    }
    // `.accuracy` and its like are functions that choose by the shapes; they go by their names.
    switch name {
    case "accuracy", "acc": return true
    case "crossentropy", "ce": return false
    default: return nil
    }
  }

  // By the names of Keras' classes, which have it as `_direction`.
  private static let larger: Set = [
    "Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy", "TopKCategoricalAccuracy",
    "SparseTopKCategoricalAccuracy", "AUC", "Precision", "Recall", "SensitivityAtSpecificity",
    "SpecificityAtSensitivity", "PrecisionAtRecall", "RecallAtPrecision", "FBetaScore", "F1Score", "IoU", "BinaryIoU",
    "MeanIoU", "OneHotIoU", "OneHotMeanIoU", "CosineSimilarity", "R2Score", "PearsonCorrelation",
    "ConcordanceCorrelation",
  ]
  private static let smaller: Set = [
    "MeanSquaredError", "RootMeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError", "LogCoshError", "Hinge", "SquaredHinge", "CategoricalHinge", "KLDivergence",
    "Poisson",
    "BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy",
  ]
}
