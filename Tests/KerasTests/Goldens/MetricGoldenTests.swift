import Keras
import TensorGraph
import TestKit
import Testing

/// Metrics against Keras, after each of three updates and after a reset. Tolerance 1e-5: sums of float32.
@Suite struct MetricGoldenTests {
  static let tested: Set = [
    "Mean", "Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy",
    "TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "AUC",
  ]
  static let later: Set = [
    "Sum", "MeanSquaredError", "MeanAbsoluteError", "RootMeanSquaredError", "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError", "CosineSimilarity", "BinaryCrossentropy", "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy", "Precision", "Recall", "TruePositives", "TrueNegatives", "FalsePositives",
    "FalseNegatives", "F1Score",
  ]

  static func metric(_ kind: String, _ config: JSON) throws -> Metric {
    switch kind {
    case "Mean": return Metrics.Mean()
    case "Accuracy": return Metrics.Accuracy()
    case "CategoricalAccuracy": return Metrics.CategoricalAccuracy()
    case "SparseCategoricalAccuracy": return Metrics.SparseCategoricalAccuracy()
    case "BinaryAccuracy" where config.object.isEmpty: return Metrics.BinaryAccuracy()
    case "BinaryAccuracy": return Metrics.BinaryAccuracy(threshold: config.double("threshold", 0.5))
    case "TopKCategoricalAccuracy" where config.object.isEmpty: return Metrics.TopKCategoricalAccuracy()
    case "TopKCategoricalAccuracy": return Metrics.TopKCategoricalAccuracy(k: config.int("k", 5))
    case "SparseTopKCategoricalAccuracy" where config.object.isEmpty: return Metrics.SparseTopKCategoricalAccuracy()
    case "SparseTopKCategoricalAccuracy": return Metrics.SparseTopKCategoricalAccuracy(k: config.int("k", 5))
    case "AUC" where config.object.isEmpty: return Metrics.AUC()
    case "AUC":
      let curve = try #require(Metrics.AUC.Curve(rawValue: config["curve"].string ?? "ROC"))
      let summation = config["summation_method"].string ?? "interpolation"
      return Metrics.AUC(
        thresholdCount: config.int("num_thresholds", 200), curve: curve,
        summation: try #require(Metrics.AUC.Summation(rawValue: summation)),
        thresholds: config.object["thresholds"]?.list.compactMap(\.double),
        multiLabel: config.bool("multi_label", false),
        labelWeights: config.object["label_weights"]?.list.compactMap(\.double),
        fromLogits: config.bool("from_logits", false))
    default: throw GoldenError("no metric for '\(kind)'")
    }
  }

  @Test func everyMetricIsCovered() {
    #expect(uncoveredClasses(.metrics, tested: Self.tested, later: Self.later) == [])
  }

  @Test(arguments: GoldenFamily.metrics.cases(of: tested))
  func matchesKeras(_ golden: GoldenCase) throws {
    let metric = try Self.metric(golden.kind, golden.config)
    #expect(metric.name == golden["metric_name"].string)
    for update in golden["updates"].list {
      let arguments = try update["arguments"].object.mapValues { try golden.family.tensor($0) }
      let weight = arguments["sample_weight"]
      if let values = arguments["values"], let mean = metric as? Metrics.Mean {
        mean.update(values, sampleWeight: weight)
      } else {
        let yTrue = try #require(arguments["y_true"]), yPred = try #require(arguments["y_pred"])
        metric.update(yTrue, yPred, sampleWeight: weight)
      }
      try expectNone(Self.difference(metric.result(), update["result"]))
    }
    #expect(metric.variables.map(\.name) == golden["variables"].list.map { $0["name"].string })
    metric.reset()
    try expectNone(Self.difference(metric.result(), golden["after_reset"]))
  }

  private static func difference(_ actual: Tensor, _ expected: JSON) throws -> String? {
    let numbers = expected.double.map { [$0] } ?? expected.list.compactMap(\.double)
    return goldenDifference(try actual.scalars(as: Double.self), numbers, tolerance: 1e-5)
  }
}
