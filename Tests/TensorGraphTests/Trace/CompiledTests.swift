import TensorGraph
import TestKit
import Testing

@Suite(.onReference) struct CompiledTests {
  @Test func `one trace per shape and type`() throws {
    let calls = Counter()
    let f = compiled { (x: Tensor, y: Tensor) -> Tensor in
      calls.add()
      return x * y
    }
    for _ in 0..<3 { #expect(try f(Tensor([2, 3] as [Float]), Tensor(4.0)).scalars() == [8, 12]) }
    #expect(f.traceCount == 1)
    _ = f(Tensor([2] as [Float]), Tensor(4.0))
    #expect(f.traceCount == 2)
    #expect(calls.value == 2)
  }

  @Test func `tuples, arrays and dictionaries go in and out`() throws {
    let f = compiled { (x: [Tensor], named: [String: Tensor]) -> ([Tensor], Tensor) in
      ([x[1], x[0]], named["a"]! - named["b"]!)
    }
    let (swapped, difference) = f([Tensor(1.0), Tensor(2.0)], ["a": Tensor(5.0), "b": Tensor(3.0)])
    #expect(try swapped.map { try $0.scalar() } == [2, 1])
    #expect(try difference.scalar() == 2)
  }

  @Test func `a training step is one program`() throws {
    let engine = CountingEngine()
    try Engines.$override.withValue(engine) { () throws in
      let w = Variable(Tensor([0, 0] as [Float]))
      try Variable.settle([w])
      let before = engine.compileCount
      let step = compiled { (x: Tensor, y: Tensor) -> Tensor in
        let (loss, gradients) = valueAndGradient(of: [w]) { square((x * w.value).sum(axis: 1) - y).mean() }
        w.assign(w.value - 0.1 * gradients[0])
        return loss
      }
      let x = Tensor([[1, 0], [0, 1]] as [[Float]])
      let y = Tensor([1, -1] as [Float])
      var losses: [Double] = []
      for _ in 0..<20 { losses.append(try step(x, y).scalar()) }
      #expect(engine.compileCount == before + 1)
      #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 })
      // Each step leaves 9/10 of the distance to (1, -1).
      let reached = 1 - 0.12157665459056929
      expectClose(w.value, [reached, -reached])
    }
  }

  @Test func `a result that an update overwrites keeps the old value`() throws {
    let w = Variable(Tensor([1] as [Float]))
    let f = compiled { (x: Tensor) -> (Tensor, Tensor) in
      let old = w.value
      w.assign(old + x)
      return (old, w.value)
    }
    for expected in [1.0, 2, 3] {
      let (old, new) = f(Tensor([1] as [Float]))
      #expect(try old.scalar() == expected)
      #expect(try new.scalar() == expected + 1)
    }
  }

  @Test func `two variables exchange values`() throws {
    let a = Variable(Tensor([1] as [Float]))
    let b = Variable(Tensor([2] as [Float]))
    let f = compiled { (x: Tensor) -> Tensor in
      let old = a.value
      a.assign(b.value)
      b.assign(old)
      return x
    }
    _ = f(Tensor(0.0))
    #expect(try a.value.scalar() == 2)
    #expect(try b.value.scalar() == 1)
  }

  @Test func `what was made before the trace is a constant`() throws {
    let pending = Tensor([1, 2] as [Float]) + 1
    let f = compiled { (x: Tensor) -> Tensor in x + pending }
    #expect(try f(Tensor([10, 20] as [Float])).scalars() == [12, 23])
  }

  @Test func `compiled functions nest and differentiate`() throws {
    let inner = compiled { (x: Tensor) -> Tensor in x * x }
    let outer = compiled { (x: Tensor) -> Tensor in inner(x) + x }
    #expect(try outer(Tensor(3.0)).scalar() == 12)
    let (value, slope) = valueAndGradient(at: Tensor(3.0)) { outer($0) }
    #expect(try value.scalar() == 12)
    #expect(try slope.scalar() == 7)
  }

  @Test func `an error in the body rides on every result`() throws {
    let f = compiled { (x: Tensor) -> (Tensor, [Tensor]) in (matmul(x, Tensor([1, 2, 3] as [Float])), [x, x]) }
    let (a, b) = f(Tensor([1, 2] as [Float]))
    #expect(a.error != nil)
    #expect(b.count == 2)
    #expect(throws: KerasError.self) { try b[1].scalars() }
  }

  @Test func `several threads call one function`() async throws {
    let f = compiled { (x: Tensor) -> Tensor in (x * x).sum() }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<32 {
        group.addTask { try f(Tensor([Float(index), 1])).scalar() == Double(index * index + 1) }
      }
      for try await isRight in group { #expect(isRight) }
    }
    #expect(f.traceCount == 1)
  }
}
