import Formats

/// Brings configurations of Keras 1 and 2 to the form of Keras 3, so that one reader reads all.
///
/// Classes and arguments that were renamed are in `LegacyTables`; here is what changed in structure.
struct LegacyUpgrade {
  private let session: SavingSession
  /// The first number of the version that wrote the file: 1, 2 or 3.
  private let major: Int
  private static let maximumDepth = 64

  init(_ session: SavingSession, kerasMajor: Int) {
    self.session = session
    major = kerasMajor
  }

  /// The first number of a version such as "2.4.0".
  static func major(_ version: String) -> Int? { version.split(separator: ".").first.flatMap { Int($0) } }

  /// A whole model's record, and what it was compiled with.
  ///
  /// - Parameter training: `training_config` of an HDF5 file; later formats have it in the record.
  func model(_ json: JSONValue, compiledWith training: JSONValue? = nil) -> JSONValue {
    let upgraded = record(json)
    guard let training = training ?? json["compile_config"], var object = upgraded.object else { return upgraded }
    object["compile_config"] = compileConfig(training)
    return .object(object)
  }

  private func compileConfig(_ training: JSONValue) -> JSONValue {
    var config = training.object ?? JSONObject()
    if let optimizer = config["optimizer_config"] ?? config["optimizer"], optimizer["class_name"] != nil {
      var record = record(optimizer).object ?? JSONObject()
      var arguments = record["config"]?.object ?? JSONObject()
      if let rate = arguments["lr"] {
        arguments["learning_rate"] = rate
        arguments["lr"] = nil
      }
      for (key, value) in arguments.members where value.isNull { arguments[key] = nil }
      record["config"] = .object(arguments)
      config["optimizer"] = .object(record)
    }
    // Keras 2 wrote null for "one weight for all samples".
    for key in ["sample_weight_mode", "optimizer_config"] { config[key] = nil }
    return .object(config)
  }

  /// A record of any object, with all that lies in it.
  func record(_ json: JSONValue, depth: Int = 0) -> JSONValue {
    guard var object = json.object, depth < Self.maximumDepth else { return json }
    guard let given = object["class_name"]?.string else { return json }
    // A record with a module is of the form of Keras 3; inside may still be others.
    let isNew = object["module"]?.string != nil && object["registered_name"] != nil
    var className = given.hasPrefix("Custom>") ? String(given.dropFirst("Custom>".count)) : given
    var config = object["config"] ?? [:]
    if className == "Sequential", let layers = config.array {
      config = ["name": "sequential", "layers": .array(layers)]
    }
    if var arguments = config.object {
      if let layers = arguments["layers"]?.array, className != "Merge" {
        arguments["layers"] = .array(layers.map { LegacyOperations.withModule(record($0, depth: depth + 1)) })
        if arguments["input_layers"] != nil { LegacyGraph(major: major).upgrade(&arguments) }
      } else if !isNew || major < 3 {
        className = LegacyTables.upgrade(className, &arguments, kerasMajor: major)
      }
      for (key, value) in arguments.members where key != "layers" {
        if value["class_name"] != nil { arguments[key] = record(value, depth: depth + 1) }
        if let items = value.array, items.contains(where: { $0["class_name"] != nil }) {
          arguments[key] = .array(items.map { record($0, depth: depth + 1) })
        }
      }
      config = .object(arguments)
    }
    object["class_name"] = .string(className == "Model" ? "Functional" : className)
    object["config"] = config
    return .object(object)
  }
}

/// Graphs whose calls are lists of `[layer, node, tensor, kwargs]`.
private struct LegacyGraph {
  let major: Int

  func upgrade(_ config: inout JSONObject) {
    guard let layers = config["layers"]?.array else { return }
    let isList = layers.contains { entry in
      (entry["inbound_nodes"]?.array ?? []).contains { $0.array != nil }
    }
    guard isList else { return }
    let nested = nestedNames(layers)
    let first = firstNodes(layers, of: nested)
    config["layers"] = .array(
      layers.map { entry in
        guard var object = entry.object, let nodes = object["inbound_nodes"]?.array else { return entry }
        let operation = LegacyOperations.record(of: entry)
        if let operation { object = operation.object ?? object }
        object["inbound_nodes"] = .array(
          nodes.compactMap { call($0, first, isOperation: operation != nil, entry: entry) })
        return .object(object)
      })
    for key in ["input_layers", "output_layers"] {
      config[key] = ends(config[key] ?? .null, nested, first)
    }
  }

  /// Models among the layers, and whether the reader counts their calls from 1 at the ends.
  private func nestedNames(_ layers: [JSONValue]) -> [String: Bool] {
    var result: [String: Bool] = [:]
    for entry in layers {
      guard let name = entry["name"]?.string ?? entry["config"]?["name"]?.string else { continue }
      switch entry["class_name"]?.string {
      case "Functional", "Model": result[name] = true
      case "Sequential": result[name] = false
      default: break
      }
    }
    return result
  }

  /// The first call of each nested model: 1, as its node 0 is its own, or 0 for one that was built by the call.
  private func firstNodes(_ layers: [JSONValue], of nested: [String: Bool]) -> [String: Int] {
    var result: [String: Int] = [:]
    func look(_ json: JSONValue, depth: Int) {
      guard let items = json.array, depth < 16 else { return }
      if items.count >= 3, let name = items[0].string, let node = items[1].integer, nested[name] != nil {
        result[name] = min(result[name] ?? node, node)
      }
      for item in items { look(item, depth: depth + 1) }
    }
    for entry in layers { look(entry["inbound_nodes"] ?? .null, depth: 0) }
    return result
  }

  private func tensor(_ json: JSONValue, _ first: [String: Int]) -> JSONValue? {
    guard let items = json.array, items.count >= 3, let name = items[0].string, let node = items[1].integer,
      items[2].integer != nil
    else { return nil }
    if name == "_CONSTANT_VALUE" { return items[2] }
    return [
      "class_name": "__keras_tensor__",
      "config": ["keras_history": [.string(name), .integer(node - (first[name] ?? 0)), items[2]]],
    ]
  }

  private func call(_ node: JSONValue, _ first: [String: Int], isOperation: Bool, entry: JSONValue) -> JSONValue? {
    guard let items = node.array, !items.isEmpty else { return node.object == nil ? nil : node }
    // One tensor may stand without the list around it.
    let isBare = items[0].string != nil
    if isBare, items[0].string == "_CONSTANT_VALUE", items.count >= 4 {
      return LegacyOperations.call([items[2]], arguments(items[3], first), entry)
    }
    let references = isBare ? [node] : items
    let tensors = references.compactMap { tensor($0, first) }
    guard tensors.count == references.count else { return nil }
    let named = arguments(references[0].array?.dropFirst(3).first ?? .null, first)
    if isOperation { return LegacyOperations.call(tensors, named, entry) }
    var call = JSONObject([
      ("args", JSONValue.array(tensors.count == 1 ? tensors : [.array(tensors)])), ("kwargs", .object(named)),
    ])
    // Keras 2 wrote `training` only where the call said it.
    if let training = named["training"] { call[GraphCall.trainingKey] = training }
    return .object(call)
  }

  /// Named arguments, among which bare triples are tensors.
  private func arguments(_ json: JSONValue, _ first: [String: Int]) -> JSONObject {
    func value(_ json: JSONValue, depth: Int) -> JSONValue {
      if let tensor = tensor(json, first), json.array?.count == 3 { return tensor }
      if let items = json.array, depth < 8 { return .array(items.map { value($0, depth: depth + 1) }) }
      return json
    }
    return JSONObject((json.object?.members ?? []).map { ($0.key, value($0.value, depth: 0)) })
  }

  private func ends(_ json: JSONValue, _ nested: [String: Bool], _ first: [String: Int]) -> JSONValue {
    guard let items = json.array else { return json }
    if items.count == 3, let name = items[0].string, let node = items[1].integer {
      guard let isFunctional = nested[name] else { return json }
      // The output of a model that nothing else uses says by itself where its calls begin.
      let index = node - (first[name] ?? min(node, 1))
      return [items[0], .integer(isFunctional ? index + 1 : index), items[2]]
    }
    let parts = items.map { ends($0, nested, first) }
    // Older versions have a list for one end too.
    return parts.count == 1 && parts[0].array?.first?.string != nil ? parts[0] : .array(parts)
  }
}
