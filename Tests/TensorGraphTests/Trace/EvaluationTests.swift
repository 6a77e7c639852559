import TensorGraph
import TestKit
import Testing

@Suite(.onReference) struct EvaluationTests {
  @Test func `plain arithmetic is computed when it is read`() throws {
    let x = Tensor([1, 2, 3] as [Float])
    let y = (x * 2 + 1).sum()
    #expect(y.node.storages == nil)
    #expect(try y.scalar() == 15)
    #expect(y.node.storages != nil)
    #expect(y.node.inputs.isEmpty)
  }

  @Test func `a matrix product`() throws {
    let a = Tensor([[1, 2], [3, 4]] as [[Float]])
    let b = Tensor([[5], [6]] as [[Float]])
    expectClose(matmul(a, b), [17, 39], shape: [2, 1])
  }

  @Test func `graphs of one form share a plan`() throws {
    let engine = CountingEngine()
    try Engines.$override.withValue(engine) { () throws in
      for turn in 0..<5 {
        let x = Tensor([Float(turn), 1])
        #expect(try (x * 3 - 1).sum().scalar() == Double(turn) * 3 + 1)
      }
    }
    #expect(engine.compileCount == 1)
  }

  @Test func `several tensors are computed together`() throws {
    let engine = CountingEngine()
    try Engines.$override.withValue(engine) { () throws in
      let x = Tensor([1, 2] as [Float])
      let (a, b) = (x + 1, x * 2)
      try evaluate([a, b])
      #expect(try a.scalars() == [2, 3])
      #expect(try b.scalars() == [2, 4])
    }
    #expect(engine.compileCount == 1)
  }

  @Test func `100,000 pending additions are computed and freed`() throws {
    var x = Tensor([0] as [Float])
    for _ in 0..<100_000 { x = x + 1 }
    #expect(try x.scalar() == 100_000)
  }

  @Test func `100,000 recorded additions are differentiated and freed`() throws {
    let w = Variable(Tensor([2] as [Float]))
    let (value, gradients) = valueAndGradient(of: [w]) {
      var x = w.value
      for _ in 0..<100_000 { x = x + 1 }
      return x * x
    }
    #expect(try value.scalar() == Double(100_002 * 100_002 as Float))
    #expect(try gradients[0].scalar() == 200_004)
  }

  @Test func `a chain that nobody reads is freed`() {
    Trace(.eager).record {
      var x = Tensor([0] as [Float])
      for _ in 0..<100_000 { x = x + 1 }
    }
  }

  @Test func `doubling a hundred times counts no operation twice`() throws {
    let f = compiled { (x: Tensor) -> Tensor in
      var y = x
      for _ in 0..<100 { y = (y + y) * 0.5 }
      return y
    }
    #expect(try f(Tensor([3] as [Float])).scalar() == 3)
  }

  @Test func `a tensor can be read from many threads at once`() async throws {
    for _ in 0..<50 {
      let x = Tensor([1, 2, 3] as [Float])
      var y = x
      for _ in 0..<50 { y = y + x }
      let shared = y
      let z = y * 2
      try await withThrowingTaskGroup(of: [Float].self) { group in
        for index in 0..<8 {
          group.addTask { try index % 2 == 0 ? shared.scalars() : z.scalars() }
        }
        for try await values in group { #expect(values == [51, 102, 153] || values == [102, 204, 306]) }
      }
    }
  }

  @Test func `a symbolic tensor has no values`() {
    let x = Trace(.abstract).record { Trace.current!.placeholder(TensorType([nil, 3], .float32)) }
    #expect(throws: KerasError.self) { try (x + 1).scalars() }
    #expect((x + 1).isSymbolic)
  }
}

/// The reference engine with a count of compilations.
final class CountingEngine: Engine {
  private let count = Counter()
  let name = "counting"
  var compileCount: Int { count.value }

  func compile(_ program: Program, in memory: WorkingMemory) throws -> any Executable {
    count.add()
    return try ReferenceEngine.shared.compile(program)
  }
}
