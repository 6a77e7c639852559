extension Binary: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    return [try interpret(in: inputs[0].dtype.hostNumber, inputs[0], inputs[1], shape)]
  }

  private func interpret<Number: HostNumber>(
    in type: Number.Type, _ a: HostArray, _ b: HostArray, _ shape: [Int]
  ) throws(KerasError) -> HostArray {
    let function: (Number, Number) -> Number =
      switch self {
      case .add: { $0.plus($1) }
      case .subtract: { $0.minus($1) }
      case .multiply: { $0.times($1) }
      case .divide: { $0.over($1) }
      case .power: { $0.power($1) }
      case .maximum: { $0.larger($1) }
      case .minimum: { $0.smaller($1) }
      case .remainder: { $0.modulo($1) }
      case .atan2: { $0.angle($1) }
      case .and: { $0.bits($1, &) }
      case .or: { $0.bits($1, |) }
      case .xor: { $0.bits($1, ^) }
      }
    return try Number.array(broadcastMap(type, a, b, shape, function), shape: shape, dtype: a.dtype)
  }
}

extension Comparison: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    return [try interpret(in: inputs[0].dtype.hostNumber, inputs[0], inputs[1], shape)]
  }

  private func interpret<Number: HostNumber>(
    in type: Number.Type, _ a: HostArray, _ b: HostArray, _ shape: [Int]
  ) throws(KerasError) -> HostArray {
    let holds: (Number, Number) -> Bool =
      switch self {
      case .equal: { $0 == $1 }
      case .notEqual: { $0 != $1 }
      case .less: { $0 < $1 }
      case .lessEqual: { $0 <= $1 }
      case .greater: { $0 > $1 }
      case .greaterEqual: { $0 >= $1 }
      }
    return try HostArray(broadcastMap(type, a, b, shape) { holds($0, $1) ? 1 : 0 as Int64 }, shape: shape, dtype: .bool)
  }
}

private func broadcastMap<Number: HostNumber, Result>(
  _ type: Number.Type, _ a: HostArray, _ b: HostArray, _ shape: [Int], _ function: (Number, Number) -> Result
) -> [Result] {
  let x = Number.numbers(of: a)
  let y = Number.numbers(of: b)
  if a.shape == shape, b.shape == shape { return zip(x, y).map(function) }
  if a.shape == shape, y.count == 1 { return x.map { function($0, y[0]) } }
  if b.shape == shape, x.count == 1 { return y.map { function(x[0], $0) } }
  let pairs = zip(Strides.broadcasting(a.shape, to: shape), Strides.broadcasting(b.shape, to: shape))
  return pairs.map { function(x[$0], y[$1]) }
}

extension Select: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let shape = try outputShape(inputs)
    let condition = inputs[0].int64s
    let picked = Strides.broadcasting(inputs[0].shape, to: shape)
    let first = Strides.broadcasting(inputs[1].shape, to: shape)
    let second = Strides.broadcasting(inputs[2].shape, to: shape)
    let offsets = picked.indices.map { condition[picked[$0]] != 0 ? first[$0] : -second[$0] - 1 }
    return [try inputs[1].gathered(offsets, shape: shape, other: inputs[2])]
  }
}
