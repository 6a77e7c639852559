extension JSONValue {
  /// How the text is laid out.
  package enum Layout: Sendable {
    /// On one line with a space behind commas and colons: what Python's `json.dumps` writes.
    case python
    /// On one line without spaces.
    case compact
    /// One member a line, indented by this many spaces a level.
    case indented(Int)
  }

  /// The text, in ASCII with other characters escaped, as Python writes it.
  package func text(_ layout: Layout = .python) -> String { String(decoding: utf8(layout), as: UTF8.self) }

  /// The bytes of `text(_:)`.
  package func utf8(_ layout: Layout = .python) -> [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, layout, level: 0)
    return bytes
  }

  private func write(to bytes: inout [UInt8], _ layout: Layout, level: Int) {
    switch self {
    case .null: bytes += "null".utf8
    case .boolean(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += "\(value)".utf8
    case .largeInteger(let digits): bytes += digits.utf8
    case .real(let value): bytes += Self.text(of: value).utf8
    case .string(let value): Self.write(value, to: &bytes)
    case .array(let items):
      Self.write("[", "]", items, to: &bytes, layout, level: level) { item, bytes in
        item.write(to: &bytes, layout, level: level + 1)
      }
    case .object(let object):
      Self.write("{", "}", object.members, to: &bytes, layout, level: level) { member, bytes in
        Self.write(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        if case .compact = layout {} else { bytes.append(UInt8(ascii: " ")) }
        member.value.write(to: &bytes, layout, level: level + 1)
      }
    }
  }

  private static func write<Item>(
    _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ items: [Item], to bytes: inout [UInt8], _ layout: Layout,
    level: Int, _ write: (Item, inout [UInt8]) -> Void
  ) {
    bytes.append(UInt8(ascii: opening))
    for (index, item) in items.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch layout {
      case .python: if index > 0 { bytes.append(UInt8(ascii: " ")) }
      case .compact: break
      case .indented(let width): newLine(&bytes, (level + 1) * width)
      }
      write(item, &bytes)
    }
    if case .indented(let width) = layout, !items.isEmpty { newLine(&bytes, level * width) }
    bytes.append(UInt8(ascii: closing))
  }

  private static func newLine(_ bytes: inout [UInt8], _ indentation: Int) {
    bytes.append(0x0A)
    bytes += repeatElement(0x20, count: indentation)
  }

  /// The shortest digits that give the number again; NaN and infinities by Python's names for them.
  private static func text(of value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return value.description
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes += "\\\"".utf8
      case "\\": bytes += "\\\\".utf8
      case "\n": bytes += "\\n".utf8
      case "\r": bytes += "\\r".utf8
      case "\t": bytes += "\\t".utf8
      case "\u{8}": bytes += "\\b".utf8
      case "\u{C}": bytes += "\\f".utf8
      case " "..."~": bytes.append(UInt8(scalar.value))
      default:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          bytes += "\\u".utf8
          bytes += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
          bytes += digits.utf8
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
