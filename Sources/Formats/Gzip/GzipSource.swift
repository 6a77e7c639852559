import CZip

/// The largest factor by which deflate can shrink data: a match of 258 bytes in two bits.
let deflateMaximumRatio = 1032

/// How many bytes `compressed` bytes may become: what deflate can do, and, as Keras does, from 4 GiB on no more than 100-fold,
/// so that a small file can't fill the memory.
package func inflationLimit(compressed: Int) -> Int {
  let (possible, overflow) = compressed.multipliedReportingOverflow(by: deflateMaximumRatio)
  let (sensible, sensibleOverflow) = compressed.multipliedReportingOverflow(by: 100)
  return min(overflow ? .max : possible, max(1 << 32, sensibleOverflow ? .max : sensible))
}

/// The content of a gzip stream (RFC 1952, several members too), inflated straight into the reader's buffer.
package final class GzipSource: ByteSource {
  package let label: String
  package var remaining: Int { limit - produced }
  package var remainingIsExact: Bool { false }

  private let source: any ByteSource
  private let limit: Int
  private var produced = 0
  private let input: ByteStorage
  /// On the heap: zlib keeps a pointer back to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var atEnd = false
  private var memberIsOpen = true

  package init(_ source: any ByteSource) throws {
    self.source = source
    label = source.label
    limit = inflationLimit(compressed: source.remaining)
    input = try ByteStorage(count: 1 << 18, who: "gzip \(source.label) cannot be read.")
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 16 more than the window bits asks for gzip framing with its checksum.
    guard inflateInit2_(stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw FormatError(
        "gzip \(source.label) cannot be read.", expected: "a working zlib",
        received: "zlib \(String(cString: zlibVersion())) that refuses to start",
        fix: "free memory, or install the zlib that the library was built with")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
    let wanted = min(buffer.count, 1 << 30)
    stream.pointee.next_out = base.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(wanted)
    while !atEnd && Int(stream.pointee.avail_out) == wanted {
      if stream.pointee.avail_in == 0 { try refill() }
      if stream.pointee.avail_in == 0 {
        guard !memberIsOpen else {
          throw damaged(
            "the end of the file in the middle of the stream", fix: "the file is cut short: download it again")
        }
        atEnd = true
        break
      }
      if !memberIsOpen { try openNextMember() }
      if atEnd { break }
      let code = inflate(stream, Z_NO_FLUSH)
      switch code {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: memberIsOpen = false
      default:
        let message = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)"
        throw damaged(message, fix: "the file is damaged or not gzip: download or write it again")
      }
    }
    let count = wanted - Int(stream.pointee.avail_out)
    produced += count
    if produced > limit {
      throw FormatError(
        "gzip \(label) cannot be read.",
        expected: "at most \(limit.counted("byte", "bytes")), which is what a file of this size may hold",
        received: "more", fix: "do not trust this file; unpack a large file that you trust with gunzip first")
    }
    return count
  }

  private func refill() throws {
    let count = try source.readFully(into: input.mutableBuffer)
    stream.pointee.next_in = input.baseAddress.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
  }

  /// Behind a member comes another one, or zeros that fill a block of tape or disk, or the file is damaged.
  private func openNextMember() throws {
    guard let next = stream.pointee.next_in else { return }
    if next.pointee == 0x1F {
      inflateReset(stream)
      memberIsOpen = true
      return
    }
    while stream.pointee.avail_in > 0 {
      let pending = UnsafeBufferPointer(start: stream.pointee.next_in, count: Int(stream.pointee.avail_in))
      if let wrong = pending.first(where: { $0 != 0 }) {
        throw damaged(
          "the byte \(wrong) behind the end of the stream",
          fix: "the file is damaged or has something appended to it: download or write it again")
      }
      try refill()
    }
    atEnd = true
  }

  private func damaged(_ received: String, fix: String) -> FormatError {
    FormatError("gzip \(label) cannot be read.", expected: "a whole gzip stream", received: received, fix: fix)
  }
}
