/// How the values of a loss become one number.
public enum LossReduction: String, Sendable, CaseIterable {
  /// Their sum over their number (Keras' default).
  case sumOverBatchSize = "sum_over_batch_size"
  case sum
  /// Their sum over their number.
  case mean
  /// Their weighted sum over the sum of the sample weights.
  case meanWithSampleWeight = "mean_with_sample_weight"
  /// They stay as they are.
  case none
}
