import TensorGraph
import Testing

/// Errors of functions of tensors name the function as users write it, and the line of their call.
struct CallPlaceTests {
  private static let (a, b) = (Tensor.zeros([2, 3]), Tensor.zeros([4, 5]))

  @Test(
    arguments: [
      ("'+'", { a, b in a + b }), ("'.<='", { a, b in a .<= b }), ("'which'", { a, b in which(a .> 0, a, b) }),
      ("'matmul'", { a, b in matmul(a, b) }), ("'dot'", { a, b in dot(a, b) }),
      ("'tensordot'", { a, b in tensordot(a, b) }),
      ("'concatenated'", { a, b in concatenated([a, b]) }), ("'stacked'", { a, b in stacked([a, b]) }),
      ("'stacked'", { a, _ in stacked([a, a], axis: 9) }), ("'reshaped'", { a, _ in a.reshaped([7]) }),
      ("'broadcast(to:)'", { a, _ in a.broadcast(to: [7]) }), ("'transposed'", { a, _ in a.transposed([0, 0]) }),
      ("'take'", { a, _ in a.take([7], axis: 0) }),
    ] as [(String, @Sendable (Tensor, Tensor) -> Tensor)])
  func `the function's name`(name: String, function: @Sendable (Tensor, Tensor) -> Tensor) throws {
    let error = try #require(function(Self.a, Self.b).error)
    #expect(error.summary.hasPrefix(name), "\(error)")
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
