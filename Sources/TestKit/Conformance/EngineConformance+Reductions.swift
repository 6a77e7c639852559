import TensorGraph

extension EngineConformance {
  static let reductions: [ConformanceCase] =
    Reduce.Kind.allCases.flatMap { kind -> [ConformanceCase] in
      let forms: [([Int], [Int])] = [
        ([12, 34], [0]), ([12, 34], [1]), ([12, 34], [0, 1]), ([4, 6, 8, 10], [0, 2]), ([4, 6, 8, 10], [1, 2]),
        ([4, 6, 8, 10], [0, 1, 3]), ([3, 1, 5], [1]), ([5], []), ([1], [0]), ([700, 3], [0]), ([3, 700], [1]),
        ([0, 4], [1]), ([0, 4], [0]),
      ]
      let isLogical = kind == .any || kind == .all
      let hasStart = kind != .max && kind != .min
      let dtypes: [DType] = isLogical ? [.bool] : [.float32, .float64, .bfloat16, .float16, .int32, .int64, .uint32]
      return dtypes.flatMap { dtype in
        forms.filter { shape, axes in hasStart || axes.allSatisfy { shape[$0] > 0 } }.flatMap { shape, axes in
          [false, true].map { keepDims in
            let terms = axes.reduce(1) { $0 * shape[$1] }
            // Factors near 1, so that products of hundreds stay in range; each factor adds one rounding.
            let domain: Domain =
              isLogical
              ? .bools(shape)
              : kind == .product
                ? (dtype.isFloating ? .real(shape, 0.98, 1.02) : .real(shape, 1, 2)) : .real(shape, -9, 9)
            let accuracy: Accuracy =
              kind == .sum ? .sums(terms: terms) : kind == .product ? .sums(terms: 2 * terms) : .exact
            return ConformanceCase(
              "reduce \(kind) \(shape) \(axes) \(keepDims)", of: Reduce.self, [domain], dtype,
              dtype.isFloating ? accuracy : .exact
            ) { [apply(Reduce(kind: kind, axes: axes, keepDims: keepDims), $0)] }
          }
        }
      }
    }
    + ArgReduce.Kind.allCases.flatMap { kind in
      ([.float32, .float64, .bfloat16, .int32, .int64] as [DType]).flatMap { dtype in
        [([7, 33], 1), ([33, 7], 0), ([4, 5, 6], 1), ([1, 4], 0)].map { (shape: [Int], axis: Int) in
          // Few different values, so that the first of equals is asked for.
          ConformanceCase("arg\(kind) \(shape) \(axis)", of: ArgReduce.self, [.integers(shape, 0..<5)], dtype, .exact) {
            x in
            [true, false].map { apply(ArgReduce(kind: kind, axis: axis, keepDims: $0), [x[0].cast(to: dtype)]) }
          }
        }
      }
    }

  static let contractions: [ConformanceCase] =
    ([.float32, .float64, .bfloat16, .float16, .int32, .int64] as [DType]).flatMap { dtype -> [ConformanceCase] in
      let products: [(String, [Int], [Int], DotGeneral)] = [
        ("a product", [5, 7], [7, 9], dots([1], [0])),
        ("a row", [1, 64], [64, 10], dots([1], [0])),
        ("a column", [33, 17], [17, 1], dots([1], [0])),
        ("larger", [64, 100], [100, 48], dots([1], [0])),
        ("left transposed", [7, 5], [7, 9], dots([0], [0])),
        ("right transposed", [5, 7], [9, 7], dots([1], [1])),
        ("two vectors", [19], [19], dots([0], [0])),
        ("no summed axis", [4], [6], dots([], [])),
        ("an empty summed axis", [4, 0], [0, 6], dots([1], [0])),
        ("no rows", [0, 4], [4, 6], dots([1], [0])),
        ("two summed axes, crossed", [2, 3, 4], [4, 2, 5], dots([0, 2], [1, 0])),
        ("a batch", [3, 5, 7], [3, 7, 2], dots([2], [1], batch: ([0], [0]))),
        ("two batch axes, crossed", [2, 3, 5, 4], [3, 4, 2, 6], dots([3], [1], batch: ([0, 1], [2, 0]))),
        ("attention", [2, 9, 4, 8], [2, 9, 4, 8], dots([3], [3], batch: ([0, 2], [0, 2]))),
        ("rank 3 with a matrix", [2, 5, 7], [7, 3], dots([2], [0])),
      ]
      return products.map { name, a, b, operation in
        let terms = operation.leftContracting.reduce(1) { $0 * a[$1] }
        return ConformanceCase(
          "\(name) \(a) \(b)", of: DotGeneral.self, [.real(a, -3, 3), .real(b, -3, 3)], dtype,
          dtype.isFloating ? .sums(terms: 2 * max(terms, 1)) : .exact
        ) { [apply(operation, $0)] }
      }
    }

  private static func dots(_ left: [Int], _ right: [Int], batch: ([Int], [Int]) = ([], [])) -> DotGeneral {
    DotGeneral(leftBatch: batch.0, rightBatch: batch.1, leftContracting: left, rightContracting: right)
  }
}
