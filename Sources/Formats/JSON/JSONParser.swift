/// Reads JSON from untrusted bytes: no recursion, a bounded depth, no name twice.
struct JSONParser {
  /// Deeper than any model's configuration, and shallow enough that values can be compared and let go by recursion.
  static let maximumDepth = 512

  /// An array or object whose members are still being read.
  private struct Container {
    var items: [JSONValue] = []
    var members = JSONObject()
    /// The name of the member whose value comes next, `nil` in an array.
    var key: String?
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let label: String
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, label: String) {
    self.bytes = bytes
    self.label = label
    // A byte order mark, which some editors on Windows add.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func parse() throws(FormatError) -> JSONValue {
    var open: [Container] = []
    while true {
      var value: JSONValue
      skipSpace()
      switch try current("a value") {
      case UInt8(ascii: "["):
        position += 1
        skipSpace()
        if try current("a value or ']'") != UInt8(ascii: "]") {
          try push(Container(), &open)
          continue
        }
        position += 1
        value = .array([])
      case UInt8(ascii: "{"):
        position += 1
        skipSpace()
        if try current("a name or '}'") != UInt8(ascii: "}") {
          try push(Container(key: key(of: JSONObject())), &open)
          continue
        }
        position += 1
        value = .object(JSONObject())
      default: value = try scalar()
      }
      // The value may end the array or object that it is in, which is then a value itself.
      while let last = open.indices.last {
        guard let finished = try add(value, to: &open[last]) else { break }
        open.removeLast()
        value = finished
      }
      if open.isEmpty {
        skipSpace()
        guard position == bytes.count else { throw failure("the end of the text") }
        return value
      }
    }
  }

  private func push(_ container: Container, _ open: inout [Container]) throws(FormatError) {
    guard open.count < Self.maximumDepth else {
      throw FormatError(
        "JSON of \(label) cannot be read.", expected: "at most \(Self.maximumDepth) lists and objects in each other",
        received: "more, at \(place)", fix: "the file is damaged, or made to do harm: do not trust it")
    }
    open.append(container)
  }

  /// Adds a value to an array or object, and returns that one if it ends behind it.
  private mutating func add(_ value: JSONValue, to container: inout Container) throws(FormatError) -> JSONValue? {
    skipSpace()
    guard let key = container.key else {
      container.items.append(value)
      return try accept("]", orComma: "',' or ']'") ? .array(container.items) : nil
    }
    container.members[key] = value
    if try accept("}", orComma: "',' or '}'") { return .object(container.members) }
    skipSpace()
    container.key = try self.key(of: container.members)
    return nil
  }

  /// Whether the closing bracket comes, and not a comma.
  private mutating func accept(_ closing: Unicode.Scalar, orComma expected: String) throws(FormatError) -> Bool {
    let byte = try current(expected)
    guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: closing) else { throw failure(expected) }
    position += 1
    return byte != UInt8(ascii: ",")
  }

  /// The name of the next member, and the colon behind it.
  private mutating func key(of members: JSONObject) throws(FormatError) -> String {
    guard try current("a name") == UInt8(ascii: "\"") else { throw failure("a name in double quotes") }
    let start = position
    let key = try string()
    guard members[key] == nil else {
      position = start
      throw failure("a name of its own for each member")
    }
    skipSpace()
    guard try current("':'") == UInt8(ascii: ":") else { throw failure("':'") }
    position += 1
    return key
  }

  private mutating func scalar() throws(FormatError) -> JSONValue {
    switch bytes[position] {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default:
      let words: [(String, JSONValue)] = [
        ("null", .null), ("true", .boolean(true)), ("false", .boolean(false)), ("NaN", .real(.nan)),
        ("Infinity", .real(.infinity)),
      ]
      for (word, value) in words where accept(word) { return value }
      throw failure("a value")
    }
  }

  private mutating func accept(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func number() throws(FormatError) -> JSONValue {
    let start = position
    if bytes[position] == UInt8(ascii: "-") {
      position += 1
      if position < bytes.count, accept("Infinity") { return .real(-.infinity) }
    }
    var isInteger = true
    let firstDigit = position
    guard skipDigits() > 0, position - firstDigit == 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
      position = start
      throw failure("a number")
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      guard skipDigits() > 0 else { throw failure("a digit") }
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      position += 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
        position += 1
      }
      guard skipDigits() > 0 else { throw failure("a digit") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger { return Int(text).map { .integer($0) } ?? .largeInteger(text) }
    guard let value = Double(text) else { throw failure("a number") }
    return .real(value)
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    return position - start
  }

  private mutating func string() throws(FormatError) -> String {
    position += 1
    var start = position
    var text: [UInt8] = []
    while true {
      let byte = try current("the closing quote of a text")
      switch byte {
      case UInt8(ascii: "\""):
        defer { position += 1 }
        if text.isEmpty { return String(decoding: bytes[start..<position], as: UTF8.self) }
        text += bytes[start..<position]
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text += bytes[start..<position]
        position += 1
        text += try String(escaped()).utf8
        start = position
      case 0..<0x20: throw failure("text without control characters")
      default: position += 1
      }
    }
  }

  /// The character of an escape sequence; half of a surrogate pair is replaced.
  private mutating func escaped() throws(FormatError) -> Character {
    let byte = try current("an escape sequence")
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try hexadecimal()
      if let scalar = Unicode.Scalar(first) { return Character(scalar) }
      let behind = position
      guard first < 0xDC00, position < bytes.count, accept("\\u") else { return "\u{FFFD}" }
      let second = try hexadecimal()
      guard (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + second - 0xDC00)
      else {
        position = behind
        return "\u{FFFD}"
      }
      return Character(scalar)
    default:
      position -= 1
      throw failure("an escape sequence")
    }
  }

  private mutating func hexadecimal() throws(FormatError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(try current("a hexadecimal digit"))).hexDigitValue else {
        throw failure("a hexadecimal digit")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private func current(_ expected: String) throws(FormatError) -> UInt8 {
    guard position < bytes.count else { throw failure(expected) }
    return bytes[position]
  }

  private var place: String {
    let before = bytes[..<position]
    let line = before.count { $0 == 0x0A } + 1
    let column = position - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    return "line \(line), column \(column)"
  }

  private func failure(_ expected: String) -> FormatError {
    let found = position == bytes.count ? "the end of the text" : "'\(excerpt(bytes[position...], limit: 30))'"
    return FormatError(
      "JSON of \(label) cannot be read.", expected: expected, received: "\(found), at \(place)",
      fix: "the file is cut short, damaged or not JSON: write it again from its origin")
  }
}

extension JSONValue {
  /// Reads one value, which must be all that is there.
  ///
  /// - Parameter label: what messages call the text, such as "member 'config.json' of file 'a.keras'".
  package init(parsing bytes: UnsafeRawBufferPointer, label: String) throws(FormatError) {
    var parser = JSONParser(bytes.bindMemory(to: UInt8.self), label: label)
    self = try parser.parse()
  }

  package init(parsing storage: ByteStorage, label: String) throws(FormatError) {
    defer { withExtendedLifetime(storage) {} }
    try self.init(parsing: storage.buffer, label: label)
  }

  package init(parsing text: String, label: String = "text") throws {
    self = try Array(text.utf8).withUnsafeBytes { try JSONValue(parsing: $0, label: label) }
  }
}
