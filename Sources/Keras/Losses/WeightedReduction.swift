import TensorGraph

/// Keras' rules for ranks, masks, sample weights and reductions of losses and metrics.
///
/// Source: `keras.src.losses.loss`.
enum WeightedReduction {
  /// Removes or adds a last axis of length 1 where two ranks differ by one.
  static func sameRank(_ a: Tensor, _ b: Tensor, expandsVectors: Bool = true) -> (Tensor, Tensor) {
    if a.rank == b.rank + 1, a.shape.last == 1 {
      return b.rank == 1 && expandsVectors ? (a, b.expandedDimensions(-1)) : (a.squeezed(axis: -1), b)
    }
    if b.rank == a.rank + 1, b.shape.last == 1 {
      return a.rank == 1 && expandsVectors ? (a.expandedDimensions(-1), b) : (a, b.squeezed(axis: -1))
    }
    return (a, b)
  }

  /// Weights for whole samples, or for the first axes of the values: axes of length 1 are added at the end.
  ///
  /// Keras leaves them to broadcasting, which weighs the last axis where lengths happen to be equal.
  static func expanded(_ weight: Tensor, to rank: Int) -> Tensor {
    guard weight.rank > 0, weight.rank < rank else { return weight }
    return (weight.rank..<rank).reduce(weight) { result, _ in result.expandedDimensions(-1) }
  }

  /// Weights of samples, or of all but the last axis, for each element of targets.
  static func expanded(_ weight: Tensor, toElementsOf targets: Tensor) -> Tensor {
    let column = weight.cast(to: .float32).expandedDimensions(-1)
    return expanded(sameRank(targets, column, expandsVectors: false).1, to: targets.rank)
  }

  static func reduce(
    _ values: Tensor, sampleWeight: Tensor?, mask: Tensor?, reduction: LossReduction
  ) -> Tensor {
    var values = values
    var weight = weight(sampleWeight, mask: mask, dtype: values.dtype, reduction: reduction)
    if let given = weight {
      (values, weight) = sameRank(values, given)
      let isForSamples = weight!.rank < values.rank
      weight = expanded(weight!, to: values.rank)
      if let error = weightError(values, weight!, of: "the loss") { return .failed(error) }
      if isForSamples, reduction == .meanWithSampleWeight { weight = weight! * Tensor.ones(like: values) }
      values = values * weight!
    }
    if reduction == .none || values.rank == 0 || values.shape == [0] { return values }
    switch reduction {
    case .none, .sum: return values.sum()
    case .meanWithSampleWeight:
      guard let weight else { return values.mean() }
      return divideNoNaN(values.sum(), weight.sum())
    case .sumOverBatchSize, .mean: return values.mean()
    }
  }

  /// The mask merged into the sample weights.
  static func weight(_ weight: Tensor?, mask: Tensor?, dtype: DType, reduction: LossReduction) -> Tensor? {
    let weight = weight?.cast(to: dtype)
    guard let mask else { return weight }
    var floating = mask.cast(to: .bool).cast(to: dtype)
    if reduction == .mean || reduction == .sumOverBatchSize {
      // Weighted by total/valid, so that the mean over all positions is the mean over those that count.
      let share = floating.mean()
      floating = which(mask.cast(to: .bool), divideNoNaN(Tensor.ones([], dtype: dtype), share), 0)
    }
    guard let weight else { return floating }
    let (a, b) = sameRank(floating, weight)
    return expanded(a, to: b.rank) * expanded(b, to: a.rank)
  }

  /// `a / b`, or 0 where `b` is 0.
  static func divideNoNaN(_ a: Tensor, _ b: Tensor) -> Tensor {
    let isZero = b .== 0
    return which(isZero, 0, a / which(isZero, 1, b))
  }

  /// Why weights can't be used with values, if so.
  static func weightError(_ values: Tensor, _ weight: Tensor, of who: String) -> KerasError? {
    guard values.error == nil, weight.error == nil, values.shape.broadcast(with: weight.shape) == nil else {
      return nil
    }
    let site = CallSite.current
    return KerasError(
      "Sample weights don't fit \(who)" + (site.map { " of \($0.who)" } ?? "") + ".",
      expected: "weights that broadcast to the values \(values.shape), one for each sample",
      received: "\(weight.type)", fix: "give one weight for each sample, as a tensor [batch]", file: site?.file,
      line: site?.line)
  }
}
