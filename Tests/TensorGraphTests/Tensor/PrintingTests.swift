import TensorGraph
import TestKit
import Testing

@Suite(.onReference) struct PrintingTests {
  @Test(arguments: printedArrays.indices)
  func `values print as in NumPy`(row: Int) {
    let (name, tensor, text) = printedArrays[row]
    let x = tensor()
    #expect(x.description == "Tensor \(x.type)\n" + text, "\(name)")
  }

  @Test func `a symbolic tensor prints its type and name`() {
    let x = Tensor(node: Node(kind: .symbolic(Origin()), types: [TensorType([nil, 28], .float32)], isSymbolic: true))
    #expect(x.description == "<Tensor [?, 28] float32 'image'>")
    #expect((x + 1).description == "<Tensor [?, 28] float32>")
  }

  @Test func `a tensor of a traced function prints its type`() {
    var text = ""
    let f = compiled { (x: Tensor) -> Tensor in
      text = (x + 1).description
      return x
    }
    _ = f(Tensor([1, 2] as [Float]))
    #expect(text == "<Tensor [2] float32>")
  }

  @Test func `a failed tensor prints its error`() {
    let x = Tensor([1, 2] as [Float]) + Tensor([1, 2, 3] as [Float])
    #expect(
      x.description == """
        '+' cannot use these tensors.
          expected  shapes that broadcast: equal from the last axis on, or 1
          received  [2] and [3]
          fix       reshape or expand one of them
        """)
  }
}

private final class Origin: SymbolicOrigin { let displayName = "'image'" }
