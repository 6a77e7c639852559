extension MultiHeadAttention {
  func buildSublayers(_ inputs: [Shape]) {
    if let slidingWindow { requirePositive(slidingWindow, "slidingWindow") }
    requireShare(dropout)
    let query = inputs[0]
    guard inputs.count > 1, !hasBuildError else { return }
    guard query.rank >= 3, inputs[1].rank == query.rank else {
      return fail(
        expected: "query and value of one rank: [batch, positions…, features]",
        received: "\(query.batchDescription) and \(inputs[1].batchDescription)",
        fix: sequencesFix ?? "give sequences, or add an axis with Reshape")
    }
    guard query.rank <= 8 else {
      return fail(
        expected: "at most 8 axes", received: query.batchDescription, fix: "bring positions to one axis with Reshape")
    }
    // Among the axes of the projections, of which heads take one more.
    let rank = query.rank + 1
    let axes = attentionAxes?.map { $0 < 0 ? $0 + query.rank : $0 } ?? Array(1..<(rank - 2))
    guard !axes.isEmpty, axes.allSatisfy({ (1..<(rank - 2)).contains($0) }), Set(axes).count == axes.count else {
      return fail(
        expected: "attentionAxes between batch and features of \(query.batchDescription)",
        received: "attentionAxes: \(attentionAxes ?? [])", fix: "count axes with the batch: 1 is the first behind it")
    }
    equations = AttentionEquations(rank: rank, axes: axes)
    queryDense = projection("query", query.rank, heads, keyDim)
    keyDense = projection("key", query.rank, keyHeads, keyDim)
    if useGate { gateDense = projection("gate", query.rank, heads, valueDim, activation: .sigmoid) }
    valueDense = projection("value", query.rank, keyHeads, valueDim)
    outputDense = mixing(query)
  }

  /// `[batch, …, features]` to `[batch, …, heads, width]`.
  private func projection(
    _ name: String, _ rank: Int, _ heads: Int, _ width: Int, activation: Activation = .linear
  ) -> EinsumDense {
    let free = String("abcdefghijklmnop".prefix(rank - 1))
    let lengths = Array(repeating: Int?.none, count: rank - 2) + [heads, width]
    return dense("\(free)x,xyz->\(free)yz", Shape(lengths), useBias ? "yz" : nil, activation, name)
  }

  /// `[batch, …, heads, width]` to `[batch, …, output]`.
  private func mixing(_ query: Shape) -> EinsumDense {
    let free = String("abcdefghijklmnop".prefix(query.rank - 1))
    let output = outputShape ?? [query.last]
    let letters = String("qrstuvw".prefix(output.rank))
    let lengths = Array(repeating: Int?.none, count: query.rank - 2) + output.dimensions
    return dense(
      "\(free)yz,yz\(letters)->\(free)\(letters)", Shape(lengths), useBias ? letters : nil, .linear,
      "attention_output")
  }

  private func dense(
    _ equation: String, _ outputShape: Shape, _ biasAxes: String?, _ activation: Activation, _ name: String
  ) -> EinsumDense {
    let options = sublayerOptions
    return EinsumDense(
      equation, outputShape: outputShape, activation: activation, biasAxes: biasAxes,
      kernelInitializer: options.kernelInitializer, biasInitializer: options.biasInitializer,
      kernelRegularizer: options.kernelRegularizer, biasRegularizer: options.biasRegularizer,
      activityRegularizer: options.activityRegularizer, kernelConstraint: options.kernelConstraint,
      biasConstraint: options.biasConstraint, name: name, dtype: dtypePolicy)
  }

  /// Which values a query sees: `[batch, queries, values]`, or fewer axes of length 1; `nil` for all.
  func mask(
    _ query: Tensor, _ value: Tensor, key: Tensor?, attentionMask: Tensor?, isCausal: Bool
  ) -> Tensor? {
    var masks: [Tensor] = []
    if let mask = attentionMask { masks.append(mask.cast(to: .bool)) }
    if let mask = query.mask { masks.append(mask.cast(to: .bool).expandedDimensions(-1)) }
    if let mask = value.mask { masks.append(mask.cast(to: .bool).expandedDimensions(-2)) }
    if let mask = key?.mask { masks.append(mask.cast(to: .bool).expandedDimensions(-2)) }
    if isCausal {
      masks.append(
        deferrable("causal_mask", [query, value]) { inputs in
          [.causalMask(queries: inputs[0].shape[1], values: inputs[1].shape[1])]
        }[0])
    }
    if let slidingWindow {
      masks.append(
        deferrable("window_mask", [query, value]) { inputs in
          let row = Tensor.iota([1, inputs[0].shape[1] ?? 1, 1], axis: 1, dtype: .int32)
          return [abs(row - Tensor.iota([1, 1, inputs[1].shape[1] ?? 1], axis: 2, dtype: .int32)) .< slidingWindow]
        }[0])
    }
    guard let first = masks.first else { return nil }
    return masks.dropFirst().reduce(first, logicalAnd)
  }
}
