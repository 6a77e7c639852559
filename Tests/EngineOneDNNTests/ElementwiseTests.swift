import Testing

@testable import TensorGraph

@Suite struct ElementwiseTests {
  @Test(arguments: Unary.allCases)
  func unary(_ operation: Unary) throws {
    let dtypes: [DType] = operation == .logicalNot ? [.bool] : [.float32, .bfloat16, .float16]
    for dtype in dtypes {
      try expectAgreement(
        [sample([37, 19], dtype, seed: 3, scale: 0.9)], tolerance: dtype == .float32 ? 1e-5 : 1e-2,
        comment: "\(operation) \(dtype)"
      ) { [apply(operation, [operation == .acosh ? $0[0] + 2 : $0[0]])] }
    }
  }

  @Test(arguments: Binary.allCases, [DType.float32, .bfloat16, .int32, .uint8, .bool, .float64, .int64])
  func binary(_ operation: Binary, _ dtype: DType) throws {
    let inputs = [sample([24, 40], dtype, seed: 4), sample([24, 40], dtype, seed: 5)]
    guard let types = try? operation.infer(inputs.map { TensorType(Shape($0.shape), $0.dtype) }) else { return }
    #expect(types.count == 1)
    if dtype.isInteger, [.power, .remainder].contains(operation) { return }
    try expectAgreement(inputs, tolerance: dtype == .bfloat16 ? 1e-2 : 1e-5, comment: "\(operation) \(dtype)") {
      [apply(operation, [operation == .power ? abs($0[0]) : $0[0], $0[1]])]
    }
  }

  @Test(arguments: Comparison.allCases, [DType.float32, .int32, .uint32, .uint8])
  func comparison(_ operation: Comparison, _ dtype: DType) throws {
    try expectAgreement([sample([50, 7], dtype, seed: 4), sample([50, 7], dtype, seed: 5)]) {
      [apply(operation, $0)]
    }
  }

  @Test(arguments: [
    ([8, 6, 10], [10]), ([8, 6, 10], [6, 10]), ([8, 6, 10], [8, 1, 1]), ([8, 6, 10], [8, 6, 1]),
    ([8, 6, 10], [1, 6, 1]), ([8, 6, 10], []), ([8, 6, 10], [8, 1, 10]), ([300, 300], [300]), ([300, 300], [300, 1]),
    ([1, 40], [1]), ([40, 1], [1, 30]), ([5], [1, 1, 5]), ([1], [4, 4]),
  ])
  func broadcasting(_ a: [Int], _ b: [Int]) throws {
    try expectAgreement([sample(a, seed: 1), sample(b, seed: 2)], comment: "\(a) \(b)") {
      let sum = $0[0] + $0[1]
      return [sum, sum * $0[1], which($0[0] .> $0[1], $0[0], $0[1])]
    }
  }

  @Test func strided() throws {
    try expectAgreement([sample([30, 20], seed: 1), sample([20, 30], seed: 2)]) {
      let t = $0[0].transposed()
      return [
        t * 2 + $0[1], t.reshaped([600]) - 1, $0[1].reversed(axes: [1]) * t,
        $0[1].slice(axis: 1, from: 3, count: 9, step: 2) + 1,
        (t.expandedDimensions(0) * $0[1].expandedDimensions(1)).sum(axes: [2]),
      ]
    }
  }

  @Test(arguments: DType.allCases)
  func conversions(_ source: DType) throws {
    for target in DType.allCases {
      try expectAgreement([sample([33, 5], source, seed: 8, scale: 3)], comment: "\(source) to \(target)") { inputs in
        // A negative number has no place in an unsigned type.
        let x = target.isUnsigned ? abs(inputs[0]) : inputs[0]
        return [apply(Convert(dtype: target), [x])]
      }
    }
  }
}

@Suite struct ReductionTests {
  @Test(
    arguments: Reduce.Kind.allCases,
    [
      ([12, 34], [0]), ([12, 34], [1]), ([12, 34], [0, 1]), ([4, 6, 8, 10], [0, 1, 2]), ([4, 6, 8, 10], [1, 2]),
      ([4, 6, 8, 10], [3]), ([4, 6, 8, 10], [0, 2]), ([4, 6, 8, 10], [2, 3]), ([1000, 3], [0]), ([70000], [0]),
      ([1, 9], [0]), ([9, 1], [1]),
    ])
  func reduce(_ kind: Reduce.Kind, _ test: ([Int], [Int])) throws {
    for keepDims in [false, true] {
      let dtype: DType = kind == .any || kind == .all ? .bool : .float32
      let scale = kind == .product ? 1.5 : 1
      try expectAgreement(
        [sample(test.0, dtype, seed: 6, scale: scale)], tolerance: kind == .sum ? 1e-4 : 1e-5,
        comment: "\(kind) \(test)"
      ) { inputs in [apply(Reduce(kind: kind, axes: test.1, keepDims: keepDims), [inputs[0]])] }
    }
  }

  @Test func integerSums() throws {
    for dtype in [DType.int32, .uint32, .int64, .float64, .bfloat16, .float16] {
      try expectAgreement([sample([40, 12], dtype, seed: 7)], tolerance: dtype == .bfloat16 ? 0.05 : 2e-3) {
        [$0[0].sum(axis: 0), $0[0].sum(axis: 1), $0[0].sum()]
      }
    }
  }

  @Test func argReduce() throws {
    try expectAgreement([sample([40, 12], seed: 7), sample([4, 12, 6], seed: 8)]) {
      [
        $0[0].argmax(axis: 1), $0[0].argmin(axis: 1), $0[0].argmax(axis: 0), $0[1].argmax(axis: 1),
        $0[1].argmin(axis: 2),
      ]
    }
  }

  @Test func softmaxWithGradient() throws {
    for shape in [[64, 10], [3, 5, 100], [128, 1000]] {
      try expectAgreement([sample(shape, seed: 1, scale: 4), sample(shape, seed: 2)]) { inputs in
        let x = inputs[0]
        let shifted = x - x.max(axis: -1, keepDims: true)
        let e = exp(shifted)
        let y = e / e.sum(axis: -1, keepDims: true)
        let inner = (inputs[1] * y).sum(axis: -1, keepDims: true)
        let loss = -(inputs[1] * log(y + 1e-7)).sum(axis: -1).mean()
        return [y, y * (inputs[1] - inner), loss, (y * 2).sum(axes: Array(0..<(shape.count - 1)))]
      }
    }
  }

  @Test func normalization() throws {
    try expectAgreement([sample([16, 6, 6, 24], seed: 1), sample([24], seed: 2), sample([24], seed: 3)]) { inputs in
      let x = inputs[0]
      let mean = x.mean(axes: [0, 1, 2], keepDims: true)
      let variance = square(x - mean).mean(axes: [0, 1, 2], keepDims: true)
      let y = (x - mean) * rsqrt(variance + 1e-3) * inputs[1] + inputs[2]
      let m = x.mean(axis: -1, keepDims: true)
      let layer = (x - m) * rsqrt(square(x - m).mean(axis: -1, keepDims: true) + 1e-3)
      return [y, mean, variance, layer, relu(y).mean(axes: [1, 2])]
    }
  }
}
