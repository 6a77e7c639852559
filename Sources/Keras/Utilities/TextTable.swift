/// A table drawn with box characters, as the Python package `rich` lays it out for Keras.
struct TextTable {
  enum Alignment { case left, right, center }

  private let titles: [String]
  private let alignments: [Alignment]
  private let widths: [Int]
  private var rows: [[String]] = []

  /// - Parameter widths: wished widths of the columns; they are cut evenly until the table is `lineLength` wide.
  init(titles: [String], alignments: [Alignment], widths: [Int], lineLength: Int) {
    self.titles = titles
    self.alignments = alignments
    var padded = widths.map { $0 + 2 }
    var excess = padded.reduce(0, +) - (lineLength - widths.count - 1)
    if excess > 0 {
      for index in padded.indices {
        let share = (Double(excess) / Double(padded.count - index)).rounded(.toNearestOrEven)
        padded[index] -= Int(share)
        excess -= Int(share)
      }
    }
    self.widths = padded.map { max($0 - 2, 1) }
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  var text: String {
    func rule(_ left: String, _ line: String, _ middle: String, _ right: String) -> String {
      left + widths.map { String(repeating: line, count: $0 + 2) }.joined(separator: middle) + right
    }
    var lines = [rule("┏", "━", "┳", "┓")]
    lines += drawn(titles, border: "┃", isAtBottom: true)
    lines.append(rule("┡", "━", "╇", "┩"))
    for (index, row) in rows.enumerated() {
      if index > 0 { lines.append(rule("├", "─", "┼", "┤")) }
      lines += drawn(row, border: "│")
    }
    lines.append(rule("└", "─", "┴", "┘"))
    return lines.joined(separator: "\n")
  }

  private func drawn(_ row: [String], border: String, isAtBottom: Bool = false) -> [String] {
    let cells = zip(row, widths).map { TextTable.wrapped($0, width: $1) }
    let height = cells.map(\.count).max() ?? 1
    return (0..<height).map { line in
      let parts = cells.indices.map { column in
        let index = isAtBottom ? line - height + cells[column].count : line
        let text = cells[column].indices.contains(index) ? cells[column][index] : ""
        return " " + TextTable.aligned(text, alignments[column], width: widths[column]) + " "
      }
      return border + parts.joined(separator: border) + border
    }
  }

  private static func aligned(_ text: String, _ alignment: Alignment, width: Int) -> String {
    let space = max(width - text.count, 0)
    let left =
      switch alignment {
      case .left: 0
      case .right: space
      case .center: space / 2
      }
    return String(repeating: " ", count: left) + text + String(repeating: " ", count: space - left)
  }

  /// Lines broken at spaces; a word that is too long ends in an ellipsis.
  private static func wrapped(_ text: String, width: Int) -> [String] {
    let indent = text.prefix { $0 == " " }
    var lines: [String] = []
    var line = String(indent)
    var isEmpty = true
    for word in text.dropFirst(indent.count).split(separator: " ") {
      let candidate = isEmpty ? line + word : line + " " + word
      if candidate.count <= width || isEmpty {
        line = candidate
      } else {
        lines.append(line)
        line = String(word)
      }
      isEmpty = false
    }
    lines.append(line)
    return lines.map { $0.count > width ? $0.prefix(width - 1) + "…" : $0 }
  }
}
