/// Bytes that are already in memory.
package final class MemorySource: ByteSource {
  package let label: String
  package var remaining: Int { storage.count - position }
  package var remainingIsExact: Bool { true }
  private let storage: ByteStorage
  private var position = 0

  package init(_ storage: ByteStorage, label: String = "data in memory") {
    self.storage = storage
    self.label = label
  }

  package convenience init(_ bytes: [UInt8], label: String = "data in memory") throws {
    self.init(try ByteStorage(bytes), label: label)
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, remaining)
    guard count > 0, let base = buffer.baseAddress else { return 0 }
    base.copyMemory(from: storage.baseAddress + position, byteCount: count)
    position += count
    return count
  }
}
