/// Elementwise functions of two tensors of one type, whose shapes broadcast under NumPy's rule.
///
/// The quotient of integers is rounded toward zero; a divisor of 0 gives 0.
package enum Binary: String, Primitive, CaseIterable {
  case add, subtract, multiply, divide, power, maximum, minimum, remainder, atan2
  case and, or, xor

  package var name: String { rawValue }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let shape = try broadcastShape(inputs)
    switch self {
    case .atan2: _ = try inputs[0].requiringFloating(for: name)
    case .and, .or, .xor:
      if inputs[0].dtype.isFloating { _ = try inputs[0].requiring(.bool, for: name) }
    default: break
    }
    return [TensorType(shape, inputs[0].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let a = context.inputs[0]
    let b = context.inputs[1]
    let y = context.outputs[0]
    let g = context.cotangent
    func wanted(_ index: Int, _ body: () -> Tensor) -> Tensor? {
      context.isWanted[index] ? body().summed(to: context.inputs[index]) : nil
    }
    switch self {
    case .add: return [wanted(0) { g }, wanted(1) { g }]  // d(a + b) = da + db
    case .subtract: return [wanted(0) { g }, wanted(1) { -g }]  // d(a - b) = da - db
    case .multiply: return [wanted(0) { g * b }, wanted(1) { g * a }]  // d(ab) = b da + a db
    case .divide: return [wanted(0) { g / b }, wanted(1) { -g * y / b }]  // d(a/b) = da/b - (a/b)/b db
    case .power:  // d aᵇ = b aᵇ⁻¹ da + aᵇ ln a db, with 0 for b aᵇ⁻¹ where b is 0, and for ln a where a is 0
      return [
        wanted(0) { g * b * pow(a, which(b .== 0, 1, b - 1)) },
        wanted(1) { g * y * log(which(a .> 0, a, 1)) },
      ]
    case .maximum, .minimum:  // to the larger (smaller); a tie is shared evenly
      let first = self == .maximum ? a .> b : a .< b
      let half = g * 0.5
      let tie = a .== b
      return [
        wanted(0) { which(first, g, which(tie, half, 0)) },
        wanted(1) { which(logicalOr(first, tie), which(tie, half, 0), g) },
      ]
    case .remainder:  // a mod b = a - b ⌊a/b⌋
      return [wanted(0) { g }, wanted(1) { -g * floor(a / b) }]
    case .atan2:  // d atan2(a, b) = (b da - a db)/(a² + b²)
      let norm = a * a + b * b
      return [wanted(0) { g * b / norm }, wanted(1) { -g * a / norm }]
    case .and, .or, .xor: return [nil, nil]
    }
  }

  func callAsFunction(_ a: Tensor, _ b: Tensor) -> Tensor {
    let dtype = a.dtype.promoted(with: b.dtype)
    return apply(self, [a.cast(to: dtype), b.cast(to: dtype)])
  }
}

/// Elementwise comparisons; output `bool`.
package enum Comparison: String, Primitive, CaseIterable {
  case equal, notEqual, less, lessEqual, greater, greaterEqual

  package var name: String { rawValue }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    [TensorType(try broadcastShape(inputs), .bool)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] { [nil, nil] }

  func callAsFunction(_ a: Tensor, _ b: Tensor) -> Tensor {
    let dtype = a.dtype.promoted(with: b.dtype)
    return apply(self, [a.cast(to: dtype), b.cast(to: dtype)])
  }
}

/// `condition ? a : b`, elementwise; the three shapes broadcast.
package struct Select: Primitive {
  package var name: String { "select" }

  package init() {}

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    _ = try inputs[0].requiring(.bool, for: name)
    let values = try broadcastShape(Array(inputs[1...]))
    return [TensorType(try broadcastShapes(inputs[0].shape, values), inputs[1].dtype)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let condition = context.inputs[0]
    let g = context.cotangent
    return [
      nil,
      context.isWanted[1] ? which(condition, g, 0).summed(to: context.inputs[1]) : nil,
      context.isWanted[2] ? which(condition, 0, g).summed(to: context.inputs[2]) : nil,
    ]
  }
}

private func broadcastShape(_ inputs: [TensorType]) throws(ShapeError) -> Shape {
  guard inputs[0].dtype == inputs[1].dtype else {
    throw ShapeError(
      expected: "two tensors of one type", received: "\(inputs[0]) and \(inputs[1])", fix: "convert one with cast(to:)")
  }
  return try broadcastShapes(inputs[0].shape, inputs[1].shape)
}

private func broadcastShapes(_ a: Shape, _ b: Shape) throws(ShapeError) -> Shape {
  guard let shape = a.broadcast(with: b) else {
    throw ShapeError(
      expected: "shapes that broadcast: equal from the last axis on, or 1", received: "\(a) and \(b)",
      fix: "reshape or expand one of them")
  }
  return shape
}

/// The larger of two, elementwise; NaN if either is.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { Binary.maximum(a, b) }
/// The larger of each element and a number; NaN stays.
public func maximum(_ a: Tensor, _ b: some ScalarConvertible) -> Tensor { Binary.maximum(a, b.tensor(beside: a)) }
/// The larger of a number and each element; NaN stays.
public func maximum(_ a: some ScalarConvertible, _ b: Tensor) -> Tensor { Binary.maximum(a.tensor(beside: b), b) }
/// The smaller of two, elementwise; NaN if either is.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor { Binary.minimum(a, b) }
/// The smaller of each element and a number; NaN stays.
public func minimum(_ a: Tensor, _ b: some ScalarConvertible) -> Tensor { Binary.minimum(a, b.tensor(beside: a)) }
/// The smaller of a number and each element; NaN stays.
public func minimum(_ a: some ScalarConvertible, _ b: Tensor) -> Tensor { Binary.minimum(a.tensor(beside: b), b) }
/// `aᵇ`, elementwise.
public func pow(_ a: Tensor, _ b: Tensor) -> Tensor { Binary.power(a, b) }
/// `aᵇ` with one exponent for all elements.
public func pow(_ a: Tensor, _ b: some ScalarConvertible) -> Tensor {
  let base = a.cast(to: a.dtype.promoted(with: b.scalar))
  return switch b.scalar {
  case .integer(1), .real(1): base
  case .integer(2), .real(2): base * base
  case .real(0.5): sqrt(base)
  default: Binary.power(base, b.tensor(beside: base))
  }
}
/// `aᵇ` with one base for all elements.
public func pow(_ a: some ScalarConvertible, _ b: Tensor) -> Tensor { Binary.power(a.tensor(beside: b), b) }
/// The angle of the point (x, y) in radians, elementwise.
public func atan2(_ y: Tensor, _ x: Tensor) -> Tensor {
  let dtype = y.dtype.promoted(with: x.dtype).floating
  return Binary.atan2(y.cast(to: dtype), x.cast(to: dtype))
}
/// Whether both are true, elementwise. Type: `bool`.
public func logicalAnd(_ a: Tensor, _ b: Tensor) -> Tensor { Binary.and(a.cast(to: .bool), b.cast(to: .bool)) }
/// Whether at least one is true, elementwise. Type: `bool`.
public func logicalOr(_ a: Tensor, _ b: Tensor) -> Tensor { Binary.or(a.cast(to: .bool), b.cast(to: .bool)) }
/// Whether exactly one is true, elementwise. Type: `bool`.
public func logicalXor(_ a: Tensor, _ b: Tensor) -> Tensor { Binary.xor(a.cast(to: .bool), b.cast(to: .bool)) }
/// `x` limited to `lower...upper`, elementwise.
public func clip(_ x: Tensor, _ lower: some ScalarConvertible, _ upper: some ScalarConvertible) -> Tensor {
  minimum(maximum(x, lower), upper)
}

/// `a` where `condition` holds, else `b`; the three shapes broadcast (`keras.ops.where`).
public func which(_ condition: Tensor, _ a: Tensor, _ b: Tensor, file: String = #fileID, line: Int = #line) -> Tensor {
  let dtype = a.dtype.promoted(with: b.dtype)
  return apply(Select(), [condition.cast(to: .bool), a.cast(to: dtype), b.cast(to: dtype)]).located(file, line)
}
/// `a` where `condition` holds, else the number `b`.
public func which(
  _ condition: Tensor, _ a: Tensor, _ b: some ScalarConvertible, file: String = #fileID, line: Int = #line
) -> Tensor {
  which(condition, a, b.tensor(beside: a)).located(file, line)
}
/// The number `a` where `condition` holds, else `b`.
public func which(
  _ condition: Tensor, _ a: some ScalarConvertible, _ b: Tensor, file: String = #fileID, line: Int = #line
) -> Tensor {
  which(condition, a.tensor(beside: b), b).located(file, line)
}

extension ScalarConvertible {
  /// The number as a constant of the type it takes beside `other`.
  package func tensor(beside other: Tensor) -> Tensor {
    if other.node.failure != nil { return other }
    return .constant(scalar, other.dtype.promoted(with: scalar))
  }
}
