/// Tables of numbers as text: a line a row, commas between the columns, and the columns' names in the first line if it holds any
/// text that is no number.
package enum CSV {
  package struct Table: Sendable {
    /// The columns' names, if the file has them.
    package let names: [String]?
    /// Shape: `[rows, columns]`, `float64`.
    package let array: FileArray
  }

  package static func read(path: String) throws -> Table {
    let file = try RandomAccessFile(path: path)
    return try read(try file.bytes(at: 0, count: file.count), label: file.label)
  }

  package static func read(_ bytes: [UInt8], label: String) throws -> Table {
    let who = "CSV \(label) cannot be read."
    var names: [String]?
    var values: [Double] = []
    var columns = 0
    var rows = 0
    // A byte order mark, which some programs on Windows add.
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for (index, line) in bytes[start...].split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(trimmed)
      if fields.count == 1, fields[0].isEmpty { continue }
      let numbers = fields.compactMap { Double($0) }
      if columns == 0 {
        columns = fields.count
        if numbers.count < fields.count {
          names = fields
          continue
        }
      }
      guard fields.count == columns, numbers.count == columns else {
        let wrong = fields.first { Double($0) == nil }
        throw FormatError(
          who, expected: "\(columns) numbers in each line",
          received: fields.count == columns
            ? "'\(shown(wrong ?? "", limit: 40))' in line \(index + 1)" : "\(fields.count) in line \(index + 1)",
          fix: "correct the line; numbers have a point and no separators of thousands")
      }
      values += numbers
      rows += 1
    }
    guard rows > 0 else {
      throw FormatError(who, expected: "at least one line of numbers", received: "none", fix: "give a file with rows")
    }
    return Table(names: names, array: try FileArray(values, dtype: .float64, shape: [rows, columns]))
  }

  /// The text of a field without spaces and quotes around it.
  private static func trimmed(_ field: ArraySlice<UInt8>) -> String {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    var rest = field.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    if rest.count >= 2, rest.first == UInt8(ascii: "\""), rest.last == UInt8(ascii: "\"") {
      rest = rest.dropFirst().dropLast()
    }
    return String(decoding: rest, as: UTF8.self)
  }

  /// Writes rows of texts, such as numbers; the file is there whole or not at all.
  package static func write(names: [String], rows: some Sequence<[String]>, to path: String) throws {
    var text = names.map(quoted).joined(separator: ",") + "\n"
    for row in rows { text += row.joined(separator: ",") + "\n" }
    try AtomicFile.write([try ByteStorage(Array(text.utf8))], to: path)
  }

  private static func quoted(_ name: String) -> String {
    name.contains { $0 == "," || $0 == "\"" || $0.isNewline }
      ? "\"" + name.replacing("\"", with: "\"\"") + "\"" : name
  }
}
