import TensorGraph
import Testing

/// What tensors that can't be made or used say, word for word.
struct TensorErrorTests {
  private func message(_ tensor: Tensor) -> String {
    do {
      return "no error: \(try tensor.scalars())"
    } catch {
      return "\(error)"
    }
  }

  @Test func elementsThatDoNotFillTheShape() {
    #expect(
      message(Tensor([1, 2, 3] as [Float], shape: [2, 2])) == """
        Tensor(_:shape:) cannot arrange the elements.
          expected  4 elements for shape [2, 2]
          received  3 elements
          fix       give a shape whose product is 3
        """)
  }

  @Test func raggedRows() {
    #expect(
      message(Tensor([[1, 2], [3]] as [[Float]])) == """
        Tensor(_:) cannot arrange the rows.
          expected  rows of one length
          received  rows of different lengths
          fix       pad the rows to one length
        """)
  }

  @Test func joiningNothing() {
    #expect(
      message(concatenated([], file: "", line: 0)) == """
        'concatenated' cannot join no tensors.
          expected  at least one tensor
          received  an empty array
          fix       check what fills the array
        """)
  }

  @Test func countingWithoutEnd() {
    #expect(
      message(.arange(0.0, 1.0, step: 0)) == """
        'arange' cannot count.
          expected  a step other than 0, and finite ends
          received  a range without an end
          fix       give a positive step to count up, a negative one to count down
        """)
  }

  @Test func axesThatAreNotThere() {
    #expect(
      message(Tensor.zeros([2, 3]).sum(axis: 2, file: "", line: 0)) == """
        'sum' cannot use axis 2.
          expected  an axis in -2..<2 of [2, 3] float32
          received  axis 2
          fix       negative axes count from the end: -1 is the last
        """)
    #expect(
      message(Tensor(1 as Float).sum(axis: 0, file: "", line: 0)) == """
        'sum' cannot use axis 0.
          expected  no axis: the tensor is a scalar
          received  axis 0
          fix       negative axes count from the end: -1 is the last
        """)
  }

  @Test func severalElementsAsOne() throws {
    let error = #expect(throws: KerasError.self) { try Tensor.zeros([2, 3]).scalar() }
    #expect(
      "\(try #require(error))" == """
        scalar() needs a single element.
          expected  a tensor with one element
          received  [2, 3] float32
          fix       reduce it first, for example with mean(), or read all with scalars()
        """)
  }

  @Test func scanWithoutALength() {
    let result = scan([Tensor.zeros([2])], over: []) { state, _ in (state, [state[0]]) }
    #expect(
      message(result.state[0]) == """
        'scan' cannot tell the number of turns.
          expected  sequences with one known length along axis 0
          received  no sequence and no length
          fix       give length:, or sequences of one known length
        """)
    #expect(result.outputs.count == 1)
  }
}
