import TensorGraph
import TestKit
import Testing

@Suite(.onReference) struct PassTests {
  /// A program of one argument `[4] float32` before any pass.
  private func program(_ body: ([Tensor]) -> [Tensor], types: [TensorType] = [TensorType([4], .float32)]) throws
    -> Program
  {
    let trace = Trace(.program)
    let (arguments, results) = trace.record {
      let arguments = types.map(trace.placeholder)
      return (arguments, body(arguments))
    }
    var reader = GraphReader(.trace(trace), parameters: arguments)
    try reader.read(results)
    return reader.program
  }

  private func run(_ program: Program, _ x: [Double]) throws -> [[Double]] {
    try program.interpret([try HostArray(x, shape: [x.count], dtype: .float32)]).map(\.doubles)
  }

  @Test func `equal operations on equal inputs are merged`() throws {
    var p = try program { x in [exp(x[0]) + exp(x[0]), exp(x[0]) * 2] }
    let before = try run(p, [0, 1, 2, 3])
    #expect(p.instructions.filter { $0.operation as? Unary == .exp }.count == 3)
    p.mergeCommonSubexpressions()
    p.verify(after: "merging")
    #expect(p.instructions.filter { $0.operation as? Unary == .exp }.count == 1)
    #expect(try run(p, [0, 1, 2, 3]) == before)
  }

  @Test func `merging goes on through what was merged`() throws {
    var p = try program { x in [tanh(exp(x[0])), tanh(exp(x[0]))] }
    p.mergeCommonSubexpressions()
    #expect(p.instructions.count == 2)
    #expect(p.outputs[0] == p.outputs[1])
  }

  @Test func `operations that differ in an attribute stay apart`() throws {
    var p = try program { x in [x[0].sum(axis: 0, keepDims: true), x[0].sum(axis: 0)] }
    p.mergeCommonSubexpressions()
    #expect(p.instructions.count == 2)
  }

  @Test func `what nothing needs goes`() throws {
    var p = try program { x in
      let dead = exp(x[0])
      return [dead + 1, x[0] * 2]
    }
    p.outputs.removeFirst()
    p.aliases.removeFirst()
    p.eliminateDeadCode()
    p.verify(after: "dead-code elimination")
    #expect(p.instructions.map(\.operation.name) == ["constant", "multiply"])
  }

  @Test func `constants are computed once`() throws {
    var p = try program { x in [x[0] * (Tensor.constant(.real(2), .float32) * 3 + 1)] }
    p.foldConstants()
    p.eliminateDeadCode()
    p.verify(after: "folding")
    #expect(p.instructions.map(\.operation.name) == ["constant", "multiply"])
    #expect((p.instructions[0].operation as? Constant)?.value == .real(7))
  }

  @Test func `small stored results replace operations on stored values`() throws {
    let stored = Tensor([1, 2, 3, 4] as [Float])
    let p = try program { x in [x[0] + exp(stored) * stored] }.optimized()
    #expect(p.instructions.map(\.operation.name) == ["add"])
    #expect(p.constants.count == 1)
    expectClose(try run(p, [0, 0, 0, 0])[0], [2.718281828, 14.7781122, 60.2566108, 218.3926])
  }

  @Test func `large results are left to the engine`() throws {
    let p = try program { x in [x[0].sum() + Tensor.iota([10_000], axis: 0, dtype: .float32)] }.optimized()
    #expect(p.instructions.contains { $0.operation is Iota })
  }

  @Test func `identities go`() throws {
    let p = try program { x in
      [stopGradient(x[0]), apply(Reshape(shape: [4]), x) + 1, apply(Convert(dtype: .float32), [stopGradient(x[0])])]
    }.optimized()
    #expect(p.instructions.map(\.operation.name) == ["constant", "add"])
    #expect(p.outputs[0] == p.inputs[0] && p.outputs[2] == p.inputs[0])
  }

  @Test func `a program with all passes gives the same values`() throws {
    for seed in 0..<20 {
      let random = EngineConformance.randomProgram(seed: UInt64(seed))
      var numbers = TestRandom(seed: UInt64(seed))
      let inputs = random.inputs.map { $0.sample(&numbers, dtype: .float32) }
      let p = try program(random.function, types: inputs.map(\.type))
      let arguments = try inputs.map { HostArray(storage: try $0.materialized(), type: $0.type) }
      let optimized = p.optimized()
      optimized.verify(after: "all passes")
      #expect(try optimized.interpret(arguments).map(\.doubles) == p.interpret(arguments).map(\.doubles))
    }
  }

  @Test func `passes keep aliases`() throws {
    let w = Variable(Tensor([1, 2] as [Float]))
    let traced = try TracedProgram(argumentTypes: []) { _ in
      w.assign(w.value + 1)
      return []
    }
    traced.program.verify(after: "all passes")
    #expect(traced.program.aliases == [0])
  }

  @Test func `a program prints one line for each instruction`() throws {
    let p = try program { x in [x[0] * 2 + 1] }
    #expect(
      p.description == """
        program(%0: [4] float32)
          %1 = constant(2.0)() : [] float32
          %2 = multiply(%0, %1) : [4] float32
          %3 = constant(1.0)() : [] float32
          %4 = add(%2, %3) : [4] float32
          return %4
        """)
  }
}
