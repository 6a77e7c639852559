extension Composite: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] { try decomposition.interpret(inputs) }
}

extension Conditional: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let split = 1 + whenTrue.inputs.count
    return inputs[0].int64(0) != 0
      ? try whenTrue.interpret(Array(inputs[1..<split])) : try whenFalse.interpret(Array(inputs[split...]))
  }
}

extension WhileLoop: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    var state = Array(inputs[..<stateCount])
    let split = condition.inputs.count
    let ofCondition = Array(inputs[stateCount..<split])
    let ofBody = Array(inputs[split...])
    while try condition.interpret(state + ofCondition)[0].int64(0) != 0 { state = try body.interpret(state + ofBody) }
    return state
  }
}

extension Scan: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    var state = Array(inputs[..<stateCount])
    let sequences = Array(inputs[stateCount..<stateCount + sequenceCount])
    let outside = Array(inputs[(stateCount + sequenceCount)...])
    let stacked = try infer(inputs.map(\.type))[stateCount...].map {
      try HostArray(shape: $0.shape.staticDimensions, dtype: $0.dtype)
    }
    for turn in 0..<length {
      let position = isReversed ? length - 1 - turn : turn
      let steps = try sequences.map { try $0.step(position) }
      let results = try body.interpret(state + steps + outside)
      state = Array(results[..<stateCount])
      for (result, target) in zip(results[stateCount...], stacked) {
        let bytes = result.count * result.dtype.byteCount
        (target.storage.pointer + position * bytes).copyMemory(from: result.storage.pointer, byteCount: bytes)
      }
    }
    return state + stacked
  }
}

extension HostArray {
  /// One element of the leading axis.
  fileprivate func step(_ position: Int) throws(KerasError) -> HostArray {
    let result = try HostArray(shape: Array(shape.dropFirst()), dtype: dtype)
    let bytes = result.count * dtype.byteCount
    result.storage.pointer.copyMemory(from: storage.pointer + position * bytes, byteCount: bytes)
    return result
  }
}
