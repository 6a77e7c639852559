import CZip

/// What was done to the chunks of a dataset when they were written, in this order.
struct HDF5Filters {
  enum Filter {
    case deflate
    case shuffle(itemSize: Int)
    case fletcher32
    case lzf
  }

  private(set) var filters: [Filter] = []

  init() {}

  /// Reads a filter pipeline message. Versions 1 and 2.
  init(_ body: HDF5Cursor, itemSize: Int) throws {
    var cursor = body
    cursor.structure = "a filter pipeline"
    let version = try cursor.version(1...2)
    let count = try cursor.byte()
    guard count <= 32 else { throw cursor.damaged(count.counted("filter", "filters")) }
    if version == 1 { try cursor.skip(6) }
    for _ in 0..<count {
      let code = try cursor.short()
      let nameSize = version == 1 || code >= 256 ? try cursor.short() : 0
      try cursor.skip(2)
      let valueCount = try cursor.short()
      let name = try cursor.take(version == 1 ? (nameSize + 7) & ~7 : nameSize)
      var values: [Int] = []
      for _ in 0..<valueCount { values.append(try cursor.word()) }
      if version == 1 && valueCount % 2 == 1 { try cursor.skip(4) }
      switch code {
      case 1: filters.append(.deflate)
      case 2: filters.append(.shuffle(itemSize: values.first ?? itemSize))
      case 3: filters.append(.fletcher32)
      case 32000: filters.append(.lzf)
      default:
        let names = [4: "szip", 5: "nbit", 6: "scaleoffset"]
        let shown = names[code] ?? excerpt(name.prefix { $0 != 0 })
        throw cursor.unsupported(
          "the filter \(code)\(shown.isEmpty ? "" : " (\(shown))")",
          expected: "chunks written with the filters deflate (gzip), shuffle, fletcher32 or lzf",
          fix: "write the dataset again with one of them, such as create_dataset(…, compression='gzip')")
      }
    }
  }

  /// Whether a chunk can be larger than what is stored of it.
  var canExpand: Bool {
    filters.contains { filter in
      switch filter {
      case .deflate, .lzf: true
      case .shuffle, .fletcher32: false
      }
    }
  }

  /// Undoes the filters, those whose bits are set in `mask` left out; the result must have `size` bytes.
  func undo(_ stored: ByteStorage, size: Int, mask: Int, who: String) throws -> ByteStorage {
    func damaged(_ received: String) -> FormatError {
      FormatError(
        who, expected: "a chunk of \(size.counted("byte", "bytes"))", received: received, fix: HDF5Reader.damageFix)
    }
    var bytes = stored
    for (index, filter) in filters.enumerated().reversed() where mask >> index & 1 == 0 {
      switch filter {
      case .fletcher32:
        guard bytes.count >= 4 else { throw damaged("one without room for its checksum") }
        let content = UnsafeRawBufferPointer(rebasing: bytes.buffer[..<(bytes.count - 4)])
        let sum = HDF5Checksum.fletcher32(content)
        let found = UInt32(littleEndian: (bytes.baseAddress + content.count).loadUnaligned(as: UInt32.self))
        // Libraries before 1.6.3 swapped the bytes of both halves.
        let swapped = (sum & 0x00FF_00FF) << 8 | (sum & 0xFF00_FF00) >> 8
        guard found == sum || found == swapped else { throw damaged("one with a wrong checksum") }
        bytes = ByteStorage(adopting: bytes.baseAddress, count: content.count, owner: bytes)
      case .shuffle(let itemSize):
        bytes = try Self.unshuffled(bytes, itemSize: itemSize, who: who)
      case .deflate:
        // Before deflate a checksum may have been added.
        bytes = try Self.inflated(bytes, limit: size + 4 * filters.count, who: who)
      case .lzf:
        bytes = try LZF.decompress(bytes, limit: size + 4 * filters.count, who: who)
      }
    }
    guard bytes.count == size else { throw damaged(bytes.count.counted("byte", "bytes")) }
    return bytes
  }

  private static func unshuffled(_ bytes: ByteStorage, itemSize: Int, who: String) throws -> ByteStorage {
    let count = itemSize > 0 ? bytes.count / itemSize : 0
    guard itemSize > 1, count > 1 else { return bytes }
    let result = try ByteStorage(count: bytes.count, who: who)
    let source = bytes.buffer.bindMemory(to: UInt8.self)
    let target = result.mutableBuffer.bindMemory(to: UInt8.self)
    for place in 0..<itemSize {
      var to = place
      for from in (place * count)..<((place + 1) * count) {
        target[to] = source[from]
        to += itemSize
      }
    }
    // What does not fill an item is left as it was.
    for index in (count * itemSize)..<bytes.count { target[index] = source[index] }
    return result
  }

  private static func inflated(_ bytes: ByteStorage, limit: Int, who: String) throws -> ByteStorage {
    func damaged(_ received: String) -> FormatError {
      FormatError(
        who, expected: "a deflated chunk of at most \(limit.counted("byte", "bytes"))", received: received,
        fix: HDF5Reader.damageFix)
    }
    guard limit <= inflationLimit(compressed: bytes.count) + 1024, bytes.count <= 1 << 32 - 1, limit <= 1 << 32 - 1
    else {
      throw damaged("\(bytes.count.counted("byte", "bytes")), which cannot become as many")
    }
    let result = try ByteStorage(count: limit, who: who)
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw damaged("a zlib that refuses to start")
    }
    defer { inflateEnd(&stream) }
    stream.next_in = bytes.baseAddress.assumingMemoryBound(to: UInt8.self)
    stream.avail_in = UInt32(bytes.count)
    stream.next_out = result.baseAddress.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(limit)
    let code = inflate(&stream, Z_FINISH)
    guard code == Z_STREAM_END else {
      throw damaged(stream.msg.map { String(cString: $0) } ?? "one that is cut short, or larger")
    }
    return ByteStorage(adopting: result.baseAddress, count: limit - Int(stream.avail_out), owner: result)
  }
}
