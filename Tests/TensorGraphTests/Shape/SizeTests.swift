import TensorGraph
import Testing

struct SizeTests {
  @Test(
    arguments: [
      (Size(Int.max - 1) + 1, nil), (Size(Int.min) - 1, nil), (Size(1 << 40) * Size(1 << 40), nil), (-Size(.min), nil),
      (Size(7) / 0, nil), (Size(.min) / -1, nil), (Size(.max) - 5, nil), (Size(1 << 62) * 2 / Size(1 << 62), nil),
      (Size(7) / 2, 3), (Size(7) - 9, -2), (Size(7).dividedRoundingUp(by: 2), 4), (Size(0).dividedRoundingUp(by: 2), 0),
      ([1 << 31, 1 << 31, 2].product, nil), ([2, 3, 4].product, 24),
    ] as [(Size, Int?)])
  func `what an integer can't hold stays so`(size: Size, expected: Int?) {
    #expect(size.exact == expected)
    #expect(size.length == expected ?? Size.impossible)
  }

  @Test(arguments: [
    [-1], [Int.min], [Int.max], [1 << 40, 1 << 40], [0, 1 << 62], [1 << 45], [2, -3, 0],
  ])
  func `no tensor has an impossible shape`(shape: [Int]) {
    #expect(TensorType(Shape(shape), .float64).refusal != nil)
    #expect(Tensor.zeros(Shape(shape), dtype: .float64).error != nil)
    #expect(Tensor([1, 2] as [Float], shape: shape).error != nil)
    #expect(Tensor(bytes: [], shape: shape, dtype: .float64).error != nil)
  }

  @Test func `possible shapes are possible`() {
    for shape: Shape in [[], [0], [nil], [0, 1 << 40], [1 << 44], [nil, 1 << 20]] {
      #expect(TensorType(shape, .float64).refusal == nil, "\(shape)")
    }
  }

  @Test func `the message names the operation and the type`() {
    let wide = Tensor.zeros([1 << 30, 1])
    let error = (wide + Tensor.zeros([1 << 30])).error
    #expect(
      error?.description == """
        '+' cannot use these tensors.
          expected  at most 2^47 bytes, which is all that a process can address
          received  [1073741824, 1073741824] float32
          fix       check the numbers that the shape was made of
        """)
    #expect(
      Tensor.zeros([-2, 3]).error?.description == """
        'broadcast(to:)' cannot use this tensor.
          expected  lengths of 0 or more
          received  [-2, 3] float32
          fix       check the numbers that the shape was made of
        """)
  }
}
