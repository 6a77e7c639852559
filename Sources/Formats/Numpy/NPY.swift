/// NumPy's npy format, versions 1 to 3: a magic string, a header in Python's notation, the elements.
/// Source: the documentation of numpy.lib.format.
package enum NPY {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Headers of plain arrays have about a hundred bytes; NumPy itself refuses more than 10,000 unless told otherwise.
  private static let maximumHeader = 1 << 20

  package static func read(path: String) throws -> FileArray { try read(from: FileSource(path: path)) }

  /// The array in the stream, in row-major order and the machine's byte order whatever the file has.
  package static func read(from source: some ByteSource) throws -> FileArray {
    let who = "npy \(source.label) cannot be read."
    let header = try readHeader(from: source, who: who)
    let array = try FileArray.read(dtype: header.dtype, shape: header.shape, from: source, format: "npy")
    return try arranged(array.storage, header)
  }

  /// The array of these elements, which are in the order of the header and are rearranged in place where that can be.
  static func arranged(_ storage: ByteStorage, _ header: NPYHeader) throws -> FileArray {
    let bytes = storage.mutableBuffer
    #if _endian(little)
      let isForeign = header.isBigEndian
    #else
      let isForeign = !header.isBigEndian
    #endif
    if isForeign { ElementOrder.swapBytes(bytes, itemSize: header.dtype.itemSize) }
    if header.dtype == .bool {
      // Any byte but zero is true to NumPy; Swift knows only 0 and 1.
      for index in bytes.indices { bytes[index] = bytes[index] == 0 ? 0 : 1 }
    }
    guard header.isColumnMajor && header.shape.count > 1 else {
      return FileArray(dtype: header.dtype, shape: header.shape, storage: storage)
    }
    let ordered = try ByteStorage(
      count: bytes.count, who: "\(bytes.count.counted("byte", "bytes")) cannot be rearranged.")
    ElementOrder.rowMajor(
      from: storage.buffer, to: ordered.mutableBuffer, shape: header.shape, itemSize: header.dtype.itemSize)
    return FileArray(dtype: header.dtype, shape: header.shape, storage: ordered)
  }

  /// An array of Python objects, which is a pickle behind the header; its root is the array.
  package static func readObjects(from source: some ByteSource) throws -> Pickle {
    let who = "npy \(source.label) cannot be read."
    let text = try readHeaderText(from: source, who: who)
    guard try NPYHeader.isOfObjects(text, who: who) else {
      throw FormatError(
        who, expected: "an array of objects", received: "an array of numbers", fix: "read it as an array of numbers")
    }
    return try Pickle(source.readAll(), label: source.label)
  }

  static func readHeader(from source: some ByteSource, who: String) throws -> NPYHeader {
    try NPYHeader(parsing: readHeaderText(from: source, who: who), who: who)
  }

  private static func readHeaderText(from source: some ByteSource, who: String) throws -> [UInt8] {
    let start = try source.readBytes(8)
    guard start.count == 8, start.starts(with: magic) else {
      throw FormatError(
        who, expected: "\\x93NUMPY at the start", received: start.isEmpty ? "an empty file" : "'\(excerpt(start))'",
        fix: "give a file written by numpy.save")
    }
    let version = start[6]
    guard (1...3).contains(version), start[7] == 0 else {
      throw FormatError(
        who, expected: "version 1.0, 2.0 or 3.0 of the format", received: "version \(version).\(start[7])",
        fix: "the file is damaged, or newer than this library: write it again with numpy.save")
    }
    let lengthBytes = try source.readBytes(version == 1 ? 2 : 4)
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard lengthBytes.count == (version == 1 ? 2 : 4), length <= source.remaining, length <= maximumHeader else {
      throw FormatError(
        who, expected: "a header of at most \(min(source.remaining, maximumHeader).counted("byte", "bytes"))",
        received: "\(length.counted("byte", "bytes")) claimed",
        fix: "the file is cut short or damaged: download or write it again")
    }
    let text = try source.readBytes(length)
    guard text.count == length else {
      throw FormatError(
        who, expected: "a header of \(length.counted("byte", "bytes"))",
        received: text.count.counted("byte", "bytes"),
        fix: "the file is cut short or damaged: download or write it again")
    }
    return text
  }

  /// The start of the file for such an array; the elements follow, at a multiple of 64 bytes.
  package static func header(dtype: ArrayDType, shape: [Int]) throws -> ByteStorage {
    var text = Array(NPYHeader.text(dtype: dtype, shape: shape).utf8)
    // NumPy leaves room for the first size to grow to 21 digits; with it the files are the same byte for byte.
    if let first = shape.first { text += Array(repeating: UInt8(ascii: " "), count: 21 - "\(first)".utf8.count) }
    // Version 1 counts the header in 16 bits, which only an absurd rank can exceed.
    let isShort = text.count + 64 <= Int(UInt16.max)
    let prefix = isShort ? 10 : 12
    let total = (prefix + text.count + 1 + 63) & ~63
    var bytes = magic + [isShort ? 1 : 2, 0]
    let length = UInt32(total - prefix).littleEndian
    withUnsafeBytes(of: length) { bytes.append(contentsOf: $0.prefix(isShort ? 2 : 4)) }
    bytes += text
    bytes += Array(repeating: UInt8(ascii: " "), count: total - bytes.count - 1)
    bytes.append(UInt8(ascii: "\n"))
    return try ByteStorage(bytes)
  }

  /// Writes the array; the file is there whole or not at all.
  package static func write(_ array: FileArray, to path: String) throws {
    try AtomicFile.write(pieces(of: array), to: path)
  }

  /// The file in pieces, without a copy of the elements.
  static func pieces(of array: FileArray) throws -> [ByteStorage] {
    [try header(dtype: array.dtype, shape: array.shape), try array.littleEndianStorage()]
  }
}
