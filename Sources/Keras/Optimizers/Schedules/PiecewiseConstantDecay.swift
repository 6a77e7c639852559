import TensorGraph

/// One value up to and including the first boundary, the next up to the second, and so on.
///
/// Source: `keras.optimizers.schedules.PiecewiseConstantDecay`.
public final class PiecewiseConstantDecay: LearningRateSchedule {
  /// The numbers of steps at which the rate changes.
  public let boundaries: [Int]
  /// The rates between boundaries.
  public let values: [Double]

  /// - Parameters:
  ///   - boundaries: ascending numbers of steps.
  ///   - values: the rates; one more than boundaries.
  public init(boundaries: [Int], values: [Double]) {
    self.boundaries = boundaries
    self.values = values
  }

  public override func callAsFunction(_ step: Tensor) -> Tensor {
    guard values.count == boundaries.count + 1 else {
      return .failed(
        KerasError(
          "PiecewiseConstantDecay cannot compute a learning rate.", expected: "one value more than boundaries",
          received:
            "\(boundaries.count.counted("boundary", "boundaries")) and \(values.count.counted("value", "values"))",
          fix: "give the value after the last boundary too"))
    }
    var rate = Tensor(values[values.count - 1])
    for (boundary, value) in zip(boundaries, values).reversed() {
      rate = which(step .<= boundary, value, rate)
    }
    return rate
  }
}
