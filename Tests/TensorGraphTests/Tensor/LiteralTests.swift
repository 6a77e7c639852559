import TensorGraph
import Testing

/// Which types tensors of Swift's numbers have, and that no number is changed on the way.
struct LiteralTests {
  private static let arrays: [(String, Tensor, DType, [Double])] = [
    ("whole numbers", Tensor([1, 2, 3]), .int32, [1, 2, 3]),
    ("decimals", Tensor([1.5, 2]), .float32, [1.5, 2]),
    ("rows of whole numbers", Tensor([[1, 2], [3, 4]]), .int32, [1, 2, 3, 4]),
    ("rows of decimals", Tensor([[1.0], [2.5]]), .float32, [1, 2.5]),
    ("cubes", Tensor([[[1], [2]], [[3], [4]]]), .int32, [1, 2, 3, 4]),
    ("an array of Int", Tensor((0..<3).map { $0 }), .int32, [0, 1, 2]),
    ("an array of Double", Tensor((0..<3).map(Double.init)), .float32, [0, 1, 2]),
    ("large whole numbers", Tensor([1, 3_000_000_000]), .int64, [1, 3_000_000_000]),
    ("a large whole number", Tensor(3_000_000_000), .int64, [3_000_000_000]),
    ("a stated type", Tensor([0.1], dtype: .float64), .float64, [0.1]),
    ("whole numbers as decimals", Tensor([1, 2], dtype: .float32), .float32, [1, 2]),
    ("decimals cut", Tensor([1.7, -1.7], dtype: .int8), .int8, [1, -1]),
    ("rows of a stated type", Tensor([[1], [255]], dtype: .uint8), .uint8, [1, 255]),
    ("Int64", Tensor([1, 2] as [Int64]), .int64, [1, 2]),
    ("nothing", Tensor([] as [Int]), .int32, []),
    ("a number beside bytes", Tensor([200] as [UInt8]) + 100, .uint8, [44]),
    ("a number too large for bytes", Tensor([200] as [UInt8]) + 300, .uint16, [500]),
    ("a negative number beside bytes", Tensor([200] as [UInt8]) * -1, .int16, [-200]),
    ("a number too large for int32", Tensor([1]) + 3_000_000_000, .int64, [3_000_000_001]),
    ("stacked", stacked([Tensor(1), Tensor(2)]), .int32, [1, 2]),
  ]

  @Test func typesAndValues() throws {
    for (name, tensor, dtype, values) in Self.arrays {
      #expect(tensor.dtype == dtype, "\(name)")
      #expect(try tensor.scalars(as: Double.self) == values, "\(name)")
    }
  }

  @Test func numbersThatATypeDoesNotHold() {
    let text = """
      'Tensor' cannot hold 300 in uint8.
        expected  whole numbers in 0...255
        received  300
        fix       give a wider type as dtype:
      """
    #expect(Tensor([1, 300], dtype: .uint8).error?.description == text)
    #expect(Tensor([[300]], dtype: .uint8).error?.description == text)
    #expect(Tensor(300, dtype: .uint8).error?.description == text)
    #expect(Tensor.full([2], -1, dtype: .uint32).error != nil)
    #expect(Tensor([UInt64.max], dtype: .int64).error != nil)
    #expect(Tensor.arange(0, 300, step: 100, dtype: .int8).error != nil)
  }

  @Test func readAsInt() throws { #expect(try Tensor([1, -2, 3]).scalars(as: Int.self) == [1, -2, 3]) }
}
