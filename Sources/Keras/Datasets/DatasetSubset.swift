/// Which part of the files in a folder a dataset is made of: Keras' `subset`.
public enum DatasetSubset: String, Sendable {
  /// What is not for validation.
  case training
  /// The last ones, in the order that the seed gives.
  case validation
}
