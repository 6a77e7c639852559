/// Finds the fields of a table in its bytes.
struct CSVParser {
  /// Where the text of a field lies, without the spaces and quotes around it.
  struct Field {
    var range: Range<Int>
    var isQuoted: Bool
  }

  private let bytes: [UInt8]
  private let who: String
  private let separator: UInt8
  private var position: Int
  private var line = 1

  init(_ bytes: [UInt8], who: String, separator: UInt8) {
    (self.bytes, self.who, self.separator) = (bytes, who, separator)
    // A byte order mark, which some programs on Windows add.
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// All fields row by row, and for each row the number of its line. Empty lines are passed over.
  mutating func rows() throws -> (fields: [Field], lines: [Int]) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw FormatError(
        who, expected: "text in UTF-8", received: "text in UTF-16", fix: "save it again as UTF-8")
    }
    var fields: [Field] = []
    var lines: [Int] = []
    var columns = 0
    while position < bytes.count {
      let (start, startLine) = (fields.count, line)
      while true {
        fields.append(try field())
        guard position < bytes.count, bytes[position] == separator else { break }
        position += 1
      }
      endLine()
      let count = fields.count - start
      if count == 1, let only = fields.last, only.range.isEmpty, !only.isQuoted {
        fields.removeLast()
        continue
      }
      if lines.isEmpty { columns = count }
      guard count == columns else {
        throw FormatError(
          who, expected: "\(columns.counted("field", "fields")) in each line, as in the first",
          received: "\(count) in line \(startLine)",
          fix: "correct the line; fields that contain the separator stand in quotes")
      }
      lines.append(startLine)
    }
    return (fields, lines)
  }

  private mutating func endLine() {
    guard position < bytes.count else { return }
    if bytes[position] == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A { position += 1 }
    position += 1
    line += 1
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte == 0x09 && separator != 0x09) }
  private func isEnd(_ byte: UInt8) -> Bool { byte == separator || byte == 0x0A || byte == 0x0D }

  /// The next field; then `position` is at a separator, the end of a line or of the text.
  private mutating func field() throws -> Field {
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    guard position < bytes.count, bytes[position] == 0x22 else {
      let start = position
      while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
      var end = position
      while end > start, isSpace(bytes[end - 1]) { end -= 1 }
      return Field(range: start..<end, isQuoted: false)
    }
    let opening = line
    position += 1
    let start = position
    while true {
      guard position < bytes.count else {
        throw FormatError(
          who, expected: "a closing quote", received: "the end of the file, behind a quote in line \(opening)",
          fix: "close the quote; a quote inside a field is written twice")
      }
      if bytes[position] == 0x22 {
        guard position + 1 < bytes.count, bytes[position + 1] == 0x22 else { break }
        position += 1
      } else if bytes[position] == 0x0A {
        line += 1
      }
      position += 1
    }
    let end = position
    position += 1
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    guard position == bytes.count || isEnd(bytes[position]) else {
      throw FormatError(
        who, expected: "a separator behind a closing quote",
        received: "'\(excerpt(bytes[position...].prefix(20)))' in line \(line)",
        fix: "write a quote inside a field twice")
    }
    return Field(range: start..<end, isQuoted: true)
  }
}
