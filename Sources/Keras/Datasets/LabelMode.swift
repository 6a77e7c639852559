/// What the labels of files in folders become: Keras' `label_mode`.
public enum LabelMode: Sendable {
  /// The number of the class, `int32 [batch]`, for `.sparseCategoricalCrossentropy`.
  case int
  /// A one in the place of the class, `float32 [batch, classes]`, for `.categoricalCrossentropy`.
  case categorical
  /// 0 or 1, `float32 [batch, 1]`, for `.binaryCrossentropy`. There must be two classes.
  case binary
}
