import Foundation
import Testing

@testable import EngineOneDNN
@testable import TensorGraph

/// Everything that the engine gives to oneDNN and to its own kernels, over arguments drawn at random, in guarded memory and
/// against the reference interpreter.
///
/// `KERAS_TRIALS` says how many of each kind (the longer run of CONTRIBUTING.md), `KERAS_TRIALS_SEED` where to start, and
/// `ONEDNN_MAX_CPU_ISA` chooses among the implementations of oneDNN.
@Suite struct ImplementationTrials {
  enum Kind: String, CaseIterable {
    case convolution, pointwise, grouped, product, pooling, normalization, movement
  }

  /// Arguments for which oneDNN 2.6 wrote beside its memory or gave wrong values.
  @Test(arguments: [
    ([2, 64, 64, 8], [1, 1, 8, 8], [2, 2], [0, 0], 1, DType.float32),
    ([1, 10000, 1], [1, 1, 1], [2], [0], 1, .float32), ([2, 30, 7], [1, 7, 3], [4], [0], 1, .float32),
    ([1, 12, 5, 24], [1, 1, 24, 33], [2, 1], [0, 0], 1, .bfloat16), ([1, 7, 3], [4, 3, 3], [1], [2], 2, .bfloat16),
  ])
  fileprivate func whatWasWrong(
    _ x: [Int], _ kernel: [Int], _ strides: [Int], _ high: [Int], _ dilation: Int, _ dtype: DType
  ) throws {
    let geometry = WindowGeometry(
      strides: strides, padLow: strides.map { _ in 0 }, padHigh: high, dilation: strides.map { _ in dilation })
    let trial = Trial(geometry, groups: 1, x, kernel, dtype)
    // One after the other, and together.
    for outputs in [[0], [1], [2], [3], [0, 1, 2, 3]] {
      let program = try traced(trial.inputs) { inputs in
        let all = trial.body(inputs)
        return outputs.map { all[$0] }
      }
      let guarded = try GuardedRun(program, trial.inputs)
      let comment = "outputs \(outputs) of \(trial.comment) by \(guarded.implementations.sorted())"
      #expect(guarded.isIntact, "something wrote beside its memory: \(comment)")
      for (actual, wanted) in zip(guarded.outputs, try run(program, on: ReferenceEngine.shared, trial.inputs)) {
        let error = distance(actual, wanted)
        #expect(error <= (dtype == .float32 ? 3e-4 : 6e-2), "off by \(error): \(comment)")
      }
    }
  }

  @Test(arguments: Kind.allCases, [DType.float32, .bfloat16])
  func runsWithinItsMemoryAndIsRight(_ kind: Kind, _ dtype: DType) throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["KERAS_TRIALS"].flatMap { Int($0) } ?? 6
    let first = environment["KERAS_TRIALS_SEED"].flatMap { Int($0) } ?? 1
    var counts: [String: Int] = [:]
    for seed in first..<first + count {
      var random = SeededGenerator(seed: UInt64(seed * 64 + 1))
      let trial = Trial(kind, dtype, &random)
      let program = try traced(trial.inputs, trial.body)
      let expected = try run(program, on: ReferenceEngine.shared, trial.inputs)
      let guarded = try GuardedRun(program, trial.inputs)
      for name in guarded.implementations { counts[name, default: 0] += 1 }
      let comment = "\(kind) \(dtype) seed \(seed): \(trial.comment), by \(guarded.implementations.sorted())"
      #expect(guarded.isIntact, "something wrote beside its memory: \(comment)")
      for (actual, wanted) in zip(guarded.outputs, expected) {
        let error = distance(actual, wanted)
        #expect(error <= (dtype == .float32 ? 3e-4 : 6e-2), "off by \(error): \(comment)")
      }
    }
    if environment["KERAS_TRIALS"] != nil {
      let names = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      print("\(kind) \(dtype), \(count) trials: \(names.isEmpty ? "no implementation of oneDNN" : names)")
    }
  }
}

/// A function of tensors with arguments drawn at random.
private struct Trial {
  var inputs: [HostArray] = []
  var comment = ""
  var body: ([Tensor]) -> [Tensor] = { $0 }

  init(_ kind: ImplementationTrials.Kind, _ dtype: DType, _ random: inout SeededGenerator) {
    switch kind {
    case .convolution: self.init(convolution: .general, dtype, &random)
    case .pointwise: self.init(convolution: .pointwise, dtype, &random)
    case .grouped: self.init(convolution: .grouped, dtype, &random)
    case .product: self.init(product: dtype, &random)
    case .pooling: self.init(pooling: dtype, &random)
    case .normalization: self.init(normalization: dtype, &random)
    case .movement: self.init(movement: dtype, &random)
    }
  }

  private enum ConvolutionKind { case general, pointwise, grouped }
  private static let channels = [1, 2, 3, 4, 7, 8, 12, 15, 16, 17, 24, 32, 33, 48, 64]

  private init(convolution kind: ConvolutionKind, _ dtype: DType, _ random: inout SeededGenerator) {
    let rank = [1, 1, 2, 2, 2, 3].randomElement(using: &random)!
    let most = [40, 14, 6][rank - 1]
    func lengths(_ range: ClosedRange<Int>) -> [Int] {
      (0..<rank).map { _ in Int.random(in: range, using: &random) }
    }
    let window = kind == .pointwise ? Array(repeating: 1, count: rank) : lengths(1...4)
    let strides = lengths(1...3)
    let dilation = strides.allSatisfy { $0 == 1 } ? lengths(1...2) : Array(repeating: 1, count: rank)
    let isPadded = kind != .pointwise && Bool.random(using: &random)
    let low = isPadded ? lengths(0...2) : Array(repeating: 0, count: rank)
    let high = isPadded ? lengths(0...2) : low
    let reach = (0..<rank).map { (window[$0] - 1) * dilation[$0] + 1 }
    let input = (0..<rank).map { max(Int.random(in: 1...most, using: &random), reach[$0]) }
    let groups = kind == .grouped ? [2, 3, 8, 16].randomElement(using: &random)! : 1
    let perGroup =
      kind == .grouped ? [1, 1, 2, 4].randomElement(using: &random)! : Self.channels.randomElement(using: &random)!
    let filters = (kind == .grouped ? [1, 2, 3] : Self.channels).randomElement(using: &random)! * groups
    let geometry = WindowGeometry(strides: strides, padLow: low, padHigh: high, dilation: dilation)
    let x = [Int.random(in: 1...3, using: &random)] + input + [perGroup * groups]
    self.init(geometry, groups: groups, x, window + [perGroup, filters], dtype)
  }

  init(_ geometry: WindowGeometry, groups: Int, _ x: [Int], _ kernel: [Int], _ dtype: DType) {
    let operation = Convolution(geometry: geometry, groups: groups)
    let types = [TensorType(Shape(x), dtype), TensorType(Shape(kernel), dtype)]
    let y = try! operation.infer(types)[0].shape.staticDimensions
    inputs = [
      sample(x, dtype, seed: 1), sample(kernel, dtype, seed: 2), sample(y, dtype, seed: 3),
      sample([kernel.last!], dtype, seed: 4),
    ]
    comment = "\(x) kernel \(kernel) \(geometry) groups \(groups)"
    body = { inputs in
      let forward = apply(operation, [inputs[0], inputs[1]])
      return [
        relu(forward + inputs[3]), forward,
        apply(
          ConvolutionInputGradient(geometry: geometry, groups: groups, inputShape: Shape(x)), [inputs[2], inputs[1]]),
        apply(
          ConvolutionKernelGradient(geometry: geometry, groups: groups, kernelShape: Shape(kernel)),
          [inputs[0], inputs[2]]),
      ]
    }
  }

  private init(product dtype: DType, _ random: inout SeededGenerator) {
    let lengths = [1, 2, 3, 5, 8, 15, 16, 17, 31, 32, 48, 65, 100]
    let (m, k, n) = (
      lengths.randomElement(using: &random)!, lengths.randomElement(using: &random)!,
      lengths.randomElement(using: &random)!
    )
    let batch = [[], [2], [3, 2]].randomElement(using: &random)!
    let turned = (Bool.random(using: &random), Bool.random(using: &random))
    inputs = [
      sample(batch + (turned.0 ? [k, m] : [m, k]), dtype, seed: 1, scale: 0.5),
      sample(batch + (turned.1 ? [n, k] : [k, n]), dtype, seed: 2, scale: 0.5), sample([n], dtype, seed: 3),
    ]
    comment = "\(batch) \(m) x \(k) x \(n), turned \(turned)"
    let axes = Array(0..<batch.count)
    let operation = DotGeneral(
      leftBatch: axes, rightBatch: axes, leftContracting: [batch.count + (turned.0 ? 0 : 1)],
      rightContracting: [batch.count + (turned.1 ? 1 : 0)])
    body = { [apply(operation, [$0[0], $0[1]]), relu(apply(operation, [$0[0], $0[1]]) + $0[2])] }
  }

  private init(pooling dtype: DType, _ random: inout SeededGenerator) {
    let rank = Int.random(in: 1...3, using: &random)
    func lengths(_ range: ClosedRange<Int>) -> [Int] { (0..<rank).map { _ in Int.random(in: range, using: &random) } }
    let window = lengths(1...4)
    let geometry = WindowGeometry(
      strides: lengths(1...3), padLow: window.map { Int.random(in: 0..<$0, using: &random) },
      padHigh: window.map { Int.random(in: 0..<$0, using: &random) }, dilation: window.map { _ in 1 })
    let input = window.map { $0 + Int.random(in: 0...5, using: &random) }
    let channels = Self.channels.randomElement(using: &random)!
    let x = [Int.random(in: 1...3, using: &random)] + input + [channels]
    let y = [x[0]] + (0..<rank).map { geometry.outputLength(input[$0], window: window[$0], axis: $0)! } + [channels]
    inputs = [sample(x, dtype, seed: 1), sample(y, dtype, seed: 2)]
    comment = "\(x) window \(window) \(geometry)"
    body = { inputs in
      [
        apply(Pool(kind: .max, window: window, geometry: geometry), [inputs[0]]),
        apply(Pool(kind: .average, window: window, geometry: geometry), [inputs[0]]),
        apply(MaxPoolGradient(window: window, geometry: geometry), inputs),
        apply(AveragePoolGradient(window: window, geometry: geometry, inputShape: Shape(x)), [inputs[1]]),
      ]
    }
  }

  private init(normalization dtype: DType, _ random: inout SeededGenerator) {
    let x = [
      Int.random(in: 1...4, using: &random), Int.random(in: 1...9, using: &random),
      Self.channels.randomElement(using: &random)!,
    ]
    inputs = [sample(x, dtype, seed: 1), sample([x[2]], dtype, seed: 2)]
    comment = "\(x)"
    body = { inputs in
      let wide = inputs[0].cast(to: .float32)
      let last = (wide - wide.mean(axis: -1, keepDims: true)) * rsqrt(wide.variance(axis: -1, keepDims: true) + 0.01)
      let rows = (wide - wide.mean(axes: [0, 1])) * rsqrt(wide.variance(axes: [0, 1]) + 0.01)
      return [last.cast(to: dtype) * inputs[1], rows.cast(to: dtype) + inputs[1], softmax(inputs[0])]
    }
  }

  private init(movement dtype: DType, _ random: inout SeededGenerator) {
    let x = (0..<3).map { _ in Int.random(in: 1...20, using: &random) }
    inputs = [sample(x, dtype, seed: 1)]
    comment = "\(x)"
    let order = [0, 1, 2].shuffled(using: &random)
    let low = (0..<3).map { _ in Int.random(in: 0...3, using: &random) }
    body = { inputs in
      let x = inputs[0]
      return [
        x.transposed(order) * 2, x.reversed(axes: [1]),
        apply(Pad(low: low, high: [1, 0, 2], interior: [1, 0, 2], value: .real(0.5)), [x]),
        concatenated([x, x * 0.5, x.reversed(axes: [2])], axis: 1),
        apply(Slice(starts: [0, 0, 0], ends: Array(repeating: Slice.whole, count: 3), steps: [2, 1, 3]), [x]),
        x.transposed(order),
      ]
    }
  }
}
