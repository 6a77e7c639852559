/// Bytes that can be read from any place, in any order: a file, memory, or a range of either.
package protocol RandomAccessSource: AnyObject {
  /// What messages call the source, such as "file 'a.h5'".
  var label: String { get }
  /// How many bytes there are.
  var count: Int { get }
  /// Fills the whole of `buffer` with the bytes from `offset` on; a range that is not there is an error.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws
}

extension RandomAccessSource {
  /// The bytes of a range; for headers and the like, the range is small.
  package func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    try requireRange(at: offset, count: count)
    // Else 0 would be written into the storage that all empty arrays share, which is a race.
    guard count > 0 else { return [] }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
      initialized = count
    }
  }

  /// The bytes of a range, aligned for computing.
  package func storage(at offset: Int, count: Int) throws -> ByteStorage {
    try requireRange(at: offset, count: count)
    let storage = try ByteStorage(count: count, who: "\(label) cannot be read.")
    try read(at: offset, into: storage.mutableBuffer)
    return storage
  }

  func requireRange(at offset: Int, count: Int) throws {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw FormatError(
        "\(label) cannot be read.", expected: "\(count.counted("byte", "bytes")) at byte \(offset)",
        received: "\(self.count.counted("byte", "bytes")) in all",
        fix: "the file is cut short or damaged: download or write it again")
    }
  }
}
