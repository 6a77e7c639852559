import TensorGraph

extension Losses {
  /// Minus the logarithm of the probability of a sequence of labels over all its alignments with the predictions' times.
  ///
  /// - Parameters:
  ///   - yTrue: labels from 1, padded with 0 at the end: `[batch, labels]`.
  ///   - yPred: logits: `[batch, time, classes]`; class 0 stands for no label.
  /// - Returns: `[batch]`.
  public static func ctc(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    for tensor in [yTrue, yPred] where tensor.error != nil { return tensor }
    guard yTrue.rank == 2, yPred.rank == 3 else {
      return .failed(
        mismatch(
          "ctc", expected: "targets [batch, labels] and predictions [batch, time, classes]",
          received: "targets \(yTrue.type) and predictions \(yPred.type)",
          fix: "give label numbers from 1, padded with 0, and one row of logits for each time"))
    }
    return deferrable("ctc", [yTrue.cast(to: .int32), yPred.cast(to: yPred.dtype.floating)]) { inputs in
      let (labels, logits) = (inputs[0], inputs[1])
      guard labels.shape.isKnown, logits.shape.isKnown else { return [logits.max(axes: [1, 2])] }
      return [-Alignments(labels, classes: logits.shape[2] ?? 0).logProbability(logSoftmax(logits))]
    }[0]
  }
}

/// The ways through a label sequence with a blank before, between and behind the labels.
private struct Alignments {
  /// Blanks and labels by turns: `[batch, 2 · labels + 1]`.
  let symbols: Tensor
  /// Which class each symbol is: `[batch, symbols, classes]`, `bool`.
  let isClass: Tensor
  /// Whether a symbol may follow the one two before: `[batch, symbols]`.
  let skips: Tensor
  /// How many labels there are: `[batch]`.
  let count: Tensor
  // Far below any logarithm, and finite, so that differences are no NaN.
  private let impossible = -1e30

  init(_ labels: Tensor, classes: Int) {
    let (batch, length) = (labels.shape[0], labels.shape[1] ?? 0)
    let pairs = stacked([Tensor.zeros(like: labels), labels], axis: 2).reshaped([batch, 2 * length])
    symbols = concatenated([pairs, .zeros([batch, 1], dtype: .int32)], axis: 1)
    isClass =
      Tensor.iota([1, 1, classes], axis: 2, dtype: .int32) .== symbols.expandedDimensions(-1)
    let before = symbols.padded([(0, 0), (2, 0)], value: 0).slice(axis: 1, from: 0, count: 2 * length + 1)
    skips = logicalAnd(symbols .!= 0, symbols .!= before)
    count = (labels .!= 0).cast(to: .int32).sum(axis: 1)
  }

  /// From logarithms of probabilities `[batch, time, classes]`; shape `[batch]`.
  func logProbability(_ logits: Tensor) -> Tensor {
    let length = symbols.shape[1] ?? 1
    let emitted = matmul(logits, isClass.cast(to: logits.dtype).swappingAxes(-2, -1)).swappingAxes(0, 1)
    let steps = emitted.shape[0] ?? 1
    let place = Tensor.iota([1, length], axis: 1, dtype: .int32)
    let first = which(place .< 2, emitted.slice(axis: 0, from: 0, count: 1).squeezed(axis: 0), impossible)
    let rest = emitted.slice(axis: 0, from: 1, count: steps - 1)
    let skips = self.skips
    let last =
      steps == 1
      ? first
      : scan([first], over: [rest]) { state, step in
        ([advance(state[0], skips: skips) + step[0]], [])
      }.state[0]
    func at(_ index: Tensor) -> Tensor { which(place .== index.expandedDimensions(-1), last, 0).sum(axis: 1) }
    let end = count * 2
    return logAddExp(at(end), which(count .> 0, at(end - 1), impossible))
  }

  /// The logarithm of the sum over staying, one step, and two steps where that is allowed.
  private func advance(_ state: Tensor, skips: Tensor) -> Tensor {
    let length = state.shape[1] ?? 1
    func shifted(_ places: Int) -> Tensor {
      state.padded([(0, 0), (places, 0)], value: impossible).slice(axis: 1, from: 0, count: length)
    }
    let ways = [state, shifted(1), which(skips, shifted(2), impossible)]
    let largest = stopGradient(maximum(maximum(ways[0], ways[1]), ways[2]))
    return log(exp(ways[0] - largest) + exp(ways[1] - largest) + exp(ways[2] - largest)) + largest
  }
}
