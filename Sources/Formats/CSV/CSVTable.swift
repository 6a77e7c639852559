extension CSV {
  /// The fields of a file, as texts or numbers.
  package struct Table: Sendable {
    /// The columns' names, if the file has them.
    package let names: [String]?
    package let rowCount: Int
    package let columnCount: Int
    private let label: String
    private let bytes: [UInt8]
    /// Row by row, without the line of names.
    private let fields: [CSVParser.Field]
    /// The number of each row's line in the file.
    private let lines: [Int]

    /// - Parameters:
    ///   - fields: those of all lines.
    ///   - header: whether the first line has names.
    init(bytes: [UInt8], label: String, fields: [CSVParser.Field], lines: [Int], header: Bool?) throws {
      (self.bytes, self.label) = (bytes, label)
      columnCount = lines.isEmpty ? 0 : fields.count / lines.count
      let first = fields.prefix(columnCount).map { Self.text($0, bytes) }
      let isNamed = try !lines.isEmpty && (header ?? Self.isHeader(first, label, line: lines[0]))
      names = isNamed ? first : nil
      self.fields = isNamed ? Array(fields.dropFirst(columnCount)) : fields
      self.lines = isNamed ? Array(lines.dropFirst()) : lines
      rowCount = self.lines.count
      guard rowCount > 0 else {
        throw FormatError(
          "CSV \(label) cannot be read.", expected: "at least one line of values",
          received: isNamed ? "a line of names alone" : "none", fix: "give a file with rows")
      }
    }

    /// A name never begins as a number: a mistyped number must not become a name, with its row lost.
    private static func isHeader(_ first: [String], _ label: String, line: Int) throws -> Bool {
      let likeNumbers = first.filter { field in
        if Double(field) != nil { return true }
        var rest = field.utf8[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst() }
        return rest.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
      }
      if likeNumbers.isEmpty { return true }
      guard let wrong = first.first(where: { Double($0) == nil }) else { return false }
      throw FormatError(
        "CSV \(label) cannot be read.", expected: "names in the first line, or numbers",
        received: "'\(shown(likeNumbers[0], limit: 40))' and '\(shown(wrong, limit: 40))' in line \(line)",
        fix: "correct the line, or say whether it has the names: header: true or false")
    }

    /// The text of a field; bytes that are not UTF-8 are replaced.
    package func text(row: Int, column: Int) -> String { Self.text(fields[row * columnCount + column], bytes) }

    private static func text(_ field: CSVParser.Field, _ bytes: [UInt8]) -> String {
      let text = String(decoding: bytes[field.range], as: UTF8.self)
      return field.isQuoted ? text.replacing("\"\"", with: "\"") : text
    }

    /// The texts of a column.
    ///
    /// - Throws: if one is not UTF-8.
    package func texts(column: Int) throws -> [String] {
      try (0..<rowCount).map { row in
        let field = fields[row * columnCount + column]
        guard let text = String(validating: bytes[field.range], as: UTF8.self) else {
          throw wrong(row: row, expected: "text in UTF-8", fix: "save the file again as UTF-8", column: column)
        }
        return field.isQuoted ? text.replacing("\"\"", with: "\"") : text
      }
    }

    /// The numbers of some columns, row by row.
    ///
    /// - Parameter missing: the value of empty fields; an error if `nil`.
    package func numbers(columns: [Int], missing: Double? = nil) throws -> [Double] {
      var numbers: [Double] = []
      numbers.reserveCapacity(rowCount * columns.count)
      for row in 0..<rowCount {
        for column in columns {
          let text = text(row: row, column: column)
          if let number = Double(text) {
            numbers.append(number)
          } else if let missing, text.isEmpty {
            numbers.append(missing)
          } else {
            throw wrong(
              row: row, expected: "a number in each field",
              fix: "correct the line; numbers have a point and no separators of thousands", column: column)
          }
        }
      }
      return numbers
    }

    /// The whole numbers of some columns, row by row.
    package func integers(columns: [Int], missing: Int64? = nil) throws -> [Int64] {
      var numbers: [Int64] = []
      numbers.reserveCapacity(rowCount * columns.count)
      for row in 0..<rowCount {
        for column in columns {
          let text = text(row: row, column: column)
          if let number = Int64(text) ?? Double(text).flatMap(Int64.init(exactly:)) {
            numbers.append(number)
          } else if let missing, text.isEmpty {
            numbers.append(missing)
          } else {
            throw wrong(
              row: row, expected: "a whole number in each field", fix: "correct the line, or ask for another dtype",
              column: column)
          }
        }
      }
      return numbers
    }

    private func wrong(row: Int, expected: String, fix: String, column: Int) -> FormatError {
      let text = text(row: row, column: column)
      let place = names.map { " of column '\(shown($0[column], limit: 40))'" } ?? ""
      return FormatError(
        "CSV \(label) cannot be read.", expected: expected,
        received: (text.isEmpty ? "an empty field" : "'\(shown(text, limit: 40))'") + " in line \(lines[row])\(place)",
        fix: fix)
    }

    /// All columns as an array. Shape: `[rows, columns]`, `float64`.
    package func array() throws -> FileArray {
      try FileArray(
        numbers(columns: Array(0..<columnCount)), dtype: .float64, shape: [rowCount, columnCount])
    }
  }
}
