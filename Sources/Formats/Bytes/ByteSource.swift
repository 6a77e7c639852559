/// A stream of bytes from somewhere: a file, memory, a gzip stream, a member of a zip archive.
package protocol ByteSource: AnyObject {
  /// What messages call the source, such as "file 'a.npy'".
  var label: String { get }
  /// How many bytes can still come: never too small, so a declared size above it is a lie.
  var remaining: Int { get }
  /// Whether `remaining` is exact rather than a bound.
  var remainingIsExact: Bool { get }
  /// Fills at most the whole of `buffer` and returns how much; 0 only at the end or for an empty buffer.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteSource {
  /// Reads until `buffer` is full or the source ends; returns how much was read.
  package func readFully(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// At most `count` bytes; fewer only at the end. For headers: `count` is small.
  package func readBytes(_ count: Int) throws -> [UInt8] {
    // Else 0 would be written into the storage that all empty arrays share, which is a race.
    guard count > 0 else { return [] }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = try readFully(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Everything up to the end.
  package func readAll() throws -> ByteStorage {
    if remainingIsExact {
      let storage = try ByteStorage(count: remaining, who: "\(label) cannot be read.")
      let count = try readFully(into: storage.mutableBuffer)
      guard count == storage.count, try readBytes(1).isEmpty else {
        throw FormatError(
          "\(label) cannot be read.", expected: storage.count.counted("byte", "bytes"),
          received: "a file that changes while it is read",
          fix: "read it after its writer has finished")
      }
      return storage
    }
    var storage = try ByteStorage(count: min(remaining, 1 << 20), who: "\(label) cannot be read.")
    var filled = 0
    while true {
      filled += try readFully(into: UnsafeMutableRawBufferPointer(rebasing: storage.mutableBuffer[filled...]))
      if filled < storage.count { break }
      let next = try readBytes(1)
      if next.isEmpty { break }
      let grown = try ByteStorage(
        count: storage.count + min(max(storage.count, 1 << 20), remaining + 1), who: "\(label) cannot be read.")
      grown.baseAddress.copyMemory(from: storage.baseAddress, byteCount: filled)
      grown.mutableBuffer[filled] = next[0]
      filled += 1
      storage = grown
    }
    return filled == storage.count
      ? storage : try ByteStorage(copying: UnsafeRawBufferPointer(rebasing: storage.buffer[..<filled]))
  }
}
