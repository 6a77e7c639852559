import Keras
import TensorGraph
import TestKit
import Testing

/// Metrics against Keras, after each of three updates and after a reset. Tolerance 1e-5: sums of float32.
@Suite struct MetricGoldenTests {
  static let tested: Set = [
    "Mean", "Sum", "Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy",
    "TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "MeanSquaredError", "MeanAbsoluteError",
    "RootMeanSquaredError", "BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy", "AUC",
    "MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "CosineSimilarity", "LogCoshError", "Poisson",
    "KLDivergence", "Hinge", "SquaredHinge", "CategoricalHinge", "R2Score", "Precision", "Recall", "TruePositives",
    "TrueNegatives", "FalsePositives", "FalseNegatives", "F1Score", "FBetaScore", "PrecisionAtRecall",
    "RecallAtPrecision", "SensitivityAtSpecificity", "SpecificityAtSensitivity", "IoU", "MeanIoU", "BinaryIoU",
  ]

  static func metric(_ kind: String, _ config: JSON) throws -> Metric {
    switch kind {
    case "Mean": return Metrics.Mean()
    case "Sum": return Metrics.Sum()
    case "MeanSquaredError": return Metrics.MeanSquaredError()
    case "MeanAbsoluteError": return Metrics.MeanAbsoluteError()
    case "RootMeanSquaredError": return Metrics.RootMeanSquaredError()
    case "BinaryCrossentropy" where config.object.isEmpty: return Metrics.BinaryCrossentropy()
    case "BinaryCrossentropy":
      return Metrics.BinaryCrossentropy(
        fromLogits: config.bool("from_logits", false), labelSmoothing: config.double("label_smoothing", 0))
    case "CategoricalCrossentropy" where config.object.isEmpty: return Metrics.CategoricalCrossentropy()
    case "CategoricalCrossentropy":
      return Metrics.CategoricalCrossentropy(
        fromLogits: config.bool("from_logits", false), labelSmoothing: config.double("label_smoothing", 0))
    case "SparseCategoricalCrossentropy" where config.object.isEmpty: return Metrics.SparseCategoricalCrossentropy()
    case "SparseCategoricalCrossentropy":
      return Metrics.SparseCategoricalCrossentropy(fromLogits: config.bool("from_logits", false))
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
    default: return try further(kind, config)
    }
  }

  private static func further(_ kind: String, _ config: JSON) throws -> Metric {
    let thresholds = config["thresholds"].double.map { [$0] } ?? config.object["thresholds"]?.list.compactMap(\.double)
    let topK = config["top_k"].int, classID = config["class_id"].int
    let average = try config["average"].string.map { try #require(Metrics.ScoreAverage(rawValue: $0)) }
    let threshold = config["threshold"].double
    switch kind {
    case "MeanAbsolutePercentageError": return Metrics.MeanAbsolutePercentageError()
    case "MeanSquaredLogarithmicError": return Metrics.MeanSquaredLogarithmicError()
    case "CosineSimilarity": return Metrics.CosineSimilarity(axis: config.int("axis", -1))
    case "LogCoshError": return Metrics.LogCoshError()
    case "Poisson": return Metrics.Poisson()
    case "KLDivergence": return Metrics.KLDivergence()
    case "Hinge": return Metrics.Hinge()
    case "SquaredHinge": return Metrics.SquaredHinge()
    case "CategoricalHinge": return Metrics.CategoricalHinge()
    case "R2Score":
      let named = config.object["class_aggregation"].map(\.string)
      let aggregation =
        named == nil ? .uniformAverage : named!.flatMap { Metrics.R2Score.Aggregation(rawValue: $0) }
      return Metrics.R2Score(aggregation: aggregation, regressorCount: config.int("num_regressors", 0))
    case "Precision": return Metrics.Precision(thresholds: thresholds, topK: topK, classID: classID)
    case "Recall": return Metrics.Recall(thresholds: thresholds, topK: topK, classID: classID)
    case "TruePositives": return Metrics.TruePositives(thresholds: thresholds)
    case "TrueNegatives": return Metrics.TrueNegatives(thresholds: thresholds)
    case "FalsePositives": return Metrics.FalsePositives(thresholds: thresholds)
    case "FalseNegatives": return Metrics.FalseNegatives(thresholds: thresholds)
    case "F1Score": return Metrics.F1Score(average: average, threshold: threshold)
    case "FBetaScore":
      return Metrics.FBetaScore(average: average, beta: config.double("beta", 1), threshold: threshold)
    default: return try overlap(kind, config) ?? operatingPoint(kind, config, classID)
    }
  }

  private static func operatingPoint(_ kind: String, _ config: JSON, _ classID: Int?) throws -> Metric {
    let count = config.int("num_thresholds", 200)
    switch kind {
    case "PrecisionAtRecall":
      return Metrics.PrecisionAtRecall(recall: config.double("recall", 0), thresholdCount: count, classID: classID)
    case "RecallAtPrecision":
      return Metrics.RecallAtPrecision(
        precision: config.double("precision", 0), thresholdCount: count, classID: classID)
    case "SensitivityAtSpecificity":
      return Metrics.SensitivityAtSpecificity(
        specificity: config.double("specificity", 0), thresholdCount: count, classID: classID)
    case "SpecificityAtSensitivity":
      return Metrics.SpecificityAtSensitivity(
        sensitivity: config.double("sensitivity", 0), thresholdCount: count, classID: classID)
    default: throw GoldenError("no metric for '\(kind)'")
    }
  }

  private static func overlap(_ kind: String, _ config: JSON) -> Metric? {
    let sparse = (config.bool("sparse_y_true", true), config.bool("sparse_y_pred", true))
    switch kind {
    case "IoU":
      return Metrics.IoU(
        classCount: config.int("num_classes", 0), targetClassIDs: config["target_class_ids"].ints ?? [],
        ignoreClass: config["ignore_class"].int, sparseTargets: sparse.0, sparsePredictions: sparse.1)
    case "MeanIoU":
      return Metrics.MeanIoU(
        classCount: config.int("num_classes", 0), sparseTargets: sparse.0, sparsePredictions: sparse.1)
    case "BinaryIoU" where config.object.isEmpty: return Metrics.BinaryIoU()
    case "BinaryIoU":
      return Metrics.BinaryIoU(
        targetClassIDs: config["target_class_ids"].ints ?? [0, 1], threshold: config.double("threshold", 0.5))
    default: return nil
    }
  }

  @Test func everyMetricIsCovered() {
    #expect(uncoveredClasses(.metrics, tested: Self.tested, later: []) == [])
  }

  /// As plain code, and with each update as a compiled program.
  @Test(arguments: GoldenFamily.metrics.cases(of: tested), [false, true])
  func matchesKeras(_ golden: GoldenCase, isCompiled: Bool) throws {
    let metric = try Self.metric(golden.kind, golden.config)
    #expect(metric.name == golden["metric_name"].string)
    func update(_ arguments: [String: Tensor]) -> Tensor {
      let weight = arguments["sample_weight"]
      if let values = arguments["values"] {
        (metric as? Metrics.Mean)?.update(values, sampleWeight: weight)
        (metric as? Metrics.Sum)?.update(values, sampleWeight: weight)
      } else {
        metric.update(arguments["y_true"]!, arguments["y_pred"]!, sampleWeight: weight)
      }
      return metric.result()
    }
    let step = compiled { (arguments: [String: Tensor]) in update(arguments) }
    for batch in golden["updates"].list {
      let arguments = try batch["arguments"].object.mapValues { try golden.family.tensor($0) }
      try expectNone(Self.difference(isCompiled ? step(arguments) : update(arguments), batch["result"]))
    }
    if isCompiled { #expect(step.traceCount == 1) }
    #expect(metric.variables.map(\.name) == golden["variables"].list.map { $0["name"].string })
    #expect(metric.variables.map { $0.shape.known } == golden["variables"].list.map { $0["shape"].ints })
    metric.reset()
    try expectNone(Self.difference(metric.result(), golden["after_reset"]))
  }

  private static func difference(_ actual: Tensor, _ expected: JSON) throws -> String? {
    let numbers = expected.double.map { [$0] } ?? expected.list.compactMap(\.double)
    return goldenDifference(try actual.scalars(as: Double.self), numbers, tolerance: 1e-5)
  }
}
