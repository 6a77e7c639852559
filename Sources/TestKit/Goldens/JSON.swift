import Foundation

/// A JSON value: manifests of golden values are read through it.
package enum JSON: Sendable, Hashable, Decodable {
  case null
  case bool(Bool)
  case integer(Int)
  case real(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .real(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  /// The member of an object; `null` where there is none.
  package subscript(key: String) -> JSON { object[key] ?? .null }

  package var object: [String: JSON] { if case .object(let value) = self { value } else { [:] } }
  package var list: [JSON] { if case .array(let value) = self { value } else { [] } }
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var int: Int? { if case .integer(let value) = self { value } else { nil } }
  package var isNull: Bool { self == .null }

  /// A number, the ones that JSON has no literals for included.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .string("nan"): .nan
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    default: nil
    }
  }

  /// The integers of a list, or the one integer that stands for a list of one.
  package var ints: [Int]? {
    if let int { return [int] }
    guard case .array(let values) = self else { return nil }
    let found = values.compactMap(\.int)
    return found.count == values.count ? found : nil
  }
}
