import TensorGraph
import Testing

/// Picking at places that are not there. Values of real Keras on JAX for real numbers; an error for others, as on TensorFlow.
struct IndexTests {
  private static let table = Tensor([[1, 2], [3, 4], [5, 6]], dtype: .float32)

  @Test func knownIndicesOutside() {
    let text = """
      'take' cannot use these tensors.
        expected  indices in -3..<3 for axis 0 of [3, 2] float32
        received  3
        fix       count from 0, and negative ones from the end
      """
    #expect(Self.table.take([0, 3], axis: 0, file: "", line: 0).error?.description.hasPrefix(text) == true)
    #expect(Self.table.take(Tensor([[0], [3]]), axis: 0).error?.description.hasPrefix(text) == true)
    #expect(Self.table[[3]].error?.description.hasPrefix(text) == true)
    #expect(Self.table.take([-4], axis: 0).error != nil)
    #expect(Self.table.take(Tensor([UInt64.max]), axis: 0).error != nil)
    #expect(Self.table.take([1 << 40], axis: 0).error != nil)
    #expect(Self.table.takeAlong(Tensor([[3]]), axis: 0).error != nil)
  }

  @Test func negativeIndicesCountFromTheEnd() throws {
    #expect(try Self.table.take([-1, -3], axis: 0).scalars() == [5, 6, 1, 2])
    // An axis is longer than bytes reach.
    #expect(try Tensor.arange(200).take(Tensor([-1] as [Int8]), axis: 0).scalars() == [199])
  }

  @Test func computedIndicesOutside() throws {
    let f = compiled { (indices: Tensor) -> (Tensor, Tensor, Tensor) in
      let taken = Self.table.take(indices, axis: 0)
      let gradient = valueAndGradient(at: Self.table) { $0.take(indices, axis: 0).sum() }.gradient
      return (taken, Self.table.takeAlong(indices.reshaped([3, 1]), axis: 0), gradient)
    }
    let (taken, along, gradient) = f(Tensor([1, 3, -4]))
    func expect(_ tensor: Tensor, _ values: [Float]) throws {
      let numbers: [Float] = try tensor.scalars()
      #expect(zip(numbers, values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(numbers)")
    }
    try expect(taken, [3, 4, .nan, .nan, .nan, .nan])
    try expect(along, [3, 4, .nan, .nan, .nan, .nan])
    // The row that is there gets its share.
    try expect(gradient, [0, 0, 1, 1, 0, 0])
    let second = compiled { (indices: Tensor) in Self.table.take(indices, axis: 1) }
    try expect(second(Tensor([2, 0])), [.nan, 1, .nan, 3, .nan, 5])
  }

  @Test(arguments: [0, 1])
  func computedIndicesOutsideWholeNumbers(axis: Int) {
    let whole = Tensor([[1, 2], [3, 4]])
    let f = compiled { (indices: Tensor) in whole.take(indices, axis: axis) }
    let error = #expect(throws: KerasError.self) { try f(Tensor([2])).scalars() }
    let text = """
      'take' cannot pick an element that is not there.
        expected  indices within the axis, or negative ones from its end
        received  an index outside, computed while the program ran
        fix       limit the indices with clip, or pick from a floating-point tensor, where such elements become NaN
      """
    #expect(error?.description == text)
    ReferenceEngine.shared.use {
      let eager = whole.take(Tensor([1]) + Tensor([1]), axis: axis)
      #expect(#expect(throws: KerasError.self) { try eager.scalars() }?.description == text)
    }
    #expect(throws: Never.self) { try f(Tensor([1])).scalars() }
  }

  @Test func emptyAxes() throws {
    #expect(
      Tensor.zeros([0, 2]).take(Tensor([1]) - 1, axis: 0, file: "", line: 0).error?.description == """
        'take' cannot use these tensors.
          expected  at least one element along axis 0
          received  [0, 2] float32
          fix       check that the data is not empty
        """)
    #expect(Tensor.zeros([0, 2]).takeAlong(Tensor([[1]]) - 1, axis: 0).error != nil)
    #expect(Tensor.zeros([0, 2]).take(Tensor([] as [Int]), axis: 0).shape == [0, 2])
  }
}

extension Engine {
  fileprivate func use(_ body: () -> Void) { Engines.$override.withValue(self) { body() } }
}
