import Foundation

/// A JSON line with its fields in the order in which they were set.
struct Record {
  private var fields: [(String, String)] = []

  mutating func set(_ name: String, _ value: Double) {
    fields.append((name, value.isFinite ? "\(value)" : "null"))
  }
  mutating func set(_ name: String, _ value: Int) { fields.append((name, "\(value)")) }
  mutating func set(_ name: String, _ value: String) { fields.append((name, "\"\(value)\"")) }
  mutating func set(_ name: String, _ rows: [[Double]]) {
    let text = rows.map { "[" + $0.map { String(format: "%.5g", $0) }.joined(separator: ", ") + "]" }
    fields.append((name, "[" + text.joined(separator: ", ") + "]"))
  }

  var json: String { "{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}" }
}
