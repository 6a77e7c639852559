/// Text as HDF5 stores it.
enum HDF5Text {
  /// The texts of stored elements, `nil` if the type is not text.
  static func read(
    _ datatype: HDF5Datatype, _ stored: HDF5Cursor, count: Int, _ reader: HDF5Reader
  ) throws -> [String]? {
    var cursor = stored
    var texts: [String] = []
    switch datatype {
    case .fixedText(let size, let isSpacePadded):
      texts.reserveCapacity(count)
      for _ in 0..<count { texts.append(fixed(try cursor.take(size), isSpacePadded: isSpacePadded)) }
    case .variableText:
      texts.reserveCapacity(count)
      // Texts that share their bytes are how a small file claims a huge content; real ones never do.
      var bytesLeft = reader.source.count
      for _ in 0..<count {
        let bytes = try HDF5GlobalHeap.object(&cursor, reader)
        bytesLeft -= bytes.count
        guard bytesLeft >= 0 else { throw cursor.damaged("texts of more bytes than the file has") }
        texts.append(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
      }
    default: return nil
    }
    return texts
  }

  private static func fixed(_ bytes: ArraySlice<UInt8>, isSpacePadded: Bool) -> String {
    if let zero = bytes.firstIndex(of: 0) { return String(decoding: bytes[..<zero], as: UTF8.self) }
    guard isSpacePadded, let last = bytes.lastIndex(where: { $0 != 0x20 }) else {
      return isSpacePadded ? "" : String(decoding: bytes, as: UTF8.self)
    }
    return String(decoding: bytes[...last], as: UTF8.self)
  }
}
