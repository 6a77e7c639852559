import TensorGraph
import Testing

/// Errors of functions of tensors name the function as users write it, and the line of their call.
struct CallPlaceTests {
  private static let a = Tensor.zeros([2, 3])
  private static let b = Tensor.zeros([4, 5])

  @Test func `the function's name`() {
    let (a, b) = (Self.a, Self.b)
    let failed: [(String, Tensor)] = [
      ("'+'", a + b), ("'.<='", a .<= b), ("'which'", which(a .> 0, a, b)), ("'matmul'", matmul(a, b)),
      ("'dot'", dot(a, b)), ("'tensordot'", tensordot(a, b)), ("'concatenated'", concatenated([a, b])),
      ("'stacked'", stacked([a, b])), ("'stacked'", stacked([a, a], axis: 9)), ("'reshaped'", a.reshaped([7])),
      ("'broadcast(to:)'", a.broadcast(to: [7])), ("'transposed'", a.transposed([0, 0])),
      ("'take'", a.take([7], axis: 0)),
    ]
    for (name, tensor) in failed {
      #expect(tensor.error?.summary.hasPrefix(name) == true, "\(name): \(tensor)")
    }
  }

  @Test func `the line of the call`() throws {
    let line = #line
    let failed = [
      matmul(Self.a, Self.b),
      stacked([Self.a, Self.b]),
      Self.a.reshaped([7]),
      Self.a.take([7], axis: 0),
      which(Self.a .> 0, Self.a, Self.b),
      dot(Self.a, Self.b),
      inner(Self.a, Self.b),
      tensordot(Self.a, Self.b),
      tensordot(Self.a, Self.b, axes: ([0], [0])),
      einsum("ij,jk->ik", Self.a, Self.b),
      einsum("ij->i", Self.a, Self.b),
      Self.a.sum(axis: 5),
      Self.a.product(axes: [5]),
      Self.a.max(axis: 5),
      Self.a.min(axes: [5]),
      Self.a.mean(axis: 5),
      Self.a.mean(axes: [9]),
      Self.a.argmax(axis: 4),
      Self.a.expandedDimensions(8),
      Self.a.squeezed(axis: 1),
      Self.a.rolled(by: 1, axis: 3),
      Self.a.takeAlong(Tensor([[0]] as [[Int32]]), axis: 4),
    ]
    for (index, tensor) in failed.enumerated() {
      let error = try #require(tensor.error)
      #expect(error.line == line + 2 + index && error.file?.hasSuffix("CallPlaceTests.swift") == true, "\(error)")
    }
    #expect(
      stacked([Self.a, Self.b], file: "", line: 0).error?.description == """
        'stacked' cannot use these tensors.
          expected  tensors of one shape
          received  [2, 3] float32 and [4, 5] float32
          fix       use concatenated to join along an axis that they have, or reshape them
        """)
  }
}
