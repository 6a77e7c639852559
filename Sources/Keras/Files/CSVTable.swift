import Formats

/// A table out of a file of text: columns with names, as numbers or texts.
///
/// ```swift
/// let houses = try CSVTable(contentsOf: "houses.csv")
/// let x = try houses.tensor(["rooms", "area"])       // float32 [rows, 2]
/// let y = try houses.tensor("price")                 // float32 [rows]
/// let towns = try houses.texts("town")               // [String], for StringLookup
/// ```
public struct CSVTable: Sendable {
  private let table: CSV.Table
  private let path: String
  /// The columns' names in order; `"0"`, `"1"` … if the file has none.
  public let columnNames: [String]
  /// The number of rows, without the line of names.
  public var rowCount: Int { table.rowCount }

  /// - Parameters:
  ///   - path: text in UTF-8. Fields may stand in quotes; empty lines are passed over.
  ///   - separator: what stands between the columns: one character of ASCII. Default: a comma.
  ///   - header: whether the first line has the columns' names. Default: it has them if none of its fields is a number or begins
  ///     as one; numbers mixed with other text are an error.
  /// - Throws: `KerasError` with the line if lines have different numbers of fields, a quote is not closed, or there are no rows.
  public init(
    contentsOf path: String, separator: Character = ",", header: Bool? = nil, file: String = #fileID, line: Int = #line
  ) throws {
    (table, columnNames) = try KerasError.explained(path, file, line) {
      guard let byte = separator.asciiValue, byte != 0x22, byte != 0x0A, byte != 0x0D else {
        throw KerasError(
          "CSVTable cannot read '\(path)'.", expected: "a separator that is a character of ASCII",
          received: "'\(separator)'", fix: "give a comma, a semicolon or a tabulator")
      }
      let table = try CSV.read(path: path, separator: byte, header: header)
      return (table, table.names ?? (0..<table.columnCount).map(String.init))
    }
    self.path = path
  }

  /// The numbers of a column. Shape: `[rows]`.
  ///
  /// - Parameters:
  ///   - column: its name.
  ///   - dtype: the numbers' type; whole numbers are read exactly for a type of integers. Default `float32`.
  ///   - missing: the value of empty fields, such as `.nan`. Default: they are an error.
  /// - Throws: `KerasError` if there is no such column, a field is no number (with its line), or the type can't hold one.
  public func tensor(
    _ column: String, dtype: DType = .float32, missing: Double? = nil, file: String = #fileID, line: Int = #line
  ) throws -> Tensor {
    try tensor([column], dtype: dtype, missing: missing, file: file, line: line).squeezed(axis: 1)
  }

  /// The numbers of some columns, or of all. Shape: `[rows, columns]`.
  ///
  /// - Parameter columns: the names, in the order of the result; all columns if `nil`.
  /// - Throws: as for one column.
  public func tensor(
    _ columns: [String]? = nil, dtype: DType = .float32, missing: Double? = nil, file: String = #fileID,
    line: Int = #line
  ) throws -> Tensor {
    try KerasError.explained(path, file, line) {
      let indices = try columns.map { try $0.map(index) } ?? Array(columnNames.indices)
      let shape = [rowCount, indices.count]
      guard !dtype.isFloating, dtype != .bool else {
        return try Tensor(table.numbers(columns: indices, missing: missing), shape: shape).cast(to: dtype).checked()
      }
      let numbers = try table.integers(columns: indices, missing: missing.flatMap(Int64.init(exactly:)))
      let (low, high) = dtype.integerRange
      if let wrong = numbers.first(where: { $0 < low || $0 > high }) {
        throw KerasError(
          "CSVTable cannot read '\(path)' as \(dtype).",
          expected: "numbers from \(low) to \(high)", received: "\(wrong)",
          fix: "ask for a wider dtype")
      }
      return try Tensor(numbers, shape: shape).cast(to: dtype).checked()
    }
  }

  /// The fields of a column as they stand in the file, without quotes and the spaces around them.
  ///
  /// - Throws: `KerasError` if there is no such column, or a field is not UTF-8.
  public func texts(_ column: String, file: String = #fileID, line: Int = #line) throws -> [String] {
    try KerasError.explained(path, file, line) { try table.texts(column: index(column)) }
  }

  private func index(_ name: String) throws -> Int {
    let places = columnNames.indices.filter { columnNames[$0] == name }
    guard places.count == 1 else {
      throw KerasError(
        "'\(path)' has \(places.isEmpty ? "no column" : "\(places.count) columns") '\(name)'.",
        expected: columnNames.quotedList(), received: "'\(name)'",
        fix: (places.isEmpty ? NearestName.find(name, in: columnNames) : nil).map { "did you mean '\($0)'?" }
          ?? (places.isEmpty
            ? "name a column of the file; header: says whether its first line has the names"
            : "give the columns different names"))
    }
    return places[0]
  }
}

extension CSVTable {
  /// Writes tensors as a table: the first axis are its rows, and each tensor one column, or several with a number behind the name.
  /// The file is there whole or not at all.
  ///
  /// ```swift
  /// try CSVTable.write(["price": prices, "likely": classes], to: "predictions.csv")
  /// ```
  /// - Throws: `KerasError` if the tensors have different numbers of rows, or the file can't be written.
  public static func write(
    _ columns: TensorMap, to path: String, file: String = #fileID, line: Int = #line
  ) throws {
    try KerasError.explained(path, file, line) {
      try Evaluation.evaluate(columns.tensors)
      let parts = try columns.entries.enumerated().map { try part($1.name ?? "\($0)", $1.tensor) }
      guard Set(parts.map(\.rows.count)).count == 1 else {
        throw KerasError(
          "CSVTable cannot write '\(path)'.", expected: "columns with equally many rows",
          received: columns.isEmpty ? "no columns" : columns.tensors.map(\.type.description).joined(separator: ", "),
          fix: "write them to an .npz, where each array has its own shape")
      }
      let rows = parts[0].rows.indices.lazy.map { row in parts.flatMap { $0.rows[row] } }
      try CSV.write(names: parts.flatMap(\.names), rows: rows, to: path)
    }
  }

  /// The columns that a tensor makes, and their texts row by row.
  package static func part(_ name: String, _ tensor: Tensor) throws -> (names: [String], rows: [[String]]) {
    let rows = try rows(of: tensor)
    let count = rows.first?.count ?? tensor.shape.staticDimensions.dropFirst().reduce(1, *)
    return (count == 1 ? [name] : (0..<count).map { "\(name)_\($0)" }, rows)
  }

  static func rows(of tensor: Tensor) throws -> [[String]] {
    let texts = try texts(of: tensor)
    let rows = tensor.shape.staticDimensions.first ?? 1
    let columns = rows == 0 ? 0 : texts.count / rows
    return (0..<rows).map { Array(texts[($0 * columns)..<(($0 + 1) * columns)]) }
  }

  private static func texts(of tensor: Tensor) throws -> [String] {
    switch tensor.dtype {
    case .float64: try tensor.scalars(as: Double.self).map { "\($0)" }
    case .float32, .float16, .bfloat16: try tensor.cast(to: .float32).scalars(as: Float.self).map { "\($0)" }
    case .uint64: try tensor.scalars(as: UInt64.self).map { "\($0)" }
    default: try tensor.cast(to: .int64).scalars(as: Int64.self).map { "\($0)" }
    }
  }
}
