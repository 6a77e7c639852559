import Formats

/// What a PNG says of how its colours are meant: libpng would bend pixels by it, where Keras' readers take them as they stand.
enum PNGColors {
  private static let names = Set(["gAMA", "cHRM", "sRGB", "iCCP", "cICP"].map { Array($0.utf8) })

  /// The file without these chunks; damage is left for the decoder to find.
  static func removed(from file: ByteStorage) throws -> ByteStorage {
    let bytes = file.buffer
    var kept: [Range<Int>] = []
    var start = 0
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let name = Array(bytes[(position + 4)..<(position + 8)])
      guard length <= bytes.count - position - 12, name != Array("IDAT".utf8) else { break }
      if names.contains(name) {
        kept.append(start..<position)
        start = position + 12 + length
      }
      position += 12 + length
    }
    guard start > 0 else { return file }
    kept.append(start..<bytes.count)
    return try withExtendedLifetime(file) { try ByteStorage(kept.flatMap { Array(bytes[$0]) }) }
  }
}
