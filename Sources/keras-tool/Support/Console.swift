import Formats
import Foundation
import Keras

/// What is written where: results on standard output, everything else on standard error.
enum Console {
  /// A line on standard error, if anybody can read it.
  static func note(_ text: String) { _ = StandardStream.error.write(text.withoutControls + "\n") }

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

  /// Lengths as Keras' `summary` writes them: `(None, 28, 28)`.
  static func shape(_ lengths: [Int?]) -> String {
    let texts = lengths.map { $0.map(String.init) ?? "None" }
    return "(" + texts.joined(separator: ", ") + (texts.count == 1 ? ",)" : ")")
  }

  /// Six digits, as many as people compare.
  static func number(_ value: Double) -> String { String(format: "%.6g", value) }
}

extension JSONValue {
  static func lengths(_ lengths: [Int?]) -> JSONValue { .array(lengths.map { $0.map { .integer($0) } ?? .null }) }
  static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
