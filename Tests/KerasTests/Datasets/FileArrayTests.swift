import Formats
import Testing

@testable import Keras

@Suite struct FileArrayTests {
  @Test(arguments: ArrayDType.allCases)
  func tensorsAdoptFiles(_ dtype: ArrayDType) throws {
    let bytes = try ByteStorage(Array(repeating: 1, count: 6 * dtype.itemSize))
    let array = FileArray(dtype: dtype, shape: [2, 3], storage: bytes)
    let tensor = Tensor(array)
    #expect(tensor.dtype.rawValue == dtype.rawValue)
    #expect(tensor.shape == [2, 3])
    #expect(try tensor.materialized().pointer == bytes.baseAddress)
    let back = try FileArray(tensor)
    #expect(back.dtype == dtype)
    #expect(back.shape == [2, 3])
    #expect(back.storage.baseAddress == bytes.baseAddress)
  }

  @Test func pendingTensorsAreComputed() throws {
    let array = try FileArray(Tensor([1, 2, 3] as [Float]) * 2)
    #expect(array.elements(as: Float.self) == [2, 4, 6])
  }

  /// The memory lives as long as any of its users.
  @Test func memoryOutlivesItsReader() throws {
    func tensor() throws -> Tensor { Tensor(try FileArray(Array(0..<1000) as [Int32], dtype: .int32, shape: [1000])) }
    func array() throws -> FileArray { try FileArray(tensor()) }
    #expect(try tensor().scalars(as: Int32.self) == Array(0..<1000))
    #expect(try array().elements(as: Int32.self) == Array(0..<1000))
  }
}
