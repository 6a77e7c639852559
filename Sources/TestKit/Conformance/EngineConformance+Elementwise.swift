import TensorGraph

extension EngineConformance {
  static let unary: [ConformanceCase] = Unary.allCases.flatMap { operation -> [ConformanceCase] in
    let domain: (Double, Double) =
      switch operation {
      case .log, .sqrt, .rsqrt: (0.01, 30)
      case .log1p: (-0.9, 30)
      case .asin, .acos, .atanh: (-0.99, 0.99)
      case .acosh: (1.01, 30)
      case .tan: (-1.4, 1.4)
      default: (-9, 9)
      }
    let isStep = [.floor, .ceil, .roundNearestEven, .negate, .abs, .sign, .isNaN, .isFinite].contains(operation)
    if operation == .logicalNot {
      return shapes.map { shape in
        ConformanceCase("logicalNot \(shape)", of: Unary.self, [.bools(shape)], .bool, .exact) {
          [apply(operation, $0)]
        }
      }
    }
    // tanh, sinh and the like are often composed of others, at a few units each.
    let accuracy: Accuracy = isStep ? .exact : .units(16)
    return floating.flatMap { dtype in
      (dtype == .float32 ? shapes : [[16, 17]]).map { shape in
        ConformanceCase(
          "\(operation) \(shape)", of: Unary.self, [Domain(shape, .real(domain.0, domain.1))], dtype, accuracy
        ) { [apply(operation, $0)] }
      }
    }
      + (isStep && ![.isNaN, .isFinite].contains(operation) ? integers : []).map { dtype in
        ConformanceCase("\(operation) of integers", of: Unary.self, [.real([33], -9, 9)], dtype, .exact) {
          [apply(operation, $0)]
        }
      }
  }

  static let binary: [ConformanceCase] = Binary.allCases.flatMap { operation -> [ConformanceCase] in
    if [.and, .or, .xor].contains(operation) {
      return broadcasts.map { a, b in
        ConformanceCase("\(operation) \(a) \(b)", of: Binary.self, [.bools(a), .bools(b)], .bool, .exact) {
          [apply(operation, $0)]
        }
      }
        + integers.map { dtype in
          ConformanceCase(
            "\(operation) of bits", of: Binary.self, [.real([33], 0, 99), .real([33], 0, 99)], dtype, .exact
          ) {
            [apply(operation, $0)]
          }
        }
    }
    let isExact = [.maximum, .minimum].contains(operation)
    let accuracy: Accuracy = isExact ? .exact : .units(operation == .power || operation == .atan2 ? 32 : 2)
    let left: Domain.Values = operation == .power ? .real(0.2, 4) : .real(-9, 9)
    let right: Domain.Values = [.divide, .remainder].contains(operation) ? .signed(0.5, 4) : .real(-4, 4)
    let real = floating.flatMap { dtype in
      (dtype == .float32 ? broadcasts : Array(broadcasts[..<2])).map { a, b in
        // A remainder jumps where the quotient is whole, so its operands are whole numbers there is no doubt about.
        let isRemainder = operation == .remainder
        return ConformanceCase(
          "\(operation) \(a) \(b)", of: Binary.self, [Domain(a, left), Domain(b, right)], dtype,
          isRemainder ? .exact : accuracy
        ) { x in [apply(operation, isRemainder ? [floor(x[0]), ceil(x[1] * x[1])] : x)] }
      }
    }
    guard operation != .atan2 else { return real }
    return real
      + integers.map { dtype in
        let domains: [Domain] =
          operation == .power ? [.real([33], 0, 4), .real([33], 0, 3)] : [.real([4, 17], -9, 30), .real([17], 1, 9)]
        return ConformanceCase("\(operation) of integers", of: Binary.self, domains, dtype, .exact) {
          [apply(operation, $0)]
        }
      }
  }

  static let selection: [ConformanceCase] =
    Comparison.allCases.flatMap { operation in
      ([.float32, .float64, .bfloat16, .bool] + integers).flatMap { (dtype: DType) in
        (dtype == .float32 ? broadcasts : [([4, 17], [17])]).map { a, b in
          ConformanceCase(
            "\(operation) \(a) \(b)", of: Comparison.self, [Domain(a, .integers(0, 3)), Domain(b, .integers(0, 3))],
            dtype, .exact
          ) { x in [apply(operation, x.map { $0.cast(to: dtype) })] }
        }
      }
    }
    + ([.float32, .float64, .bfloat16, .float16, .int32, .int64, .uint8] as [DType]).flatMap { dtype in
      [([4, 17], [4, 17], [4, 17]), ([4, 1], [17], []), ([], [3], [2, 1]), ([4, 17], [], [])].map {
        (condition: [Int], a: [Int], b: [Int]) in
        ConformanceCase(
          "select \(condition) \(a) \(b)", of: Select.self, [.bools(condition), .real(a, 0, 9), .real(b, 0, 9)], dtype,
          .exact
        ) { [apply(Select(), $0)] }
      }
    }

  // NumPy's rules where numbers end: NaN stays, infinities compare, zeros are equal.
  static let specialValues: [ConformanceCase] = {
    let values: [Float] = [.nan, .infinity, -.infinity, 0, -0.0, 1, -1, 3e38]
    let count = values.count
    @Sendable func grid(_ dtype: DType) -> (Tensor, Tensor) {
      let x = Tensor(values).cast(to: dtype)
      return (
        x.reshaped([count, 1]).broadcast(to: [count, count]), x.reshaped([1, count]).broadcast(to: [count, count])
      )
    }
    return ([.float32, .float64, .bfloat16] as [DType]).flatMap { dtype -> [ConformanceCase] in
      let binaries = [Binary.add, .multiply, .divide, .maximum, .minimum].map { operation in
        ConformanceCase("\(operation) of special values", [.real([], 1, 1.5)], dtype, .exact) { x in
          // The argument keeps the whole from being folded away.
          let one = x[0] * 0 + 1
          let (a, b) = grid(dtype)
          return [apply(operation, [a * one, b])]
        }
      }
      let comparisons = Comparison.allCases.map { operation in
        ConformanceCase("\(operation) of special values", [.real([], 1, 1.5)], dtype, .exact) { x in
          let (a, b) = grid(dtype)
          return [apply(operation, [a * (x[0] * 0 + 1), b])]
        }
      }
      let others = ConformanceCase("functions of special values", [.real([], 1, 1.5)], dtype, .units(4)) { x in
        let a = Tensor(values).cast(to: dtype) * (x[0] * 0 + 1)
        let (rows, _) = grid(dtype)
        let grid = rows * (x[0] * 0 + 1)
        return [
          isNaN(a), isFinite(a), sign(a), abs(a), exp(a), tanh(a), sigmoid(a), relu(a), floor(a), sqrt(abs(a)),
          clip(a, -2, 2), grid.max(axis: 1), grid.max(axis: 0), grid.min(), a.argmax(axis: 0), a[1...].argmin(axis: 0),
          which(isNaN(a), 0, a),
        ]
      }
      return binaries + comparisons + [others]
    }
  }()
}
