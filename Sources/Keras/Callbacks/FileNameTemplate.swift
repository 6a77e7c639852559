import Foundation

/// A file name with fields in braces, as Python's `str.format` fills them: `"{epoch:02d}-{val_loss:.2f}.npz"`.
struct FileNameTemplate {
  enum Value: Equatable {
    case integer(Int)
    case real(Double)
  }

  /// Why a template can't be filled.
  struct Failure: Error, Equatable {
    let reason: String
  }

  let text: String

  /// The text with each `{name}` or `{name:format}` replaced; `{{` and `}}` are braces.
  func filled(_ values: [String: Value]) throws(Failure) -> String {
    var result = ""
    var rest = Substring(text)
    while let first = rest.popFirst() {
      switch first {
      case "{" where rest.first == "{", "}" where rest.first == "}": result.append(rest.removeFirst())
      case "{":
        guard let end = rest.firstIndex(of: "}") else { throw Failure(reason: "a '{' without '}'") }
        result += try filled(field: rest[..<end], values)
        rest = rest[rest.index(after: end)...]
      case "}": throw Failure(reason: "a '}' without '{'")
      default: result.append(first)
      }
    }
    return result
  }

  private func filled(field: Substring, _ values: [String: Value]) throws(Failure) -> String {
    let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let value = values[name] else { throw Failure(reason: "there is no '\(name)'") }
    guard let format = Format(parts.count > 1 ? parts[1] : ""), let text = format.text(value) else {
      throw Failure(reason: "'\(name)' cannot be written as '\(parts.last!)'")
    }
    return text
  }
}

extension FileNameTemplate {
  /// The part of Python's format language that numbers in file names need: `[[fill]align][sign][0][width][.precision][type]`.
  struct Format {
    private var fill: Character = " "
    private var alignment: Character?
    private var sign: Character = "-"
    private var width = 0
    private var precision: Int?
    private var type: Character?

    init?(_ text: Substring) {
      var rest = text
      let aligns: Set<Character> = ["<", ">", "=", "^"]
      if let second = rest.dropFirst().first, aligns.contains(second) {
        fill = rest.removeFirst()
        alignment = rest.removeFirst()
      } else if let first = rest.first, aligns.contains(first) {
        alignment = rest.removeFirst()
      }
      if let first = rest.first, "+- ".contains(first) { sign = rest.removeFirst() }
      if rest.first == "0" {
        rest.removeFirst()
        if alignment == nil { (fill, alignment) = ("0", "=") }
      }
      func number() -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        // A width beyond what a file name can have is refused like a wrong one.
        return digits.count <= 3 ? Int(digits) : nil
      }
      if let first = rest.first, first.isASCII, first.isNumber {
        guard let width = number() else { return nil }
        self.width = width
      }
      if rest.first == "." {
        rest.removeFirst()
        guard let precision = number() else { return nil }
        self.precision = precision
      }
      type = rest.popFirst()
      guard rest.isEmpty, type == nil || "dfFeEgG%".contains(type!) else { return nil }
    }

    /// `nil` if the type of number has no such format.
    func text(_ value: Value) -> String? {
      let number: Double
      switch (value, type) {
      case (.integer(let value), nil), (.integer(let value), "d"):
        return precision == nil ? padded("\(value.magnitude)", isNegative: value < 0) : nil
      case (.real, "d"): return nil
      case (.integer(let value), _): number = Double(value)
      case (.real(let value), _): number = value
      }
      let isNegative = number.sign == .minus && !number.isNaN
      let size = abs(number)
      guard size.isFinite else {
        let word = number.isNaN ? "nan" : "inf"
        return padded(type.map { "FEG".contains($0) } == true ? word.uppercased() : word, isNegative: isNegative)
      }
      return padded(digits(size), isNegative: isNegative)
    }

    private func digits(_ size: Double) -> String {
      switch type {
      case nil where precision == nil: return "\(size)"
      case nil: return Self.withPoint(String(format: "%.\(max(precision!, 1))g", size))
      case "%": return String(format: "%.\(precision ?? 6)f", size * 100) + "%"
      case let type?: return String(format: "%.\(precision ?? 6)\(type)", size)
      }
    }

    // A float without a type always shows that it is one.
    private static func withPoint(_ text: String) -> String {
      text.contains { ".e".contains($0) } ? text : text + ".0"
    }

    private func padded(_ digits: String, isNegative: Bool) -> String {
      let sign = isNegative ? "-" : self.sign == "-" ? "" : String(self.sign)
      let missing = max(0, width - digits.count - sign.count)
      func filled(_ count: Int) -> String { String(repeating: fill, count: count) }
      switch alignment {
      case "<": return sign + digits + filled(missing)
      case "^": return filled(missing / 2) + sign + digits + filled(missing - missing / 2)
      case "=": return sign + filled(missing) + digits
      default: return filled(missing) + sign + digits
      }
    }
  }
}
