import TensorGraph
import Testing

@Suite struct LazyTests {
  @Test func `plain arithmetic`() throws {
    let x = Tensor([1, 2, 3] as [Float])
    let y = (x * 2 + 1).sum()
    #expect(try y.scalar() == 15)
    #expect(
      try matmul(Tensor([[1, 2], [3, 4]] as [[Float]]), Tensor([[5], [6]] as [[Float]])).scalars() == [17, 39])
  }

  @Test func `a gradient`() throws {
    let w = Variable(Tensor([1, 2, 3] as [Float]), name: "w")
    let (value, gradients) = valueAndGradient(of: [w]) { (w.value * w.value).sum() }
    #expect(try value.scalar() == 14)
    #expect(try gradients[0].scalars() == [2, 4, 6])
  }
}
