/// The data sets that come with Keras, under Keras' names.
///
/// Each is looked for in the cache that Keras in Python uses too (`~/.keras/datasets`, or under `KERAS_HOME`), then in a folder named
/// by argument, then in the folder that the environment variable `KERAS_DATASETS` names, then in the folder `Data` of a checkout
/// around the current directory; only then is it downloaded into the cache, and its checksum compared.
public enum Datasets {
  /// One part of a data set: examples and what to predict for each.
  public struct Split: Sendable {
    /// The examples. Shape: `[examples, …]`.
    public let x: Tensor
    /// What to predict for each example. Shape: `[examples]` or `[examples, …]`.
    public let y: Tensor

    /// A part of a data set from tensors whose first axes have the same length.
    public init(x: Tensor, y: Tensor) {
      self.x = x
      self.y = y
    }
  }
}
