import TensorGraph

/// A weighted mean over batches, kept as total and count.
///
/// Source: `keras.metrics.Mean` and `reduce_to_samplewise_values`.
struct RunningMean {
  /// The metric, for messages.
  let name: String
  let total: Variable
  let count: Variable

  func update(_ values: Tensor, sampleWeight: Tensor?) {
    let (values, weight) = Self.bySample(values, sampleWeight, of: name) { $0.mean(axes: $1) }
    total.assign(total.value + values.sum())
    if let weight {
      count.assign(count.value + weight.sum())
    } else {
      // The number of samples as a sum, so that it is right where it is not known yet.
      let one = deferrable("sample_count", values) { .full([], Double($0.rank == 0 ? 1 : $0.shape[0] ?? 1)) }
      count.assign(count.value + one)
    }
  }

  var result: Tensor { WeightedReduction.divideNoNaN(total.value, count.value) }

  /// One weighted value and one weight for each sample.
  static func bySample(
    _ values: Tensor, _ sampleWeight: Tensor?, of name: String, reduce: (Tensor, [Int]) -> Tensor
  ) -> (values: Tensor, weight: Tensor?) {
    var values = values.cast(to: .float32)
    if values.error != nil { return (values, nil) }
    var weight = sampleWeight?.cast(to: .float32)
    if let given = weight {
      var (aligned, expanded) = WeightedReduction.sameRank(values, given)
      if aligned.rank > expanded.rank, expanded.error == nil {
        aligned = reduce(aligned, Array(expanded.rank..<aligned.rank))
      }
      let error = WeightedReduction.weightError(aligned, expanded, of: "metric '\(name)'")
      if let error { return (.failed(error), nil) }
      expanded = deferrable("sample_weight", [expanded, aligned]) { [$0[0].broadcast(to: $0[1].shape)] }[0]
      if expanded.error != nil { return (expanded, nil) }
      values = aligned * expanded
      weight = given.rank > 1 && expanded.rank > 1 ? reduce(expanded, Array(1..<expanded.rank)) : expanded
    }
    if values.rank > 1 { values = reduce(values, Array(1..<values.rank)) }
    return (values, weight)
  }
}
