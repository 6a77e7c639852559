/// Keras' metrics as classes: `Metrics.Accuracy()`, `Metrics.AUC(curve: .precisionRecall)` …
///
/// Where a metric is expected, the static members say the same shorter: `.accuracy`, `.auc(curve: .precisionRecall)`.
/// Source: https://keras.io/api/metrics/
public enum Metrics {}
