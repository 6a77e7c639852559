import Foundation

extension Unary: Interpreted {
  package func interpret(_ inputs: [HostArray]) throws -> [HostArray] {
    let x = inputs[0]
    switch self {
    case .isNaN: return [try x.test { $0.isNaN }]
    case .isFinite: return [try x.test { $0.isFinite }]
    case .logicalNot: return [try HostArray(x.int64s.map { $0 == 0 ? 1 : 0 as Int64 }, shape: x.shape, dtype: .bool)]
    default: break
    }
    if x.dtype.isFloating {
      let function = realFunction(self)
      return [try HostArray(x.doubles.map(function), shape: x.shape, dtype: x.dtype)]
    }
    let isUnsigned = x.dtype.isUnsigned
    let results = x.int64s.map { value -> Int64 in
      switch self {
      case .negate: 0 &- value
      case .abs: value < 0 && !isUnsigned ? 0 &- value : value
      case .sign: value == 0 ? 0 : value < 0 && !isUnsigned ? -1 : 1
      default: value  // floor, ceil and rounding
      }
    }
    return [try HostArray(results, shape: x.shape, dtype: x.dtype)]
  }
}

extension HostArray {
  fileprivate func test(_ predicate: (Double) -> Bool) throws(KerasError) -> HostArray {
    try HostArray(doubles.map { predicate($0) ? 1 : 0 as Int64 }, shape: shape, dtype: .bool)
  }
}

private func realFunction(_ operation: Unary) -> (Double) -> Double {
  switch operation {
  case .negate: { -$0 }
  case .abs: { Swift.abs($0) }
  case .sign: { $0.isNaN || $0 == 0 ? $0 : $0 < 0 ? -1 : 1 }
  case .exp: Foundation.exp
  case .expm1: Foundation.expm1
  case .log: Foundation.log
  case .log1p: Foundation.log1p
  case .sqrt: { $0.squareRoot() }
  case .rsqrt: { 1 / $0.squareRoot() }
  case .logistic: { 1 / (1 + Foundation.exp(-$0)) }
  case .tanh: Foundation.tanh
  case .erf: Foundation.erf
  case .sin: Foundation.sin
  case .cos: Foundation.cos
  case .tan: Foundation.tan
  case .asin: Foundation.asin
  case .acos: Foundation.acos
  case .atan: Foundation.atan
  case .sinh: Foundation.sinh
  case .cosh: Foundation.cosh
  case .asinh: Foundation.asinh
  case .acosh: Foundation.acosh
  case .atanh: Foundation.atanh
  case .floor: { $0.rounded(.down) }
  case .ceil: { $0.rounded(.up) }
  case .roundNearestEven: { $0.rounded(.toNearestOrEven) }
  case .logicalNot, .isNaN, .isFinite: { $0 }
  }
}
