/// Elementwise functions of one tensor. Input and output: any shape.
package enum Unary: String, Primitive, CaseIterable {
  case negate, abs, sign
  case exp, expm1, log, log1p, sqrt, rsqrt
  case logistic, tanh, erf
  case sin, cos, tan, asin, acos, atan, sinh, cosh, asinh, acosh, atanh
  case floor, ceil, roundNearestEven
  case logicalNot, isNaN, isFinite

  package var name: String { rawValue }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    let type = inputs[0]
    switch self {
    case .negate, .abs, .sign, .floor, .ceil, .roundNearestEven: return [type]
    case .logicalNot: return [try type.requiring(.bool, for: name)]
    case .isNaN, .isFinite: return [TensorType(type.shape, .bool)]
    default: return [try type.requiringFloating(for: name)]
    }
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0]
    let y = context.outputs[0]
    let g = context.cotangent
    switch self {
    case .negate: return [-g]  // d(-x) = -1
    case .abs: return [g * TensorGraph.sign(x)]  // d|x| = sign x
    case .exp: return [g * y]  // d eˣ = eˣ
    case .expm1: return [g * (y + 1)]  // d(eˣ - 1) = eˣ
    case .log: return [g / x]  // d ln x = 1/x
    case .log1p: return [g / (x + 1)]  // d ln(1 + x) = 1/(1 + x)
    case .sqrt: return [g * 0.5 / y]  // d√x = 1/(2√x)
    case .rsqrt: return [g * -0.5 * y / x]  // d x^-½ = -½ x^-3/2
    case .logistic: return [g * y * (1 - y)]  // dσ = σ(1 - σ)
    case .tanh: return [g * (1 - y * y)]  // d tanh x = 1 - tanh² x
    case .erf: return [g * TensorGraph.exp(-(x * x)) * 1.1283791670955126]  // d erf x = 2/√π e^(-x²)
    case .sin: return [g * TensorGraph.cos(x)]  // d sin x = cos x
    case .cos: return [-g * TensorGraph.sin(x)]  // d cos x = -sin x
    case .tan: return [g * (1 + y * y)]  // d tan x = 1 + tan² x
    case .asin: return [g * TensorGraph.rsqrt(1 - x * x)]  // d asin x = 1/√(1 - x²)
    case .acos: return [-g * TensorGraph.rsqrt(1 - x * x)]  // d acos x = -1/√(1 - x²)
    case .atan: return [g / (1 + x * x)]  // d atan x = 1/(1 + x²)
    case .sinh: return [g * TensorGraph.cosh(x)]  // d sinh x = cosh x
    case .cosh: return [g * TensorGraph.sinh(x)]  // d cosh x = sinh x
    case .asinh: return [g * TensorGraph.rsqrt(x * x + 1)]  // d asinh x = 1/√(x² + 1)
    case .acosh: return [g * TensorGraph.rsqrt(x * x - 1)]  // d acosh x = 1/√(x² - 1)
    case .atanh: return [g / (1 - x * x)]  // d atanh x = 1/(1 - x²)
    case .sign, .floor, .ceil, .roundNearestEven, .logicalNot, .isNaN, .isFinite: return [nil]
    }
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let needsFloating = (try? infer([x.type])) == nil && self != .logicalNot
    return apply(self, [self == .logicalNot ? x.cast(to: .bool) : needsFloating ? x.cast(to: x.dtype.floating) : x])
  }
}

/// `|x|`, elementwise.
public func abs(_ x: Tensor) -> Tensor { x.dtype == .bool || x.dtype.isUnsigned ? x : Unary.abs(x) }
/// -1, 0 or 1 by the sign of `x`, elementwise.
public func sign(_ x: Tensor) -> Tensor { Unary.sign(x) }
/// `eˣ`, elementwise.
public func exp(_ x: Tensor) -> Tensor { Unary.exp(x) }
/// `eˣ - 1`, exact near zero, elementwise.
public func expm1(_ x: Tensor) -> Tensor { Unary.expm1(x) }
/// The natural logarithm, elementwise.
public func log(_ x: Tensor) -> Tensor { Unary.log(x) }
/// `ln(1 + x)`, exact near zero, elementwise.
public func log1p(_ x: Tensor) -> Tensor { Unary.log1p(x) }
/// `√x`, elementwise.
public func sqrt(_ x: Tensor) -> Tensor { Unary.sqrt(x) }
/// `1/√x`, elementwise.
public func rsqrt(_ x: Tensor) -> Tensor { Unary.rsqrt(x) }
/// `1/(1 + e⁻ˣ)`, elementwise.
public func sigmoid(_ x: Tensor) -> Tensor { Unary.logistic(x) }
/// The hyperbolic tangent, elementwise.
public func tanh(_ x: Tensor) -> Tensor { Unary.tanh(x) }
/// The error function, elementwise.
public func erf(_ x: Tensor) -> Tensor { Unary.erf(x) }
/// The sine of `x` in radians, elementwise.
public func sin(_ x: Tensor) -> Tensor { Unary.sin(x) }
/// The cosine of `x` in radians, elementwise.
public func cos(_ x: Tensor) -> Tensor { Unary.cos(x) }
/// The tangent of `x` in radians, elementwise.
public func tan(_ x: Tensor) -> Tensor { Unary.tan(x) }
/// The inverse sine in radians, elementwise.
public func asin(_ x: Tensor) -> Tensor { Unary.asin(x) }
/// The inverse cosine in radians, elementwise.
public func acos(_ x: Tensor) -> Tensor { Unary.acos(x) }
/// The inverse tangent in radians, elementwise.
public func atan(_ x: Tensor) -> Tensor { Unary.atan(x) }
/// The hyperbolic sine, elementwise.
public func sinh(_ x: Tensor) -> Tensor { Unary.sinh(x) }
/// The hyperbolic cosine, elementwise.
public func cosh(_ x: Tensor) -> Tensor { Unary.cosh(x) }
/// The inverse hyperbolic sine, elementwise.
public func asinh(_ x: Tensor) -> Tensor { Unary.asinh(x) }
/// The inverse hyperbolic cosine, elementwise.
public func acosh(_ x: Tensor) -> Tensor { Unary.acosh(x) }
/// The inverse hyperbolic tangent, elementwise.
public func atanh(_ x: Tensor) -> Tensor { Unary.atanh(x) }
/// The largest integer not above `x`, elementwise.
public func floor(_ x: Tensor) -> Tensor { x.dtype.isFloating ? Unary.floor(x) : x }
/// The smallest integer not below `x`, elementwise.
public func ceil(_ x: Tensor) -> Tensor { x.dtype.isFloating ? Unary.ceil(x) : x }
/// Whether elements are not numbers. Type: `bool`.
public func isNaN(_ x: Tensor) -> Tensor { Unary.isNaN(x) }
/// Whether elements are neither infinite nor NaN. Type: `bool`.
public func isFinite(_ x: Tensor) -> Tensor { Unary.isFinite(x) }
/// Logical not, elementwise. Type: `bool`.
public func logicalNot(_ x: Tensor) -> Tensor { Unary.logicalNot(x) }
/// `x²`, elementwise. Truth values count as `int32`.
public func square(_ x: Tensor) -> Tensor { x.dtype == .bool ? square(x.cast(to: .int32)) : x * x }
/// `max(x, 0)`, elementwise; its derivative at 0 is 0, as in Keras.
public func relu(_ x: Tensor) -> Tensor {
  if x.node.failure != nil { return x }
  let zero = 0.tensor(beside: x)
  return applyAll(Binary.maximum, [x, zero], rule: reluRule)[0]
}

// A maximum shares its cotangent where both are equal, and inputs of exactly 0 are common.
private let reluRule = GradientRule { context in
  [which(context.inputs[0] .> 0, context.cotangent, 0), nil]
}

extension TensorType {
  func requiring(_ dtype: DType, for name: String) throws(ShapeError) -> TensorType {
    guard self.dtype == dtype else {
      throw ShapeError(
        expected: "\(dtype.rawValue) elements for '\(name)'", received: "\(self)",
        fix: "convert it first with cast(to: .\(dtype.rawValue))")
    }
    return self
  }

  func requiringFloating(for name: String) throws(ShapeError) -> TensorType {
    guard dtype.isFloating else {
      throw ShapeError(
        expected: "floating-point elements for '\(name)'", received: "\(self)",
        fix: "convert it first with cast(to: .float32)")
    }
    return self
  }
}
