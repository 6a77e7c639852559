/// The members of a JSON object, in their order.
package struct JSONObject: Sendable, Equatable {
  /// The names in the order in which they were added.
  package private(set) var keys: [String] = []
  private var values: [String: JSONValue] = [:]

  package init() {}

  /// A later member takes the place of an earlier one of the same name.
  package init(_ members: some Sequence<(String, JSONValue)>) {
    for (key, value) in members { self[key] = value }
  }

  package var count: Int { keys.count }
  package var isEmpty: Bool { keys.isEmpty }

  /// Names and values in their order.
  package var members: [(key: String, value: JSONValue)] { keys.map { ($0, values[$0] ?? .null) } }

  /// The value of that name; a new one is added at the end, `nil` removes it.
  package subscript(key: String) -> JSONValue? {
    get { values[key] }
    set {
      if let newValue {
        if values.updateValue(newValue, forKey: key) == nil { keys.append(key) }
      } else if values.removeValue(forKey: key) != nil {
        keys.removeAll { $0 == key }
      }
    }
  }
}
