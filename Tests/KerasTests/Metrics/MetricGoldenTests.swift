import Keras
import TensorGraph
import TestKit
import Testing

/// Metrics against Keras: results after each of several batches, the state's names, and resetting.
@Suite struct MetricGoldenTests {
  static let cases = GoldenFamily.metrics.cases().filter { make($0) != nil }

  @Test func classesAreCovered() {
    let kinds = Set(Self.cases.map(\.kind))
    let wanted: Set<String> = [
      "Mean", "Sum", "Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy",
      "TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "MeanSquaredError", "MeanAbsoluteError",
      "BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy", "AUC",
    ]
    #expect(wanted.isSubset(of: kinds))
  }

  @Test(arguments: cases, [false, true]) func results(_ golden: GoldenCase, isCompiled: Bool) throws {
    let metric = try #require(Self.make(golden))
    if golden.kind != "AUC" { #expect(golden["metric_name"].string == metric.name) }
    for (index, batch) in golden["updates"].list.enumerated() {
      let arguments = try batch["arguments"].object.mapValues { try golden.family.tensor($0) }
      func update(_ arguments: [String: Tensor]) -> Tensor {
        if let values = arguments["values"] {
          (metric as? Metrics.Mean)?.update(values, sampleWeight: arguments["sample_weight"])
          (metric as? Metrics.Sum)?.update(values, sampleWeight: arguments["sample_weight"])
        } else {
          metric.update(arguments["y_true"]!, arguments["y_pred"]!, sampleWeight: arguments["sample_weight"])
        }
        return metric.result()
      }
      let result = isCompiled ? compiled { update($0) }(arguments) : update(arguments)
      let expected = try #require(batch["result"].double)
      let difference = goldenDifference([try result.scalar()], [expected], tolerance: 2e-6)
      #expect(difference == nil, "batch \(index)")
    }
    #expect(metric.variables.map(\.name) == golden["variables"].list.compactMap { $0["name"].string })
    #expect(metric.variables.map { $0.shape.known } == golden["variables"].list.map { $0["shape"].ints })
    metric.reset()
    let afterReset = try #require(golden["after_reset"].double)
    #expect(goldenDifference([try metric.result().scalar()], [afterReset], tolerance: 2e-6) == nil)
  }

  static func make(_ golden: GoldenCase) -> Metric? {
    let config = golden.config
    let fromLogits = config["from_logits"].bool ?? false
    let smoothing = config["label_smoothing"].double ?? 0
    switch golden.kind {
    case "Mean": return Metrics.Mean()
    case "Sum": return Metrics.Sum()
    case "Accuracy": return Metrics.Accuracy()
    case "BinaryAccuracy": return Metrics.BinaryAccuracy(threshold: config["threshold"].double ?? 0.5)
    case "CategoricalAccuracy": return Metrics.CategoricalAccuracy()
    case "SparseCategoricalAccuracy": return Metrics.SparseCategoricalAccuracy()
    case "TopKCategoricalAccuracy": return Metrics.TopKCategoricalAccuracy(k: config["k"].int ?? 5)
    case "SparseTopKCategoricalAccuracy": return Metrics.SparseTopKCategoricalAccuracy(k: config["k"].int ?? 5)
    case "MeanSquaredError": return Metrics.MeanSquaredError()
    case "MeanAbsoluteError": return Metrics.MeanAbsoluteError()
    case "RootMeanSquaredError": return Metrics.RootMeanSquaredError()
    case "BinaryCrossentropy":
      return Metrics.BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
    case "CategoricalCrossentropy":
      return Metrics.CategoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
    case "SparseCategoricalCrossentropy": return Metrics.SparseCategoricalCrossentropy(fromLogits: fromLogits)
    case "AUC":
      return Metrics.AUC(
        thresholdCount: config["num_thresholds"].int ?? 200,
        curve: config["curve"].string.map { Metrics.AUC.Curve(rawValue: $0)! } ?? .roc,
        summation: config["summation_method"].string.map { Metrics.AUC.Summation(rawValue: $0)! } ?? .interpolation,
        thresholds: config["thresholds"].isNull ? nil : config["thresholds"].list.compactMap(\.double),
        multiLabel: config["multi_label"].bool ?? false,
        labelWeights: config["label_weights"].isNull ? nil : config["label_weights"].list.compactMap(\.double),
        fromLogits: fromLogits)
    default: return nil
    }
  }
}
