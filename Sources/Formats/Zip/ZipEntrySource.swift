import CZip

/// The content of one member of a zip archive, its checksum verified at the end.
package final class ZipEntrySource: ByteSource {
  package let label: String
  package private(set) var remaining: Int
  package var remainingIsExact: Bool { true }
  private let reader: ZipReader
  private let entry: ZipReader.Entry
  /// Where the next stored bytes are, and how many there are still.
  private var position: Int
  private var storedLeft: Int
  private var checksum: UInt = 0
  private let input: ByteStorage
  /// On the heap: zlib keeps a pointer back to it. `nil` for content that lies in the archive as it is.
  private let stream: UnsafeMutablePointer<z_stream>?

  init(_ reader: ZipReader, _ entry: ZipReader.Entry) throws {
    self.reader = reader
    self.entry = entry
    label = reader.memberLabel(entry)
    remaining = entry.size
    position = try reader.contentStart(entry)
    storedLeft = entry.compressedSize
    input = try ByteStorage(count: entry.isStored ? 0 : 1 << 16, who: "zip \(label) cannot be read.")
    guard !entry.isStored else {
      stream = nil
      return
    }
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Negative: without the head and the checksum of zlib's own format.
    guard inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      stream.deallocate()
      throw reader.damaged(entry, "a zlib that refuses to start")
    }
    self.stream = stream
  }

  deinit {
    guard let stream else { return }
    inflateEnd(stream)
    stream.deallocate()
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let wanted = min(buffer.count, remaining, 1 << 30)
    // Of an empty member there is nothing to read, but its checksum must be that of nothing.
    guard wanted > 0, let base = buffer.baseAddress else {
      if entry.size == 0 { try verify() }
      return 0
    }
    let target = UnsafeMutableRawBufferPointer(start: base, count: wanted)
    let count: Int
    if let stream {
      count = try inflated(stream, into: target)
    } else {
      try reader.source.read(at: position, into: target)
      position += wanted
      count = wanted
    }
    checksum = crc32_z(checksum, base.assumingMemoryBound(to: UInt8.self), count)
    remaining -= count
    if remaining == 0 { try verify() }
    return count
  }

  private func verify() throws {
    guard UInt32(truncatingIfNeeded: checksum) == entry.checksum else {
      throw reader.damaged(entry, "a wrong checksum")
    }
    guard let stream else { return }
    // Behind the last byte nothing may come but the end of the stream.
    var rest: UInt8 = 0
    let more = try withUnsafeMutableBytes(of: &rest) { try inflated(stream, into: $0) }
    guard more == 0 else { throw reader.damaged(entry, "more bytes than the \(entry.size) of the list") }
  }

  /// Fills the buffer unless the stream ends before, which it may only after all bytes of the member.
  private func inflated(_ stream: UnsafeMutablePointer<z_stream>, into target: UnsafeMutableRawBufferPointer) throws
    -> Int
  {
    stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(target.count)
    while stream.pointee.avail_out > 0 {
      if stream.pointee.avail_in == 0 && storedLeft > 0 {
        let count = min(storedLeft, input.count)
        try reader.source.read(
          at: position, into: UnsafeMutableRawBufferPointer(rebasing: input.mutableBuffer[..<count]))
        position += count
        storedLeft -= count
        stream.pointee.next_in = input.baseAddress.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
      }
      let code = inflate(stream, Z_NO_FLUSH)
      if code == Z_STREAM_END { break }
      guard code == Z_OK else {
        let message = stream.pointee.msg.map { String(cString: $0) }
        throw reader.damaged(entry, message ?? "a stream that ends too early")
      }
    }
    let count = target.count - Int(stream.pointee.avail_out)
    guard count > 0 || remaining == 0 else { throw reader.damaged(entry, "a stream that ends too early") }
    return count
  }
}
