/// The dictionary at the start of an npy file: element type, order of the axes, shape.
struct NPYHeader: Equatable {
  var dtype: ArrayDType
  var isBigEndian: Bool
  var isColumnMajor: Bool
  var shape: [Int]

  /// The element types by NumPy's name without the byte order. 'V2', two opaque bytes, is what NumPy writes for bfloat16.
  private static let types: [String: ArrayDType] = [
    "b1": .bool, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64, "u1": .uint8, "u2": .uint16, "u4": .uint32,
    "u8": .uint64, "f2": .float16, "V2": .bfloat16, "f4": .float32, "f8": .float64,
  ]

  /// The text of the dictionary for an array in row-major order and little-endian bytes.
  static func text(dtype: ArrayDType, shape: [Int]) -> String {
    let name = types.first { $0.value == dtype }!.key
    let order = dtype.itemSize == 1 ? "|" : "<"
    let sizes = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    return "{'descr': '\(order)\(name)', 'fortran_order': False, 'shape': (\(sizes)), }"
  }

  init(dtype: ArrayDType, isBigEndian: Bool, isColumnMajor: Bool, shape: [Int]) {
    self.dtype = dtype
    self.isBigEndian = isBigEndian
    self.isColumnMajor = isColumnMajor
    self.shape = shape
  }

  /// The header of an array in a pickle: NumPy's name of the type, such as `u1`, and its byte order apart from each other.
  init?(code: String, order: Character, _ isColumnMajor: Bool, _ shape: [Int]) {
    guard let dtype = Self.types[code] else { return nil }
    self.init(dtype: dtype, isBigEndian: order == ">", isColumnMajor: isColumnMajor, shape: shape)
  }

  /// Whether the header is that of an array of Python objects.
  static func isOfObjects(_ text: [UInt8], who: String) throws(FormatError) -> Bool {
    let fields = try fields(text, who: who)
    guard case .string(let name) = fields.descr else { return false }
    return name == "|O" || name == "O"
  }

  /// Reads the dictionary, which is the small part of Python's notation that NumPy writes.
  init(parsing text: [UInt8], who: String) throws(FormatError) {
    let (descr, isColumnMajor, sizes) = try Self.fields(text, who: who)
    guard case .string(let name) = descr else {
      throw FormatError(
        who, expected: "elements of one number each", received: "records with named fields",
        fix: "save each field as an array of its own")
    }
    guard let dtype = Self.types[String(name.dropFirst())], let order = name.first,
      order == "<" || order == ">" || (order == "|" && (dtype.itemSize == 1 || dtype == .bfloat16))
    else { throw Self.unsupported(name, who: who) }
    self.init(dtype: dtype, isBigEndian: order == ">", isColumnMajor: isColumnMajor, shape: sizes)
  }

  private static func fields(
    _ text: [UInt8], who: String
  ) throws(FormatError) -> (descr: Parser.Value, isColumnMajor: Bool, shape: [Int]) {
    var parser = Parser(text: text, who: who)
    var descr: Parser.Value?
    var order: Parser.Value?
    var shape: Parser.Value?
    try parser.expect("{")
    while !parser.accept("}") {
      let (key, keyText) = try parser.value()
      try parser.expect(":")
      let (value, _) = try parser.value()
      switch key {
      case .string("descr") where descr == nil: descr = value
      case .string("fortran_order") where order == nil: order = value
      case .string("shape") where shape == nil: shape = value
      default: throw parser.failure("the key \(keyText)")
      }
      if parser.accept(",") { continue }
      try parser.expect("}")
      break
    }
    guard parser.isAtEnd else { throw parser.failure("text behind the dictionary") }
    guard case .boolean(let isColumnMajor) = order, case .integers(let sizes) = shape, let descr else {
      throw parser.failure(excerpt(text, limit: 120))
    }
    return (descr, isColumnMajor, sizes)
  }

  private static func unsupported(_ name: String, who: String) -> FormatError {
    let shown = "elements of type '\(excerpt(name.utf8))'"
    let (kind, fix): (String, String)
    let isKnown = types[String(name.dropFirst())] != nil
    switch isKnown ? nil : name.dropFirst().first {
    case "O":
      (kind, fix) = (
        " (Python objects)", "save arrays of numbers: reading Python objects could run code, so it is never done"
      )
    case "c": (kind, fix) = (" (complex numbers)", "save the real and the imaginary part as two arrays")
    case "S", "U", "a": (kind, fix) = (" (text)", "map the text to numbers before saving")
    case "M", "m": (kind, fix) = (" (times)", "save them as numbers, with .astype('int64')")
    case "f": (kind, fix) = (" (extended precision)", "save them with .astype('float64')")
    default: (kind, fix) = ("", "save the array with one of the expected types")
    }
    return FormatError(
      who, expected: ArrayDType.allCases.map(\.rawValue).joined(separator: ", "), received: shown + kind, fix: fix)
  }
}

extension NPYHeader {
  /// A reader of Python literals: strings, True and False, tuples of integers, and lists, which are recognised but not read.
  struct Parser {
    enum Value: Equatable {
      case string(String)
      case boolean(Bool)
      case integers([Int])
      case list
    }

    private let text: [UInt8]
    private let who: String
    private var position = 0

    init(text: [UInt8], who: String) {
      self.text = text
      self.who = who
    }

    func failure(_ received: String) -> FormatError {
      FormatError(
        who, expected: "a header {'descr': …, 'fortran_order': …, 'shape': …}", received: received,
        fix: "the file is damaged or not npy: write it again with numpy.save")
    }

    private mutating func skipSpace() {
      while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
    }

    var isAtEnd: Bool {
      mutating get {
        skipSpace()
        return position == text.count
      }
    }

    mutating func accept(_ character: Unicode.Scalar) -> Bool {
      skipSpace()
      guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
      position += 1
      return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(FormatError) {
      guard accept(character) else {
        throw failure(position == text.count ? "its end before '\(character)'" : rest)
      }
    }

    private var rest: String { "'\(excerpt(text[position...], limit: 40))' at byte \(position) of it" }

    /// The next value and its text.
    mutating func value() throws(FormatError) -> (Value, String) {
      skipSpace()
      let start = position
      let value = try parseValue()
      return (value, excerpt(text[start..<position]))
    }

    private mutating func parseValue() throws(FormatError) -> Value {
      guard position < text.count else { throw failure("its end before a value") }
      switch text[position] {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string())
      case UInt8(ascii: "("): return .integers(try tuple())
      case UInt8(ascii: "["):
        try skipList()
        return .list
      default:
        for (word, value) in [("True", true), ("False", false)] where text[position...].starts(with: word.utf8) {
          position += word.utf8.count
          return .boolean(value)
        }
        throw failure(rest)
      }
    }

    private mutating func string() throws(FormatError) -> String {
      let quote = text[position]
      guard let end = text[(position + 1)...].firstIndex(of: quote) else { throw failure("text without closing quote") }
      defer { position = end + 1 }
      return String(decoding: text[(position + 1)..<end], as: UTF8.self)
    }

    private mutating func tuple() throws(FormatError) -> [Int] {
      try expect("(")
      var items: [Int] = []
      while !accept(")") {
        items.append(try integer())
        if accept(",") { continue }
        try expect(")")
        break
      }
      return items
    }

    private mutating func integer() throws(FormatError) -> Int {
      skipSpace()
      let start = position
      var value = 0
      while position < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) {
        let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
        let (next, carry) = scaled.addingReportingOverflow(Int(text[position] - UInt8(ascii: "0")))
        if overflow || carry { throw failure("a size that is too large in its shape") }
        value = next
        position += 1
      }
      if position == start { throw failure(rest) }
      // Python 2 wrote long integers with an L.
      if position < text.count, text[position] == UInt8(ascii: "L") { position += 1 }
      return value
    }

    /// Skips a list, such as the fields of a record type; iterative, so that deep nesting can't exhaust the stack.
    private mutating func skipList() throws(FormatError) {
      var depth = 0
      while position < text.count {
        switch text[position] {
        case UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "]"): depth -= 1
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
          _ = try string()
          continue
        default: break
        }
        position += 1
        if depth == 0 { return }
      }
      throw failure("a list without closing bracket")
    }
  }
}
