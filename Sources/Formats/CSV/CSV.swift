/// Tables as text (RFC 4180): a line a row, a separator between the fields, quotes around fields that contain it or line breaks.
package enum CSV {
  /// - Parameters:
  ///   - separator: one byte of ASCII.
  ///   - header: whether the first line has the columns' names; `nil`: if no field of it is a number or begins as one.
  /// - Throws: if a line has more or fewer fields than the first, quotes don't match, or it is not clear whether the first line has names.
  package static func read(path: String, separator: UInt8 = UInt8(ascii: ","), header: Bool? = nil) throws -> Table {
    let file = try RandomAccessFile(path: path)
    return try read(
      try file.bytes(at: 0, count: file.count), label: file.label, separator: separator, header: header)
  }

  package static func read(
    _ bytes: [UInt8], label: String, separator: UInt8 = UInt8(ascii: ","), header: Bool? = nil
  ) throws -> Table {
    var parser = CSVParser(bytes, who: "CSV \(label) cannot be read.", separator: separator)
    let rows = try parser.rows()
    return try Table(bytes: bytes, label: label, fields: rows.fields, lines: rows.lines, header: header)
  }

  /// Writes rows of texts; the file is there whole or not at all.
  ///
  /// - Parameter names: the first line; without one if `nil`.
  package static func write(names: [String]?, rows: some Sequence<[String]>, to path: String) throws {
    var text = names.map { $0.map(quoted).joined(separator: ",") + "\n" } ?? ""
    for row in rows { text += row.map(quoted).joined(separator: ",") + "\n" }
    try AtomicFile.write([try ByteStorage(Array(text.utf8))], to: path)
  }

  private static func quoted(_ field: String) -> String {
    field.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
      ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
  }
}
