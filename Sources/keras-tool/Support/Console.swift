import Formats
import Foundation
import Keras

/// What is written where: results on standard output, everything else on standard error.
enum Console {
  /// A line on standard error, if anybody can read it.
  static func note(_ text: String) { _ = StandardStream.error.write(safeLines(text) + "\n") }

  /// A line on standard output.
  ///
  /// - Throws: `Failure` if it can't be written, because the disk is full, or the output is closed.
  static func print(_ text: String) throws {
    guard let reason = StandardStream.output.write(text + "\n") else { return }
    throw Failure(
      text: KerasError(
        "The results cannot be written.", expected: "a standard output that takes them", received: reason,
        fix: "free space on the disk, or write to another place"
      ).description, status: 1)
  }

  static func print(_ json: JSONValue) throws { try print(json.text(.indented(2))) }

  /// Keras' progress bar on standard error, if that is a terminal.
  static var progress: [Callback] {
    guard isatty(STDERR_FILENO) == 1 else { return [] }
    var output = ProgressBar.Output.standard
    output.write = { _ = StandardStream.error.write($0) }
    output.isTerminal = true
    return [ProgressBar(isMoving: true, output: output)]
  }

  /// `1234567` as `1,234,567`.
  static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// A large number and what it counts: `1 layer`, `1,234 layers`.
  static func counted(_ value: Int, _ one: String, _ many: String) -> String {
    "\(grouped(value)) \(value == 1 ? one : many)"
  }

  /// A number of bytes with a unit.
  static func bytes(_ count: Int) -> String {
    var value = Double(count)
    for unit in ["bytes", "KB", "MB", "GB"] {
      if value < 1024 || unit == "GB" {
        return unit == "bytes" ? count.counted("byte", "bytes") : String(format: "%.1f %@", value, unit)
      }
      value /= 1024
    }
    return count.counted("byte", "bytes")
  }

  /// Lengths as Keras' `summary` writes them: `(None, 28, 28)`.
  static func shape(_ lengths: [Int?]) -> String {
    let texts = lengths.map { $0.map(String.init) ?? "None" }
    return "(" + texts.joined(separator: ", ") + (texts.count == 1 ? ",)" : ")")
  }

  /// Six digits, as many as people compare.
  static func number(_ value: Double) -> String { String(format: "%.6g", value) }

  /// Control characters of names from files, which could steer a terminal, are shown as they are written in Swift.
  static func safe(_ name: String) -> String {
    guard name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return name }
    return name.unicodeScalars.map {
      $0.properties.generalCategory == .control ? $0.escaped(asASCII: true) : String($0)
    }.joined()
  }
}

extension Console {
  /// Text with its line breaks, and nothing else that could steer a terminal.
  static func safeLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { safe(String($0)) }.joined(separator: "\n")
  }
}

extension JSONValue {
  static func lengths(_ lengths: [Int?]) -> JSONValue { .array(lengths.map { $0.map { .integer($0) } ?? .null }) }
  static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
