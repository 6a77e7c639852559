import CZip

/// Gzip (RFC 1952) of whole byte strings.
package enum Gzip {
  /// Whether a stream that begins with these bytes is gzip.
  package static func isGzip(_ start: [UInt8]) -> Bool { start.starts(with: [0x1F, 0x8B]) }

  package static func decompress(_ bytes: ByteStorage, label: String = "data in memory") throws -> ByteStorage {
    try GzipSource(MemorySource(bytes, label: label)).readAll()
  }

  /// One gzip member without name and time, so that equal content gives equal files. `level` is 1 (fast) to 9 (small).
  package static func compress(_ bytes: ByteStorage, level: Int = 6) throws -> ByteStorage {
    precondition((1...9).contains(level), "gzip has the levels 1 to 9, not \(level)")
    let failed = { (reason: String) in
      FormatError(
        "\(bytes.count.counted("byte", "bytes")) cannot be compressed.", expected: "a working zlib", received: reason,
        fix: "free memory, or install the zlib that the library was built with")
    }
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    return try withUnsafeMutablePointer(to: &stream) { stream in
      guard
        deflateInit2_(
          stream, Int32(level), Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
      else { throw failed("a compressor that does not start") }
      defer { deflateEnd(stream) }
      let bound = Int(deflateBound(stream, UInt(bytes.count)))
      let output = try ByteStorage(count: bound, who: "\(bytes.count.counted("byte", "bytes")) cannot be compressed.")
      var consumed = 0
      var filled = 0
      while true {
        // zlib counts in 32 bits, so long data goes in pieces.
        let piece = min(bytes.count - consumed, 1 << 30)
        let room = min(bound - filled, 1 << 30)
        stream.pointee.next_in = (bytes.baseAddress + consumed).assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(piece)
        stream.pointee.next_out = (output.baseAddress + filled).assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        let code = deflate(stream, consumed + piece == bytes.count ? Z_FINISH : Z_NO_FLUSH)
        consumed += piece - Int(stream.pointee.avail_in)
        filled += room - Int(stream.pointee.avail_out)
        if code == Z_STREAM_END { break }
        guard code == Z_OK else { throw failed("zlib error \(code)") }
      }
      return try ByteStorage(copying: UnsafeRawBufferPointer(rebasing: output.buffer[..<filled]))
    }
  }
}
