/// Adds a penalty on its input to the loss, and passes it on: `l1 · Σ|x| + l2 · Σx²`, over the number of samples.
///
/// Input and output: any shape. Source: `keras.layers.ActivityRegularization`.
public final class ActivityRegularization: Layer, UnaryLayer {
  public let l1: Double
  public let l2: Double

  /// - Parameters:
  ///   - l1: the weight of the sum of sizes. Default 0.
  ///   - l2: the weight of the sum of squares. Default 0.
  public init(l1: Double = 0, l2: Double = 0, name: String? = nil, dtype: DTypePolicy? = nil) {
    self.l1 = l1
    self.l2 = l2
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public func call(_ x: Tensor) -> Tensor {
    addActivityLoss(.l1l2(l1: l1, l2: l2), of: x)
    return x
  }
}
