import TensorGraph
import TestKit
import Testing

@Suite(.onReference) struct VariableTests {
  @Test func `a value read before an assignment stays`() throws {
    let w = Variable(Tensor([1, 2] as [Float]))
    let before = w.value
    w.assign(w.value * 10)
    #expect(try before.scalars() == [1, 2])
    #expect(try w.value.scalars() == [10, 20])
  }

  @Test func `a program updates in place, and copies first if a tensor looks at the memory`() throws {
    let w = Variable(Tensor([1] as [Float]))
    let step = compiled { (x: Tensor) -> Tensor in
      w.assign(w.value + x)
      return w.value
    }
    let one = Tensor([1] as [Float])
    _ = step(one)
    let memory = try w.sharedStorage().pointer
    _ = step(one)
    #expect(try w.sharedStorage().pointer == memory)
    let snapshot = w.value
    _ = step(one)
    #expect(try snapshot.scalars() == [3])
    #expect(try w.value.scalars() == [4])
    #expect(step.traceCount == 1)
  }

  @Test func `a wrong shape is an error that names the variable`() {
    let w = Variable(Tensor([1, 2] as [Float]), name: "kernel")
    w.path = "dense/kernel"
    w.assign(Tensor([1, 2, 3] as [Float]))
    #expect(
      w.value.error?.description == """
        Variable 'dense/kernel' cannot take this value.
          expected  [2] float32
          received  [3] float32
          fix       a variable keeps its shape; reshape the value or make a new variable
        """)
  }

  @Test func `numbers are converted to the variable's type`() throws {
    let w = Variable(Tensor([1, 2] as [Float]))
    w.assign(Tensor([3, 4] as [Int32]))
    #expect(w.value.dtype == .float32)
    #expect(try w.value.scalars() == [3, 4])
  }

  @Test func `a loop of assignments computes each step once, with one plan`() throws {
    let engine = CountingEngine()
    try Engines.$override.withValue(engine) { () throws in
      let w = Variable(Tensor([1, 1] as [Float]))
      var expected = 2.0
      for _ in 1...50 {
        let (loss, gradients) = valueAndGradient(of: [w]) { (w.value * w.value).sum() }
        w.assign(w.value - 0.25 * gradients[0])
        #expect(try loss.scalar() == expected)
        expected /= 4
      }
    }
    #expect(engine.compileCount <= 3)
  }

  @Test func `draws from one generator share a plan`() throws {
    let engine = CountingEngine()
    try Engines.$override.withValue(engine) { () throws in
      let seed = SeedGenerator(seed: 3)
      var seen: Set<[UInt32]> = []
      for _ in 0..<40 { seen.insert(try Random.uniform([4], seed: seed).scalars().map(\.bitPattern)) }
      #expect(seen.count == 40)
    }
    #expect(engine.compileCount <= 3)
  }
}
