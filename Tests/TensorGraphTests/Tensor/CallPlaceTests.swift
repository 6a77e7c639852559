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
