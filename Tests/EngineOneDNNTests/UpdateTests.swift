import Foundation
import Testing

@testable import EngineOneDNN
@testable import TensorGraph

/// Outputs that take inputs' memory: whatever else reads the old value must see it.
@Suite struct UpdateTests {
  struct Case: CustomStringConvertible, Sendable {
    var description: String
    var aliases: [Int?]
    var body: @Sendable ([Tensor]) -> [Tensor]
  }

  static let cases: [Case] = [
    Case(description: "swap", aliases: [0, 1]) { [$0[1], $0[0]] },
    Case(description: "rotation", aliases: [0, 1, 2]) { [$0[1] + 0, $0[2], $0[0]] },
    Case(description: "old value read afterwards", aliases: [0, nil, nil]) {
      [$0[0] - $0[1], matmul($0[2], $0[0]), $0[0]]
    },
    Case(description: "product of itself", aliases: [0]) { [matmul($0[0], $0[0])] },
    Case(description: "its own transpose", aliases: [0]) { [$0[0].transposed() + 1] },
    Case(description: "its own column sums", aliases: [0]) { [$0[0] + $0[0].sum(axis: 0)] },
    Case(description: "its own row sums", aliases: [0]) { [$0[0] / $0[0].sum(axis: 1, keepDims: true)] },
    Case(description: "one value twice", aliases: [0, 1, nil]) { inputs in
      let y = inputs[0] * 3
      return [y, y, y]
    },
    Case(description: "value and update", aliases: [nil, 0]) { [$0[0], $0[0] + 1] },
    Case(description: "shifted rows", aliases: [0]) {
      [concatenated([$0[0].slice(axis: 0, from: 1, count: 39), $0[0].slice(axis: 0, from: 0, count: 1)], axis: 0)]
    },
    Case(description: "update feeds a product", aliases: [0, nil]) { inputs in
      let next = inputs[0] * 0.5
      return [next, matmul(inputs[1], next) + matmul(inputs[1], inputs[0])]
    },
    Case(description: "optimizer", aliases: [0, 1, 2]) { inputs in
      let gradient = matmul(inputs[0].transposed(), inputs[2])
      let m = inputs[1] * 0.9 + gradient * 0.1
      let v = inputs[2] * 0.99 + gradient * gradient * 0.01
      return [inputs[0] - 0.01 * m / (sqrt(abs(v)) + 1e-7), m, v]
    },
  ]

  @Test(arguments: cases)
  func updates(_ test: Case) throws {
    let inputs = (1...3).map { sample([40, 40], seed: $0) }
    var program = try traced(inputs, test.body)
    program.aliases = test.aliases
    let expected = try run(program, on: ReferenceEngine.shared, inputs)
    for way in Way.allCases {
      let actual = try run(program, on: way.engine, inputs)
      for (index, (a, b)) in zip(actual, expected).enumerated() {
        #expect(distance(a, b) <= 1e-4, "\(way) output \(index)\n\(program)")
      }
    }
  }
}

@Suite(.serialized) struct RunningTests {
  /// A small training step with all kinds of steps in it.
  private static func step(_ inputs: [Tensor]) -> [Tensor] {
    let (x, target, kernel, weights, bias) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4])
    let geometry = WindowGeometry(strides: [1, 1], padLow: [0, 0], padHigh: [0, 0], dilation: [1, 1])
    let halves = WindowGeometry(strides: [2, 2], padLow: [0, 0], padHigh: [0, 0], dilation: [1, 1])
    let loss = { (kernel: Tensor, weights: Tensor, bias: Tensor) -> Tensor in
      let features = relu(apply(Convolution(geometry: geometry, groups: 1), [x, kernel]))
      let pooled = apply(Pool(kind: .max, window: [2, 2], geometry: halves), [features])
      let logits = matmul(pooled.reshaped([64, 6 * 6 * 16]), weights) + bias
      return square(logits - target).mean()
    }
    let value = loss(kernel, weights, bias)
    let slopes = gradients(of: value, withRespectTo: [kernel, weights, bias])
    return [value] + zip([kernel, weights, bias], slopes).map { $0 - 0.01 * $1 }
  }

  private static let inputs = [
    sample([64, 14, 14, 3], seed: 1), sample([64, 10], seed: 2), sample([3, 3, 3, 16], seed: 3),
    sample([576, 10], seed: 4), sample([10], seed: 5),
  ]

  @Test func trainingStep() throws {
    try expectAgreement(Self.inputs, tolerance: 1e-4) { Self.step($0) }
  }

  @Test func manyRunsAtOnce() throws {
    let program = try traced(Self.inputs) { Self.step($0) }
    let executable = try OneDNNEngine(options: .init(threadCount: 2)).compile(program)
    let expected = try run(executable, of: program, Self.inputs).map(bytes)
    let failures = Counter()
    DispatchQueue.concurrentPerform(iterations: 16) { _ in
      for _ in 0..<20 {
        let actual = try? run(executable, of: program, Self.inputs).map(bytes)
        if actual != expected { failures.add() }
      }
    }
    #expect(failures.value == 0)
  }

  @Test func hundredthRun() throws {
    var program = try traced(Self.inputs) { Self.step($0) }
    let executable = try OneDNNEngine(options: .init(threadCount: 2)).compile(program)
    let first = try run(executable, of: program, Self.inputs).map(bytes)
    for _ in 0..<98 { _ = try run(executable, of: program, Self.inputs) }
    #expect(try run(executable, of: program, Self.inputs).map(bytes) == first)
    #expect(executable.workingByteCount > 0)
    program.outputs.removeAll()
    program.aliases.removeAll()
    #expect(try run(program, on: OneDNNEngine.shared, Self.inputs).isEmpty)
  }

  /// Memory stays flat over thousands of runs. Sanitizers keep what is freed for a while.
  @Test(.disabled(if: isSanitized)) func runningKeepsNothing() throws {
    let program = try traced(Self.inputs) { Self.step($0) }
    let executable = try OneDNNEngine(options: .init(threadCount: 2)).compile(program)
    let storages = try Self.inputs.map { try $0.storage.copy() }
    let outputs = try program.outputs.map { try Storage(byteCount: program.types[$0].byteCount) }
    for _ in 0..<20 { try executable.run(inputs: storages, outputs: outputs) }
    // Other tests of the process may grow it meanwhile, so the least of several rounds counts; as little as a kilobyte kept
    // by each run would show in all of them.
    var least = Int.max
    for _ in 0..<4 where least >= 700 {
      let before = residentPages()
      for _ in 0..<3000 { try executable.run(inputs: storages, outputs: outputs) }
      least = min(least, residentPages() - before)
    }
    #expect(least < 700)
  }
}

/// Whether Scripts/sanitize.sh runs the tests.
private var isSanitized: Bool {
  let environment = ProcessInfo.processInfo.environment
  return environment["ASAN_OPTIONS"] != nil || environment["TSAN_OPTIONS"] != nil
}

private func residentPages() -> Int {
  let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
  return fields.count > 1 ? Int(fields[1]) ?? 0 : 0
}

final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0
  func add() { lock.withLock { count += 1 } }
  var value: Int { lock.withLock { count } }
}
