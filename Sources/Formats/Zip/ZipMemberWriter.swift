import CZip

/// Writes one member of a zip archive: a header, the content, and once its checksum is known the header again.
struct ZipMemberWriter {
  private let member: ZipWriter.Member
  private let compression: ZipWriter.Compression

  init(_ member: ZipWriter.Member, _ compression: ZipWriter.Compression) {
    self.member = member
    self.compression = compression
  }

  func write(to output: OutputFile) throws -> ZipMemberRecord {
    var record = ZipMemberRecord(name: member.name, isStored: compression == .stored, header: output.count)
    record.size = member.content.reduce(0) { $0 + $1.count }
    record.compressedSize = record.size
    // Deflate can make content a little larger.
    let reservesLarge = record.size >= ZipMemberRecord.full - record.size / 1000 - 1024
    let header = record.beforeContent(reservesLarge: reservesLarge)
    try output.write(header)
    let start = output.count
    var checksum: UInt = 0
    let deflater = compression == .deflated ? try Deflater(label: member.name) : nil
    for piece in member.content {
      let bytes = try piece.bytes()
      try withExtendedLifetime(bytes) {
        checksum = crc32_z(checksum, bytes.baseAddress.assumingMemoryBound(to: UInt8.self), bytes.count)
        if let deflater {
          try deflater.write(bytes.buffer, isLast: false, to: output)
        } else {
          try output.write(bytes.buffer)
        }
      }
    }
    try deflater?.write(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true, to: output)
    record.checksum = UInt32(truncatingIfNeeded: checksum)
    record.compressedSize = output.count - start
    let final = record.beforeContent(reservesLarge: reservesLarge)
    precondition(final.count == header.count, "the header of a member changed from \(header.count) to \(final.count)")
    try output.overwrite(at: record.header, final)
    return record
  }
}

/// Deflates bytes on their way to a file.
private final class Deflater {
  /// On the heap: zlib keeps a pointer back to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private let buffer: ByteStorage
  private let label: String

  init(label: String) throws {
    self.label = label
    buffer = try ByteStorage(count: 1 << 16, who: "'\(shown(label))' cannot be compressed.")
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    // Level 6, as Python has it: 9 takes many times as long for a percent or two.
    guard deflateInit2_(stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
      throw failed("a compressor that does not start")
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  private func failed(_ received: String) -> FormatError {
    FormatError(
      "'\(shown(label))' cannot be compressed.", expected: "a working zlib", received: received,
      fix: "free memory, or install the zlib that the library was built with")
  }

  func write(_ bytes: UnsafeRawBufferPointer, isLast: Bool, to output: OutputFile) throws {
    var consumed = 0
    repeat {
      // zlib counts in 32 bits, so long data goes in parts.
      let count = min(bytes.count - consumed, 1 << 30)
      stream.pointee.next_in = bytes.baseAddress.map {
        UnsafeMutablePointer(mutating: ($0 + consumed).assumingMemoryBound(to: UInt8.self))
      }
      stream.pointee.avail_in = UInt32(count)
      consumed += count
      repeat {
        stream.pointee.next_out = buffer.baseAddress.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(buffer.count)
        let code = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
        guard code != Z_STREAM_ERROR else { throw failed("zlib error \(code)") }
        let made = buffer.count - Int(stream.pointee.avail_out)
        try output.write(UnsafeRawBufferPointer(rebasing: buffer.buffer[..<made]))
      } while stream.pointee.avail_out == 0
    } while consumed < bytes.count
  }
}
