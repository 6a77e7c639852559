/// Bytes that are already in memory.
package final class RandomAccessMemory: RandomAccessSource, Sendable {
  package let label: String
  package var count: Int { storage.count }
  private let storage: ByteStorage

  package init(_ storage: ByteStorage, label: String = "data in memory") {
    self.storage = storage
    self.label = label
  }

  package convenience init(_ bytes: [UInt8], label: String = "data in memory") throws {
    self.init(try ByteStorage(bytes), label: label)
  }

  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    try requireRange(at: offset, count: buffer.count)
    guard let base = buffer.baseAddress else { return }
    base.copyMemory(from: storage.baseAddress + offset, byteCount: buffer.count)
  }
}
