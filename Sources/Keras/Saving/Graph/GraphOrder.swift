import Formats

/// The order of a model's inputs and outputs that were given by name.
///
/// Keras sorts them; here they stay as they were given. A file has them by name, and their order in a key that Keras passes over.
struct GraphOrder {
  private static let key = "keras_swift_order"

  let inputs: [String]?
  let outputs: [String]?

  /// What the record of a model says; `nil` if it says nothing.
  init?(_ record: JSONValue) {
    guard let order = record[Self.key] else { return nil }
    func names(_ key: String) -> [String]? { order[key]?.array?.compactMap(\.string) }
    (inputs, outputs) = (names("inputs"), names("outputs"))
  }

  /// Adds the order to the record of a model if Keras' is another.
  static func add(_ graph: FunctionalGraph?, to record: inout JSONValue) {
    guard let graph, var object = record.object else { return }
    var order = JSONObject()
    func note(_ key: String, _ names: [String], _ isNamed: Bool) {
      if isNamed, names != names.sorted(by: precedes) { order[key] = .array(names.map { .string($0) }) }
    }
    note("inputs", graph.inputNames, graph.hasNamedInputs)
    note("outputs", graph.outputNames, graph.hasNamedOutputs)
    guard !order.isEmpty else { return }
    object[key] = .object(order)
    record = .object(object)
  }

  /// Python's order of texts.
  static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

  /// The places of ends in Keras' order.
  static func sorted(_ names: [String], _ isNamed: Bool) -> [Int] {
    isNamed ? names.indices.sorted { precedes(names[$0], names[$1]) } : Array(names.indices)
  }
}
