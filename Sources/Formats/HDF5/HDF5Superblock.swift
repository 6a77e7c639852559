/// The start of an HDF5 file: widths of its fields, where its objects begin. Versions 0 to 3.
struct HDF5Superblock {
  static let signature: [UInt8] = [0x89] + Array("HDF\r\n\u{1A}\n".utf8)

  /// The address of the root group's object header.
  let root: Int
  /// The address of an object header with more about the file.
  let `extension`: Int?

  /// Finds the superblock, and sets the widths and the base address of the reader.
  init(_ reader: HDF5Reader) throws {
    let who = "\(reader.fileName) cannot be opened."
    let source = reader.source
    let start = try Self.find(in: source, who: who)
    // The longest superblock, of version 1 with addresses of 8 bytes, has 100 bytes.
    let bytes = try source.bytes(at: start, count: min(128, source.count - start))
    var cursor = HDF5Cursor(bytes, structure: "a superblock", offsetSize: 8, lengthSize: 8, who: who)
    try cursor.skip(8)
    let version = try cursor.version(0...3)
    if version < 2 { try cursor.skip(4) }
    let offsetSize = try cursor.byte()
    let lengthSize = try cursor.byte()
    guard [2, 4, 8].contains(offsetSize), [2, 4, 8].contains(lengthSize) else {
      throw cursor.damaged("addresses of \(offsetSize) and lengths of \(lengthSize.counted("byte", "bytes"))")
    }
    reader.offsetSize = offsetSize
    reader.lengthSize = lengthSize
    cursor = HDF5Cursor(bytes, structure: "a superblock", offsetSize: offsetSize, lengthSize: lengthSize, who: who)
    let base: Int
    let end: Int
    if version < 2 {
      try cursor.skip(version == 0 ? 24 : 28)
      base = try cursor.definedAddress()
      _ = try cursor.address()
      end = try cursor.definedAddress()
      _ = try cursor.address()
      _ = try cursor.address()
      root = try cursor.definedAddress()
      `extension` = nil
    } else {
      try cursor.skip(12)
      base = try cursor.definedAddress()
      `extension` = try cursor.address()
      end = try cursor.definedAddress()
      root = try cursor.definedAddress()
      var checked = HDF5Cursor(
        Array(bytes.prefix(cursor.position + 4)), structure: "a superblock", offsetSize: offsetSize,
        lengthSize: lengthSize, who: who)
      try checked.removeChecksum(verifying: reader.verifiesChecksums)
    }
    // A user block may have been put before a file that knows nothing of it: its place counts, not what it says.
    reader.base = start
    let size = end >= base ? end - base : end
    guard size <= source.count - start else {
      throw FormatError(
        who, expected: "\(size.counted("byte", "bytes")), as its superblock says",
        received: (source.count - start).counted("byte", "bytes"),
        fix: HDF5Reader.damageFix)
    }
  }

  /// The signature is at byte 0, or at 512 or a larger power of two behind a user block.
  private static func find(in source: any RandomAccessSource, who: String) throws -> Int {
    var place = 0
    while place <= source.count - 8 {
      if try source.bytes(at: place, count: 8) == signature { return place }
      place = place == 0 ? 512 : 2 * place
    }
    let start = try source.bytes(at: 0, count: min(8, source.count))
    throw FormatError(
      who, expected: "\\x89HDF\\x0d\\x0a\\x1a\\x0a at the start",
      received: start.isEmpty ? "an empty file" : "'\(excerpt(start))'",
      fix: "give a file written by Keras' save_weights or h5py; if it is one, it is damaged: download it again")
  }
}
