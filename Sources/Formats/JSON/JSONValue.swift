/// A value of JSON as Python reads and writes it: with NaN and infinities, integers of any size, and members in their order.
package enum JSONValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  /// The decimal digits of an integer that does not fit an `Int`, with its sign.
  case largeInteger(String)
  case real(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  package var isNull: Bool { self == .null }

  package var boolean: Bool? {
    if case .boolean(let value) = self { value } else { nil }
  }

  /// The largest integer that is taken for a length, a number of something or a place.
  private static let mostInteger = 1 << 53

  /// The integer, also one that is written as 3.0; `nil` beyond ±2⁵³, so that signs, sums and distances of what a file says never
  /// overflow.
  package var integer: Int? { wideInteger.flatMap { (-Self.mostInteger...Self.mostInteger).contains($0) ? $0 : nil } }

  /// The integer, whatever its size: for seeds and for data, which nobody computes with.
  package var wideInteger: Int? {
    switch self {
    case .integer(let value): value
    case .real(let value): Int(exactly: value)
    default: nil
    }
  }

  /// Any number.
  package var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .largeInteger(let digits): Double(digits)
    case .real(let value): value
    default: nil
    }
  }

  package var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  package var array: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  package var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The member of that name, `nil` if there is none or the value is not an object.
  package subscript(key: String) -> JSONValue? { object?[key] }

  /// What messages call the kind of the value.
  package var kind: String {
    switch self {
    case .null: "null"
    case .boolean: "a boolean"
    case .integer, .largeInteger: "an integer"
    case .real: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(nilLiteral: ()) { self = .null }
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .real(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
