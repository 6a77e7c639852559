import Keras
import TensorGraph
import Testing

/// Masked merges against Keras 3.15, and what merging does to types.
@Suite struct MergeTests {
  static let x = Tensor((0..<24).map { Float($0 % 7 - 2) * 0.5 }, shape: [2, 3, 4])
  static let y = Tensor((0..<24).map { Float($0 % 5 - 2) }, shape: [2, 3, 4])
  static let first = Tensor([true, true, false, true, false, false], shape: [2, 3])
  static let second = Tensor([false, true, false, true, true, false], shape: [2, 3])

  struct Case: Sendable {
    let layer: @Sendable () -> ElementwiseMerge
    let both: [Float]
    let one: [Float]
  }

  static let cases = [
    Case(
      layer: { Maximum() },
      both: [
        -1, -0.5, 0, 0.5, 2, 1.5, 2, 0, -0.5, 0, 0.5, 1, 1.5, 2, 2, -0.5, -1, 0, 1, 2, 2, -1, -0.5, 0,
      ],
      one: [-1, -0.5, 0, 1, 2, 1.5, 2, 0, 1, 2, -2, -1, 1.5, 2, 2, -0.5, -1, 0, 1, 2, -2, -1, 0, 1]),
    Case(
      layer: { Minimum() },
      both: [
        -1, -0.5, 0, 0.5, 1, -2, -1, -1, -0.5, 0, 0.5, 1, 0, 1, -1, -2, -1, 0, 1, 2, 2, -1, -0.5, 0,
      ],
      one: [-2, -1, 0, 0.5, 1, -2, -1, -1, 1, 2, -2, -1, 0, 1, -1, -2, -1, 0, 1, 2, -2, -1, 0, 1]),
    Case(
      layer: { Multiply() },
      both: [-1, -0.5, 0, 0.5, 2, -3, -2, 0, 0, 0, 0, 0, 0, 2, -2, 1, -1, 0, 1, 2, 0, 0, 0, 0],
      one: [2, 0.5, 0, 0.5, 2, -3, -2, 0, 1, 2, -2, -1, 0, 2, -2, 1, -1, 0, 1, 2, -2, -1, 0, 1]),
    Case(
      layer: { Add() },
      both: [
        -3, -1.5, 0, 1.5, 3, -0.5, 1, -1, 0.5, 2, -1.5, 0, 1.5, 3, 1, -2.5, -1, 0.5, 2, 3.5, 0, -2, -0.5, 1,
      ],
      one: [
        -3, -1.5, 0, 1.5, 3, -0.5, 1, -1, 0.5, 2, -1.5, 0, 1.5, 3, 1, -2.5, -1, 0.5, 2, 3.5, 0, -2, -0.5, 1,
      ]),
  ]

  @Test(arguments: cases.indices) func masksWorkAsInKeras(_ index: Int) throws {
    let test = Self.cases[index]
    let both = test.layer()([Self.x.masked(by: Self.first), Self.y.masked(by: Self.second)])
    #expect(try both.scalars() == test.both)
    #expect(try both.mask?.scalars(as: Bool.self) == [true, true, false, true, true, false])
    let one = test.layer()([Self.x.masked(by: Self.first), Self.y])
    #expect(try one.scalars() == test.one)
    #expect(one.mask == nil)
  }

  @Test func concatenatedMasks() throws {
    let (a, b) = (Self.x.masked(by: Self.first), Self.y.masked(by: Self.second))
    func mask(_ axis: Int, _ inputs: [Tensor]) throws -> [Bool]? {
      try Concatenate(axis: axis)(inputs).mask?.scalars(as: Bool.self)
    }
    #expect(try mask(-1, [a, b]) == [true, true, false, true, true, false])
    #expect(
      try mask(1, [a, b]) == [true, true, false, false, true, false, true, false, false, true, true, false])
    #expect(
      try mask(1, [a, Self.y]) == [true, true, false, true, true, true, true, false, false, true, true, true])
    #expect(try mask(-1, [a, Self.y]) == Array(repeating: true, count: 6))
    #expect(try mask(-1, [Self.x, Self.y]) == nil)
  }

  @Test func dotHasNoMask() {
    let dot = Dot(axes: 2)([Self.x.masked(by: Self.first), Self.y.masked(by: Self.second)])
    #expect(dot.mask == nil)
    #expect(dot.shape == [2, 3, 3])
  }

  @Test func typesArePromoted() throws {
    let integers = Tensor([1, 2, 4] as [Int32], shape: [3, 1])
    let numbers = Tensor([0.5, 0.5, 0.5] as [Float], shape: [3, 1])
    #expect(try Add()([integers, numbers]).scalars() == [1.5, 2.5, 4.5])
    #expect(Add()([integers, integers]).dtype == .int32)
    #expect(try Average()([integers, integers * 2]).scalars() == [1.5, 3, 6])
    #expect(try Concatenate()([integers, numbers]).scalars() == [1, 0.5, 2, 0.5, 4, 0.5])
  }

  @Test func oneInputIsItself() throws {
    #expect(try Add()([Self.x]).scalars() == Self.x.scalars())
    #expect(try Multiply()([Self.x]).scalars() == Self.x.scalars())
    #expect(try Concatenate()([Self.x]).scalars() == Self.x.scalars())
  }

  @Test func cosineOfAZeroVectorIsZero() throws {
    let zeros = Tensor.zeros([1, 3])
    let cosine = Dot(axes: 1, normalize: true)([zeros, Tensor([1, 2, 2] as [Float], shape: [1, 3])])
    #expect(try cosine.scalars() == [0])
  }
}
