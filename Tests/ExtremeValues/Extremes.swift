import Formats

/// Values at the ends of what arguments can be, and copies of a record with them in the place of its own.
enum Extremes {
  static let integers = [0, -1, .min, .max, 1 << 31, 1 << 40, 1 << 62]
  static let numbers: [Double] = [0, -1, .nan, .infinity, -.infinity, 1e308, -1e308, 1e-300]

  /// One place of a record with another value.
  struct Change {
    let path: String
    let value: JSONValue
    let record: JSONValue
  }

  /// Every number, list and missing value of a record in turn replaced by extremes.
  static func changes(of record: JSONValue, at path: String = "", _ rebuild: (JSONValue) -> JSONValue = { $0 })
    -> [Change]
  {
    func change(_ value: JSONValue, _ suffix: String = "") -> Change {
      Change(path: path + suffix, value: value, record: rebuild(value))
    }
    switch record {
    case .integer: return integers.map { change(.integer($0)) } + [change(.real(.nan)), change(.real(1e300))]
    case .real: return numbers.map { change(.real($0)) } + [change(.integer(.min)), change(.integer(.max))]
    case .null: return [0, -1, .max].map { change(.integer($0)) } + [change(.array([]))]
    case .array(let elements):
      var result = [change(.array([])), change(.array(elements + elements))]
      if elements.contains(where: { $0.number != nil || $0.isNull }) {
        result += [0, -1, .min, .max, 1 << 62].map { value in
          change(.array(elements.map { _ in .integer(value) }))
        }
      }
      for index in Set([0, elements.count - 1]).sorted() where elements.indices.contains(index) {
        result += changes(of: elements[index], at: "\(path)[\(index)]") { value in
          var copy = elements
          copy[index] = value
          return rebuild(.array(copy))
        }
      }
      return result
    case .object(let object):
      return object.members.flatMap { key, value -> [Change] in
        if ["name", "dtype", "trainable", "module", "class_name", "registered_name"].contains(key) { return [] }
        return changes(of: value, at: "\(path).\(key)") { replacement in
          var copy = object
          copy[key] = replacement
          return rebuild(.object(copy))
        }
      }
    default: return []
    }
  }
}
