/// The idx format of the original MNIST files: two zero bytes, the type, the rank, the sizes as big-endian 32-bit numbers, then the
/// elements, big-endian, row-major. Source: the description on the original MNIST page.
package enum IDX {
  private static let types: [(code: UInt8, dtype: ArrayDType)] = [
    (0x08, .uint8), (0x09, .int8), (0x0B, .int16), (0x0C, .int32), (0x0D, .float32), (0x0E, .float64),
  ]

  /// The array in a file, gzipped or plain.
  package static func read(path: String) throws -> FileArray {
    let isGzip = Gzip.isGzip(try FileSource(path: path).readBytes(2))
    let file = try FileSource(path: path)
    return isGzip ? try read(from: GzipSource(file)) : try read(from: file)
  }

  /// The array in a stream that is not compressed any more.
  package static func read(from source: some ByteSource) throws -> FileArray {
    let who = "idx \(source.label) cannot be read."
    let magic = try source.readBytes(4)
    guard magic.count == 4, magic[0] == 0, magic[1] == 0 else {
      throw FormatError(
        who, expected: "the bytes 0, 0, type and rank at the start", received: "\(magic)",
        fix: "give an idx file, such as train-images-idx3-ubyte.gz")
    }
    guard let dtype = types.first(where: { $0.code == magic[2] })?.dtype else {
      throw FormatError(
        who, expected: "a type of 8 (uint8), 9 (int8), 11 (int16), 12 (int32), 13 (float32) or 14 (float64)",
        received: "type \(magic[2])", fix: "the file is damaged or not idx: download or write it again")
    }
    let rank = Int(magic[3])
    let sizes = try source.readBytes(4 * rank)
    guard sizes.count == 4 * rank else {
      throw FormatError(
        who, expected: "\((4 * rank).counted("byte", "bytes")) of sizes, for the rank \(rank) in the header",
        received: sizes.count.counted("byte", "bytes"),
        fix: "the file is cut short or damaged: download or write it again")
    }
    let shape = (0..<rank).map { axis in
      sizes[(4 * axis)..<(4 * axis + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    let array = try FileArray.read(dtype: dtype, shape: shape, from: source, format: "idx")
    #if _endian(little)
      ElementOrder.swapBytes(array.storage.mutableBuffer, itemSize: dtype.itemSize)
    #endif
    return array
  }

  /// The array as the bytes of an idx file.
  package static func encode(_ array: FileArray) throws -> ByteStorage {
    let who = "An array of \(array.dtype) \(array.shape) cannot be written as idx."
    guard let code = types.first(where: { $0.dtype == array.dtype })?.code else {
      throw FormatError(
        who, expected: types.map { $0.dtype.rawValue }.joined(separator: ", "), received: array.dtype.rawValue,
        fix: "cast the array, or write it as npy")
    }
    guard array.shape.count <= 255, array.shape.allSatisfy({ $0 <= Int(UInt32.max) }) else {
      throw FormatError(
        who, expected: "at most 255 axes of at most 4294967295 elements", received: "\(array.shape)",
        fix: "reshape the array, or write it as npy")
    }
    var header: [UInt8] = [0, 0, code, UInt8(array.shape.count)]
    for size in array.shape {
      withUnsafeBytes(of: UInt32(size).bigEndian) { header.append(contentsOf: $0) }
    }
    let file = try ByteStorage(count: header.count + array.storage.count, who: who)
    header.withUnsafeBytes { file.baseAddress.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    let elements = UnsafeMutableRawBufferPointer(rebasing: file.mutableBuffer[header.count...])
    elements.copyMemory(from: array.storage.buffer)
    #if _endian(little)
      // The header is a whole number of 4-byte words, which leaves 8-byte elements unaligned.
      if array.dtype.itemSize == 8 {
        for offset in stride(from: 0, to: elements.count, by: 8) {
          let word = elements.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          elements.storeBytes(of: word.byteSwapped, toByteOffset: offset, as: UInt64.self)
        }
      } else {
        ElementOrder.swapBytes(elements, itemSize: array.dtype.itemSize)
      }
    #endif
    return file
  }

  /// Writes the array, gzipped if the path ends in `.gz`; the file is there whole or not at all.
  package static func write(_ array: FileArray, to path: String) throws {
    let bytes = try encode(array)
    try AtomicFile.write([path.hasSuffix(".gz") ? try Gzip.compress(bytes) : bytes], to: path)
  }
}
