extension Reduce: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    return [try interpret(in: inputs[0].dtype.hostNumber, inputs[0], shape)]
  }

  private func interpret<Number: HostNumber>(
    in type: Number.Type, _ x: HostArray, _ shape: [Int]
  ) throws(KerasError) -> HostArray {
    let start: Number = kind == .product || kind == .all ? .one : .zero
    let fold: (Number, Number) -> Number =
      switch kind {
      case .sum: { $0.plus($1) }
      case .product: { $0.times($1) }
      case .max, .any: { $0.larger($1) }
      case .min, .all: { $0.smaller($1) }
      }
    let values = Number.numbers(of: x)
    let kept = x.shape.indices.filter { !axes.contains($0) }
    let strides = Strides.ofRows(x.shape)
    // Which elements are folded, relative to the first of them, is the same for every result.
    let folded = Strides.offsets(axes.map { x.shape[$0] }, axes.map { strides[$0] })
    let takesFirst = kind == .max || kind == .min
    let results = Strides.offsets(kept.map { x.shape[$0] }, kept.map { strides[$0] }).map { origin -> Number in
      var result = takesFirst ? values[origin] : start
      for offset in folded { result = fold(result, values[origin + offset]) }
      return result
    }
    return try Number.array(results, shape: shape, dtype: x.dtype)
  }
}

extension ArgReduce: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    return [try interpret(in: inputs[0].dtype.hostNumber, inputs[0], shape)]
  }

  private func interpret<Number: HostNumber>(
    in type: Number.Type, _ x: HostArray, _ shape: [Int]
  ) throws(KerasError) -> HostArray {
    let values = Number.numbers(of: x)
    let kept = x.shape.indices.filter { $0 != axis }
    let strides = Strides.ofRows(x.shape)
    let results = Strides.offsets(kept.map { x.shape[$0] }, kept.map { strides[$0] }).map { origin -> Int64 in
      var best = 0
      for index in 0..<x.shape[axis] {
        let (champion, value) = (values[origin + best * strides[axis]], values[origin + index * strides[axis]])
        // Only NaN differs from itself; the first one wins, as in NumPy.
        if champion != champion { break }
        if value != value || (kind == .max ? value > champion : value < champion) { best = index }
      }
      return Int64(best)
    }
    return try HostArray(results, shape: shape, dtype: .int32)
  }
}
