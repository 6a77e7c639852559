import TensorGraph
import Testing

/// Errors of functions of tensors name the function as users write it, and the line of their call.
struct CallPlaceTests {
  private static let (a, b) = (Tensor.zeros([2, 3]), Tensor.zeros([4, 5]))

  private typealias Function = @Sendable (Tensor, Tensor) -> Tensor
  private static func row(_ name: String, _ function: @escaping Function) -> (name: String, function: Function) {
    (name, function)
  }

  private static let rows = [
    row("'+'", { a, b in a + b }), row("'.<='", { a, b in a .<= b }), row("'which'", { a, b in which(a .> 0, a, b) }),
    row("'matmul'", { a, b in matmul(a, b) }), row("'dot'", { a, b in dot(a, b) }),
    row("'tensordot'", { a, b in tensordot(a, b) }),
    row("'concatenated'", { a, b in concatenated([a, b]) }), row("'stacked'", { a, b in stacked([a, b]) }),
    row("'stacked'", { a, _ in stacked([a, a], axis: 9) }), row("'reshaped'", { a, _ in a.reshaped([7]) }),
    row("'broadcast(to:)'", { a, _ in a.broadcast(to: [7]) }), row("'transposed'", { a, _ in a.transposed([0, 0]) }),
    row("'take'", { a, _ in a.take([7], axis: 0) }),
  ]

  @Test(arguments: 0..<13)
  func `the function's name`(index: Int) throws {
    let (name, function) = Self.rows[index]
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
