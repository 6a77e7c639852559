import Formats

/// Files of text, there whole or not at all.
enum TextFile {
  static func write(_ text: String, to path: String) throws {
    try AtomicFile.write([try ByteStorage(Array(text.utf8))], to: path)
  }
}
