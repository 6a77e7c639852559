import TensorGraph
import Testing

/// What unusual sizes and places give, where they give something.
struct SizeValueTests {
  @Test func valuesAtTheEdge() throws {
    #expect(try Tensor.eye(2, offset: 1 << 32).scalars() == [0, 0, 0, 0])
    #expect(try Tensor.ones([2, 2]).lowerTriangle(offset: .max).scalars() == [1, 1, 1, 1])
    #expect(try Tensor.ones([2, 2]).upperTriangle(offset: .max).scalars() == [0, 0, 0, 0])
    #expect(try Tensor.ones([2, 2]).lowerTriangle(offset: .min).scalars() == [0, 0, 0, 0])
    #expect(Tensor.ones([2, 2]).diagonal(offset: .min).shape == [0])
    // The 256th class is not the first.
    #expect(try oneHot(Tensor([0, 44] as [UInt8]), 300).sum().scalar() == 2)
    #expect(try Tensor.arange(4).rolled(by: .min).scalars(as: Int.self) == [0, 1, 2, 3])
    #expect(try Tensor.arange(3).rolled(by: .min).scalars(as: Int.self) == [2, 0, 1])
    #expect(Tensor.ones([3]).differences(order: .max).shape == [0])
  }

  @Test func roundingBeforeThePoint() throws {
    let whole = Tensor([1234, 1250, 1350, -1251])
    #expect(try round(whole, decimals: -2).scalars(as: Int.self) == [1200, 1200, 1400, -1300])
    #expect(round(whole, decimals: -2).dtype == .int32)
    #expect(try round(whole, decimals: 2).scalars(as: Int.self) == [1234, 1250, 1350, -1251])
    #expect(try round(Tensor([1250, 1350] as [UInt64]), decimals: -2).scalars(as: Int.self) == [1200, 1400])
    #expect(try round(Tensor([1234.5, 5]), decimals: -50).scalars() == [0, 0])
    #expect(try round(Tensor([1234.5, 5]), decimals: 50).scalars() == [1234.5, 5])
    #expect(try round(Tensor([1234.5, 5]), decimals: 38).scalars() == [1234.5, 5])
    #expect(try round(Tensor([1.25, 1.35]), decimals: 1).scalars() == [1.2, 1.4])
  }

  @Test func messages() {
    #expect(
      tensordot(.ones([2, 3]), .ones([2, 3]), axes: -1, file: "", line: 0).error?.description == """
        'tensordot' cannot use these tensors.
          expected  a number of axes in 0...2 for [2, 3] float32 and [2, 3] float32
          received  -1
          fix       give pairs of axes as axes: ([…], […])
        """)
    #expect(
      Tensor.ones([2, 3]).reversed(axes: [4]).error?.description == """
        'reversed' cannot use axis 4.
          expected  an axis in -2..<2 of [2, 3] float32
          received  axis 4
          fix       negative axes count from the end: -1 is the last
        """)
    #expect(
      Tensor.ones([3]).differences(order: -1).error?.description == """
        'differences' cannot use these tensors.
          expected  an order of 0 or more
          received  -1
          fix       check the order
        """)
    #expect(
      Tensor.arange(0, 300, dtype: .int8).error?.description == """
        'arange' cannot count in int8.
          expected  a type that holds all numbers of the range
          received  0, … up to 300 in steps of 1
          fix       give dtype: .int64 or .float32
        """)
    #expect(
      Tensor.zeros([1 << 21]).unstacked()[0].error?.description == """
        'unstacked' cannot use these tensors.
          expected  at most 1048576 parts
          received  2097152 parts of [2097152] float32
          fix       take ranges of places instead, such as x[0..<100]
        """)
    let error = #expect(throws: KerasError.self) { try Tensor.zeros([nil, 3]).scalars() }
    #expect(
      error?.description == """
        A tensor of unknown lengths has no values.
          expected  a shape of numbers alone
          received  [?, 3] float32 from broadcast(to:)
          fix       give a number in place of nil
        """)
  }

  @Test func resultsThatDoNotFitIntoMemory() {
    Memory.$override.withValue(1_000_000) {
      let n = 10_000
      let sum = Tensor.zeros([n, 1]) + Tensor.zeros([n])
      let text = """
        The result does not fit into memory.
          expected  at most 1.0 MB, all that this process may use
          received  400 MB, with a result of [10000, 10000] float32
          fix       compute it in parts, or sum before shapes broadcast
        """
      #expect(#expect(throws: KerasError.self) { try sum.scalars() }?.description == text)
      let f = compiled { (x: Tensor) -> Tensor in x + x.reshaped([n, 1]) }
      #expect(f(Tensor.zeros([n])).error?.description == text)
      #expect(Tensor.ones([2]).repeated([n * n, 1], axis: 0).error != nil)
      #expect(Tensor.ones([2]).padded([(n * n, 1)], mode: .edge).error != nil)
    }
  }
}
