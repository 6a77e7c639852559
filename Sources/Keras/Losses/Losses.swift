import TensorGraph

/// The losses' formulas: from targets and predictions to one value per sample.
///
/// Inputs: `[batch, …, features]`, unless said otherwise; output: `[batch, …]`.
/// Source: https://keras.io/api/losses/
public enum Losses {
  /// The mean of `(yTrue - yPred)²` over the last axis.
  public static func meanSquaredError(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("mean_squared_error", yTrue, yPred) { square($0 - $1).meanOfLast }
  }

  /// The mean of `|yTrue - yPred|` over the last axis.
  public static func meanAbsoluteError(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    compare("mean_absolute_error", yTrue, yPred) { abs($0 - $1).meanOfLast }
  }

  /// The mean over the last axis of half the squared error up to `delta`, and of what continues it in a straight line.
  public static func huber(_ yTrue: Tensor, _ yPred: Tensor, delta: Double = 1) -> Tensor {
    compare("huber", yTrue, yPred) { yTrue, yPred in
      let error = yPred - yTrue
      let size = abs(error)
      let straight = size * delta - 0.5 * delta * delta
      return which(size .<= delta, square(error) * 0.5, straight).meanOfLast
    }
  }

  /// Brings targets to the predictions' type and rank, and refuses shapes that then differ.
  static func compare(
    _ name: String, _ yTrue: Tensor, _ yPred: Tensor, _ formula: (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) -> Tensor {
    for tensor in [yTrue, yPred] where tensor.error != nil { return tensor }
    let predictions = yPred.cast(to: yPred.dtype.floating)
    let (targets, aligned) = WeightedReduction.sameRank(yTrue.cast(to: predictions.dtype), predictions)
    guard targets.shape.matches(aligned.shape) else {
      return .failed(
        mismatch(
          name, expected: "targets \(predictions.shape), as the predictions", received: "targets \(yTrue.type)",
          fix: targets.rank + 1 == aligned.rank
            ? "for class numbers use .sparseCategoricalCrossentropy; else reshape the targets to the predictions' shape"
            : "reshape the targets, or change the last layer's units to match them"))
    }
    return formula(targets, aligned)
  }

  static func mismatch(_ name: String, expected: String, received: String, fix: String) -> KerasError {
    let site = CallSite.current
    return KerasError(
      "Loss '\(name)' cannot compare these targets with the predictions" + (site.map { " of \($0.who)" } ?? "") + ".",
      expected: expected, received: received, fix: fix, file: site?.file, line: site?.line)
  }
}

extension Tensor {
  /// The mean over the last axis; a scalar is its own mean.
  var meanOfLast: Tensor { rank == 0 ? self : mean(axis: -1) }
}
