import TestKit
import Testing

@testable import EngineOneDNN
@testable import TensorGraph

/// What a run needs beside its inputs and results may not be there when it starts.
struct WorkingMemoryTests {
  private static let x = sample([300, 200], seed: 1)

  /// A product between two others, in memory of the plan.
  private static func plan() throws -> (plan: Plan, program: Program) {
    let program = try traced([x, sample([200, 200], seed: 2)]) { [matmul(matmul(matmul($0[0], $0[1]), $0[1]), $0[1])] }
    return (try Way.usual.engine.plan(program), program)
  }

  @Test func aRunThatGetsNoMemory() throws {
    let (plan, program) = try Self.plan()
    #expect(plan.workingByteCount > 100_000)
    let inputs = [Self.x.storage, sample([200, 200], seed: 2).storage]
    let result = try Storage(program.outputTypes[0])
    let text = kerasErrorText {
      try Memory.$override.withValue(1_000) { try plan.run(inputs: inputs, outputs: [result]) }
    }
    #expect(
      text == """
        The result does not fit into memory.
          expected  at most 1.0 kB, all that this process may use
          received  \(ByteCount.text(plan.workingByteCount))
          fix       compute it in parts, or sum before shapes broadcast
        """)
    // The plan is whole: the next run has what it needs.
    try plan.run(inputs: inputs, outputs: [result])
    let expected = try run(program, on: ReferenceEngine.shared, [Self.x, sample([200, 200], seed: 2)])[0]
    #expect(distance(HostArray(storage: result, type: program.outputTypes[0]), expected) < 1e-2)
  }

  /// Plans within plans take their memory while the outer one runs.
  @Test func aLoopThatGetsNoMemory() throws {
    let x = sample([64, 64], seed: 3)
    let program = try traced([x]) { inputs in
      let result = whileLoop([Tensor(0, dtype: .int32), inputs[0]], while: { $0[0] .< 3 }) { state in
        [state[0] + 1, matmul(matmul(state[1], state[1]), state[1]) * 0.01]
      }
      return [result[1]]
    }
    let plan = try Way.usual.engine.plan(program)
    let result = try Storage(program.outputTypes[0])
    for limit in stride(from: 0, through: 200_000, by: 4_000) {
      let text = kerasErrorText {
        try Memory.$override.withValue(limit) { try plan.run(inputs: [x.storage], outputs: [result]) }
      }
      #expect(text == "no error" || text.hasPrefix("The result does not fit into memory."), "\(limit): \(text)")
    }
    try plan.run(inputs: [x.storage], outputs: [result])
  }

  /// A machine that promises more than it has: the system says no.
  @Test func memoryThatTheSystemRefuses() {
    Memory.$override.withValue(1 << 60) {
      let text = """
        The result does not fit into memory.
          expected  as much as the system can give now
          received  1.1 PB
          fix       compute it in parts, or sum before shapes broadcast
        """
      #expect(kerasErrorText { try Storage(byteCount: 1 << 50) } == text)
      #expect(kerasErrorText { try Memory.check(Size(1 << 50)) } == text)
      let typed = text.replacing("PB", with: "PB, with a result of [2, 140737488355328] float32")
      #expect(kerasErrorText { try Storage(TensorType([2, 1 << 47], .float32)) } == typed)
    }
  }

  @Test func constantsOfAPlan() {
    Memory.$override.withValue(1_000_000) {
      let text = kerasErrorText { try Tensor.arange(1 << 20, dtype: .int64).scalars(as: Int64.self) }
      #expect(text.contains("received  8.4 MB, with a result of [1048576] int64"), "\(text)")
    }
  }
}
