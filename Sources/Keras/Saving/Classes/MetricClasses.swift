import Formats

/// The library's metrics in files: as records of classes, or by the names of Keras' functions.
enum MetricClasses {
  static let all = means + decisions + others
  static let byName = Dictionary(all.map { ($0.className, $0) }) { first, _ in first }
  static let byType = Dictionary(all.map { ($0.type, $0) }) { first, _ in first }

  /// Names of functions that are not a class' name in snake case.
  static let functions = [
    "mse": "MeanSquaredError", "MSE": "MeanSquaredError", "mae": "MeanAbsoluteError", "MAE": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError", "MAPE": "MeanAbsolutePercentageError",
    "msle": "MeanSquaredLogarithmicError", "MSLE": "MeanSquaredLogarithmicError", "bce": "BinaryCrossentropy",
    "BCE": "BinaryCrossentropy", "kl_divergence": "KLDivergence", "kld": "KLDivergence", "KLD": "KLDivergence",
    "kullback_leibler_divergence": "KLDivergence", "logcosh": "LogCoshError", "log_cosh": "LogCoshError",
    "cosine_proximity": "CosineSimilarity", "auc": "AUC", "mean_io_u": "MeanIoU", "io_u": "IoU",
    "binary_io_u": "BinaryIoU", "r2_score": "R2Score", "f1_score": "F1Score", "fbeta_score": "FBetaScore",
  ]

  /// A metric that Keras knows by this name.
  static func function(_ name: String) -> Metric? {
    switch name {
    case "accuracy": return .accuracy
    case "acc": return .acc
    case "crossentropy", "ce": return .crossentropy
    default: return nil
    }
  }

  private static let means: [ClassEntry<Metric>] = [
    ClassEntry(Metrics.Mean.self) { Metrics.Mean(name: $0.name("mean")) },
    ClassEntry(Metrics.Sum.self) { Metrics.Sum(name: $0.name("sum")) },
    ClassEntry(Metrics.Accuracy.self) { Metrics.Accuracy(name: $0.name("accuracy")) },
    ClassEntry(Metrics.BinaryAccuracy.self) { c in
      Metrics.BinaryAccuracy(threshold: c.number("threshold", 0.5), name: c.name("binary_accuracy"))
    },
    ClassEntry(Metrics.CategoricalAccuracy.self) {
      Metrics.CategoricalAccuracy(name: $0.name("categorical_accuracy"))
    },
    ClassEntry(Metrics.SparseCategoricalAccuracy.self) {
      Metrics.SparseCategoricalAccuracy(name: $0.name("sparse_categorical_accuracy"))
    },
    ClassEntry(Metrics.TopKCategoricalAccuracy.self) { c in
      Metrics.TopKCategoricalAccuracy(k: c.integer("k", 5), name: c.name("top_k_categorical_accuracy"))
    },
    ClassEntry(Metrics.SparseTopKCategoricalAccuracy.self) { c in
      c.ignore("from_sorted_ids")
      return Metrics.SparseTopKCategoricalAccuracy(
        k: c.integer("k", 5), name: c.name("sparse_top_k_categorical_accuracy"))
    },
    ClassEntry(Metrics.MeanSquaredError.self) { Metrics.MeanSquaredError(name: $0.name("mean_squared_error")) },
    ClassEntry(Metrics.MeanAbsoluteError.self) { Metrics.MeanAbsoluteError(name: $0.name("mean_absolute_error")) },
    ClassEntry(Metrics.RootMeanSquaredError.self) {
      Metrics.RootMeanSquaredError(name: $0.name("root_mean_squared_error"))
    },
    ClassEntry(Metrics.MeanAbsolutePercentageError.self) {
      Metrics.MeanAbsolutePercentageError(name: $0.name("mean_absolute_percentage_error"))
    },
    ClassEntry(Metrics.MeanSquaredLogarithmicError.self) {
      Metrics.MeanSquaredLogarithmicError(name: $0.name("mean_squared_logarithmic_error"))
    },
    ClassEntry(Metrics.LogCoshError.self) { Metrics.LogCoshError(name: $0.name("logcosh")) },
    ClassEntry(Metrics.Poisson.self) { Metrics.Poisson(name: $0.name("poisson")) },
    ClassEntry(Metrics.KLDivergence.self) { Metrics.KLDivergence(name: $0.name("kl_divergence")) },
    ClassEntry(Metrics.Hinge.self) { Metrics.Hinge(name: $0.name("hinge")) },
    ClassEntry(Metrics.SquaredHinge.self) { Metrics.SquaredHinge(name: $0.name("squared_hinge")) },
    ClassEntry(Metrics.CategoricalHinge.self) { Metrics.CategoricalHinge(name: $0.name("categorical_hinge")) },
    ClassEntry(Metrics.CosineSimilarity.self) { c in
      Metrics.CosineSimilarity(axis: c.axis(), name: c.name("cosine_similarity"))
    },
    ClassEntry(Metrics.BinaryCrossentropy.self) { c in
      Metrics.BinaryCrossentropy(
        fromLogits: c.flag("from_logits", false), labelSmoothing: c.number("label_smoothing", 0),
        name: c.name("binary_crossentropy"))
    },
    ClassEntry(Metrics.CategoricalCrossentropy.self) { c in
      Metrics.CategoricalCrossentropy(
        fromLogits: c.flag("from_logits", false), labelSmoothing: c.number("label_smoothing", 0), axis: c.axis(),
        name: c.name("categorical_crossentropy"))
    },
    ClassEntry(Metrics.SparseCategoricalCrossentropy.self) { c in
      Metrics.SparseCategoricalCrossentropy(
        fromLogits: c.flag("from_logits", false), ignoreClass: c("ignore_class", nil), axis: c.axis(),
        name: c.name("sparse_categorical_crossentropy"))
    },
  ]

  private static let decisions: [ClassEntry<Metric>] = [
    ClassEntry(Metrics.Precision.self) { c in
      Metrics.Precision(
        thresholds: c.thresholds, topK: c("top_k", nil), classID: c("class_id", nil, "classID"),
        name: c.name("precision"))
    },
    ClassEntry(Metrics.Recall.self) { c in
      Metrics.Recall(
        thresholds: c.thresholds, topK: c("top_k", nil), classID: c("class_id", nil, "classID"), name: c.name("recall"))
    },
    ClassEntry(Metrics.TruePositives.self) {
      Metrics.TruePositives(thresholds: $0.thresholds, name: $0.name("true_positives"))
    },
    ClassEntry(Metrics.TrueNegatives.self) {
      Metrics.TrueNegatives(thresholds: $0.thresholds, name: $0.name("true_negatives"))
    },
    ClassEntry(Metrics.FalsePositives.self) {
      Metrics.FalsePositives(thresholds: $0.thresholds, name: $0.name("false_positives"))
    },
    ClassEntry(Metrics.FalseNegatives.self) {
      Metrics.FalseNegatives(thresholds: $0.thresholds, name: $0.name("false_negatives"))
    },
    ClassEntry(Metrics.PrecisionAtRecall.self) { c in
      Metrics.PrecisionAtRecall(
        recall: c.number("recall", 0.5, "demanded"), thresholdCount: c.thresholdCount,
        classID: c("class_id", nil, "classID"), name: c.name("precision_at_recall"))
    },
    ClassEntry(Metrics.RecallAtPrecision.self) { c in
      Metrics.RecallAtPrecision(
        precision: c.number("precision", 0.5, "demanded"), thresholdCount: c.thresholdCount,
        classID: c("class_id", nil, "classID"), name: c.name("recall_at_precision"))
    },
    ClassEntry(Metrics.SensitivityAtSpecificity.self) { c in
      Metrics.SensitivityAtSpecificity(
        specificity: c.number("specificity", 0.5, "demanded"), thresholdCount: c.thresholdCount,
        classID: c("class_id", nil, "classID"), name: c.name("sensitivity_at_specificity"))
    },
    ClassEntry(Metrics.SpecificityAtSensitivity.self) { c in
      Metrics.SpecificityAtSensitivity(
        sensitivity: c.number("sensitivity", 0.5, "demanded"), thresholdCount: c.thresholdCount,
        classID: c("class_id", nil, "classID"), name: c.name("specificity_at_sensitivity"))
    },
    ClassEntry(Metrics.AUC.self) { c in
      c.ignore("num_labels")
      let inner: [Double]? = c.kept("thresholds", nil) { (metric: Metrics.AUC) in metric.givenThresholds }
      return Metrics.AUC(
        thresholdCount: c.limited(
          c.kept("num_thresholds", 200) { (metric: Metrics.AUC) in metric.thresholds.count }, "num_thresholds"),
        curve: c("curve", .roc), summation: c("summation_method", .interpolation, "summation"), thresholds: inner,
        multiLabel: c.flag("multi_label", false), labelWeights: c("label_weights", nil),
        fromLogits: c.flag("from_logits", false), name: c.name("auc"))
    },
  ]

  private static let others: [ClassEntry<Metric>] = [
    ClassEntry(Metrics.IoU.self) { c in
      Metrics.IoU(
        classCount: c.limited(c.integer("num_classes", 1, "classCount"), "num_classes"),
        targetClassIDs: c("target_class_ids", [], "targetClassIDs"), ignoreClass: c("ignore_class", nil),
        sparseTargets: c.flag("sparse_y_true", true, "hasSparseTargets"),
        sparsePredictions: c.flag("sparse_y_pred", true, "hasSparsePredictions"), axis: c.axis(), name: c.name("io_u"))
    },
    ClassEntry(Metrics.MeanIoU.self) { c in
      Metrics.MeanIoU(
        classCount: c.limited(c.integer("num_classes", 1, "classCount"), "num_classes"),
        ignoreClass: c("ignore_class", nil),
        sparseTargets: c.flag("sparse_y_true", true, "hasSparseTargets"),
        sparsePredictions: c.flag("sparse_y_pred", true, "hasSparsePredictions"), axis: c.axis(),
        name: c.name("mean_io_u"))
    },
    ClassEntry(Metrics.BinaryIoU.self) { c in
      Metrics.BinaryIoU(
        targetClassIDs: c("target_class_ids", [0, 1], "targetClassIDs"), threshold: c.number("threshold", 0.5),
        name: c.name("binary_io_u"))
    },
    ClassEntry(Metrics.FBetaScore.self) { c in
      Metrics.FBetaScore(
        average: c("average", nil), beta: c.number("beta", 1), threshold: c("threshold", nil),
        name: c.name("fbeta_score"))
    },
    ClassEntry(Metrics.F1Score.self) { c in
      Metrics.F1Score(average: c("average", nil), threshold: c("threshold", nil), name: c.name("f1_score"))
    },
    ClassEntry(Metrics.R2Score.self) { c in
      Metrics.R2Score(
        aggregation: c("class_aggregation", .uniformAverage, "aggregation"),
        regressorCount: c.integer("num_regressors", 0, "regressorCount"), name: c.name("r2_score"))
    },
  ]
}

extension Configuration {
  /// Thresholds that were given; the default is no argument.
  fileprivate var thresholds: [Double]? {
    kept("thresholds", nil) { (metric: ThresholdMetric) in
      metric.thresholds == [0.5] || metric.topK != nil ? nil : metric.thresholds
    }
  }

  fileprivate var thresholdCount: Int {
    limited(kept("num_thresholds", 200) { (metric: ThresholdMetric) in metric.thresholds.count }, "num_thresholds")
  }

  /// A number of thresholds or classes, for each of which a metric has state.
  fileprivate func limited(_ count: Int, _ key: String) -> Int {
    guard count > 1 << 16 else { return count }
    session.note(
      place, expected: "'\(key)' of \(className): at most \(1 << 16)", received: "\(count)",
      fix: "the file is damaged, or made to do harm: do not trust it")
    return 1
  }
}
