import Testing

@testable import TensorGraph

@Suite struct ProductTests {
  @Test(arguments: [
    (1, 784, 128), (32, 784, 128), (128, 128, 10), (128, 10, 128), (7, 13, 5), (1, 1, 1), (300, 1, 200), (65, 33, 129),
    (1000, 64, 16),
  ])
  func matrices(_ m: Int, _ k: Int, _ n: Int) throws {
    try expectAgreement(
      [sample([m, k], seed: 1), sample([k, n], seed: 2), sample([n], seed: 3), sample([m, n], seed: 4)],
      tolerance: 1e-4
    ) { inputs in
      let x = inputs[0]
      let w = inputs[1]
      let y = matmul(x, w)
      let hidden = relu(matmul(x, w) + inputs[2])
      return [
        y, hidden, matmul(inputs[3], w.transposed()), matmul(x.transposed(), inputs[3]),
        matmul(w.transposed(), x.transposed()),
      ]
    }
  }

  @Test func batched() throws {
    try expectAgreement([
      sample([3, 4, 10, 6], seed: 1), sample([3, 4, 6, 7], seed: 2), sample([3, 10, 4, 6], seed: 3),
    ]) { inputs in
      let heads = inputs[2].transposed([0, 2, 1, 3])
      return [
        matmul(inputs[0], inputs[1]), matmul(heads, inputs[1]),
        matmul(heads, inputs[0].transposed([0, 1, 3, 2])),
        matmul(heads, inputs[1]).transposed([0, 2, 1, 3]).reshaped([3, 10, 28]),
      ]
    }
  }

  @Test func aBatchBehindAnAxisOfOne() throws {
    // Large enough to be cut into pieces.
    try expectAgreement([sample([1, 6, 120, 40], seed: 1), sample([1, 6, 40, 90], seed: 2)], tolerance: 1e-4) {
      [matmul($0[0], $0[1])]
    }
  }

  @Test func general() throws {
    let x = sample([5, 6, 7], seed: 1)
    let cases = [
      (
        DotGeneral(leftBatch: [], rightBatch: [], leftContracting: [1], rightContracting: [1]), sample([8, 6], seed: 2)
      ),
      (
        DotGeneral(leftBatch: [1], rightBatch: [0], leftContracting: [2], rightContracting: [1]),
        sample([6, 7], seed: 3)
      ),
      (
        DotGeneral(leftBatch: [], rightBatch: [], leftContracting: [2, 0], rightContracting: [0, 2]),
        sample([7, 3, 5], seed: 4)
      ),
      (
        DotGeneral(leftBatch: [2], rightBatch: [1], leftContracting: [], rightContracting: []), sample([4, 7], seed: 5)
      ),
    ]
    for (operation, y) in cases { try expectAgreement([x, y], comment: "\(operation)") { [apply(operation, $0)] } }
  }

  @Test(arguments: [DType.bfloat16, .float16, .float64, .int32])
  func types(_ dtype: DType) throws {
    try expectAgreement([sample([12, 20], dtype, seed: 1), sample([20, 9], dtype, seed: 2)], tolerance: 2e-2) {
      [matmul($0[0], $0[1])]
    }
  }
}

struct ConvolutionCase: CustomStringConvertible {
  var input: [Int]
  var kernel: [Int]
  var stride = 1
  var low = 0
  var high = 0
  var dilation = 1
  var groups = 1

  var description: String { "\(input) \(kernel) s\(stride) p\(low),\(high) d\(dilation) g\(groups)" }

  var operation: Convolution {
    let rank = input.count - 2
    func all(_ value: Int) -> [Int] { Array(repeating: value, count: rank) }
    return Convolution(
      geometry: WindowGeometry(strides: all(stride), padLow: all(low), padHigh: all(high), dilation: all(dilation)),
      groups: groups)
  }

  static let all = [
    ConvolutionCase(input: [4, 13, 13, 8], kernel: [3, 3, 8, 16]),
    ConvolutionCase(input: [3, 28, 28, 1], kernel: [3, 3, 1, 32]),
    ConvolutionCase(input: [2, 12, 12, 3], kernel: [3, 3, 3, 16], low: 1, high: 1),
    ConvolutionCase(input: [2, 12, 12, 16], kernel: [3, 3, 16, 32], stride: 2, low: 0, high: 1),
    ConvolutionCase(input: [2, 9, 9, 16], kernel: [1, 1, 16, 8], stride: 2),
    ConvolutionCase(input: [2, 11, 11, 4], kernel: [3, 3, 4, 6], low: 2, high: 2, dilation: 2),
    ConvolutionCase(input: [2, 10, 10, 8], kernel: [3, 3, 4, 12], low: 1, high: 1, groups: 2),
    ConvolutionCase(input: [2, 10, 10, 8], kernel: [3, 3, 1, 8], low: 1, high: 1, groups: 8),
    ConvolutionCase(input: [5, 30, 6], kernel: [5, 6, 7], stride: 2, low: 2, high: 2),
    ConvolutionCase(input: [2, 6, 6, 6, 3], kernel: [2, 2, 2, 3, 5]),
    ConvolutionCase(input: [33, 8, 8, 16], kernel: [3, 3, 16, 16], low: 1, high: 1),
  ]
}

@Suite struct ConvolutionTests {
  @Test(arguments: ConvolutionCase.all)
  func forwardAndGradients(_ test: ConvolutionCase) throws {
    let operation = test.operation
    let output = try operation.infer([
      TensorType(Shape(test.input), .float32), TensorType(Shape(test.kernel), .float32),
    ])[0].shape.staticDimensions
    try expectAgreement(
      [
        sample(test.input, seed: 1), sample(test.kernel, seed: 2), sample(output, seed: 3),
        sample([test.kernel.last!], seed: 4),
      ],
      tolerance: 2e-4, comment: test.description
    ) { inputs in
      [
        apply(operation, [inputs[0], inputs[1]]),
        relu(apply(operation, [inputs[0] * 2, inputs[1]]) + inputs[3]),
        apply(
          ConvolutionInputGradient(
            geometry: operation.geometry, groups: operation.groups, inputShape: Shape(test.input)),
          [inputs[2], inputs[1]]),
        apply(
          ConvolutionKernelGradient(
            geometry: operation.geometry, groups: operation.groups, kernelShape: Shape(test.kernel)),
          [inputs[0], inputs[2]]),
      ]
    }
  }

  @Test(arguments: [Pool.Kind.max, .average], [0, 1])
  func pooling(_ kind: Pool.Kind, _ padding: Int) throws {
    for (shape, rank) in [([3, 9, 11, 5], 2), ([2, 20, 6], 1), ([2, 6, 6, 6, 3], 3)] {
      let geometry = WindowGeometry(
        strides: Array(repeating: 2, count: rank), padLow: Array(repeating: padding, count: rank),
        padHigh: Array(repeating: padding, count: rank), dilation: Array(repeating: 1, count: rank))
      let window = Array(repeating: 3, count: rank)
      let pool = Pool(kind: kind, window: window, geometry: geometry)
      let output = try pool.infer([TensorType(Shape(shape), .float32)])[0].shape.staticDimensions
      try expectAgreement([sample(shape, seed: 1), sample(output, seed: 2)], comment: "\(shape)") { inputs in
        let gradient =
          kind == .max
          ? apply(MaxPoolGradient(window: window, geometry: geometry), inputs)
          : apply(AveragePoolGradient(window: window, geometry: geometry, inputShape: Shape(shape)), [inputs[1]])
        return [apply(pool, [inputs[0]]), gradient]
      }
    }
  }
}

@Suite struct MovementTests {
  @Test func padSliceConcatenate() throws {
    try expectAgreement([sample([6, 7, 3], seed: 1), sample([6, 2, 3], seed: 2)]) { inputs in
      [
        apply(Pad(low: [1, 0, 2], high: [0, 3, 1], interior: [0, 0, 0], value: .real(1.5)), [inputs[0]]),
        apply(Pad(low: [1, -2, 2], high: [0, -1, 1], interior: [2, 1, 0], value: .real(0)), [inputs[0]]),
        apply(Pad(low: [0, -5, 0], high: [0, -2, 0], interior: [0, 0, 0], value: .real(0)), [inputs[0]]).sum(),
        concatenated([inputs[0], inputs[1], inputs[0] * 2], axis: 1),
        concatenated([inputs[0], inputs[0].reversed(axes: [0])], axis: 0),
        inputs[0].transposed([2, 0, 1]).reshaped([18, 7]),
        inputs[0].slice(axis: 0, from: 1, count: 4).reshaped([28, 3]),
      ]
    }
  }

  @Test func gatherAndScatter() throws {
    for dtype in [DType.int32, .int64, .uint8] {
      try expectAgreement([sample([30, 8], seed: 1), sample([4, 5], dtype, seed: 2), sample([4, 5, 8], seed: 3)]) {
        let indices = dtype.isUnsigned ? $0[1] : abs($0[1])
        return [
          apply(Gather(axis: 0), [$0[0], indices]), apply(ScatterAdd(axis: 0, shape: [30, 8]), [indices, $0[2]]),
          apply(Gather(axis: 1), [$0[0], indices]),
        ]
      }
    }
  }

  @Test func randomNumbers() throws {
    let key = try HostArray([Int64(123), 4_000_000_000], shape: [2], dtype: .uint32)
    for shape: Shape in [[1000, 31], [7], [64, 26, 26, 3]] {
      try expectAgreement([key], tolerance: 0) { inputs in
        let u = Random.uniform(shape, key: inputs[0])
        return [Random.bits(shape, key: inputs[0]), u, which(u .< 0.3, 0, u)]
      }
    }
  }
}
