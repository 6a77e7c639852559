import Formats
import Keras

/// What two models, or two files of weights, don't have in common.
struct ModelDifference {
  /// A value that both have, and that is another one.
  struct Change {
    let place: String
    let key: String
    let a: JSONValue
    let b: JSONValue
  }

  /// A weight that both have.
  struct WeightChange {
    let name: String
    let shape: [Int]
    let otherShape: [Int]
    let largest: Double
    let relative: Double
  }

  private let nameA: String
  private let nameB: String
  private let tolerance: Double
  let ignoresNames: Bool
  private(set) var changes: [Change] = []
  private(set) var onlyA: [String] = []
  private(set) var onlyB: [String] = []
  private(set) var weights: [WeightChange] = []
  private(set) var comparedLayers = 0
  private(set) var comparedWeights = 0

  init(a: String, b: String, tolerance: Double, ignoresNames: Bool) {
    (nameA, nameB, self.tolerance, self.ignoresNames) = (a, b, tolerance, ignoresNames)
  }

  var isEmpty: Bool { changes.isEmpty && onlyA.isEmpty && onlyB.isEmpty && weights.isEmpty }

  // MARK: - Architecture

  mutating func compare(architecture a: Model, with b: Model) throws {
    let (rootA, rootB) = (try JSONValue(parsing: a.toJSON()), try JSONValue(parsing: b.toJSON()))
    compareLayers(rootA, rootB, at: "", depth: 0)
    compare(rootA["class_name"], rootB["class_name"], at: a.name, "class_name")
    if !ignoresNames { compare(rootA["config"]?["name"], rootB["config"]?["name"], at: a.name, "name") }
    compare(rootA["compile_config"], rootB["compile_config"], at: a.name, "compile")
  }

  private mutating func compareLayers(_ a: JSONValue, _ b: JSONValue, at path: String, depth: Int) {
    let (listA, listB) = (LayerRecords(a, ignoresNames), LayerRecords(b, ignoresNames))
    for name in listA.names where listB[name] == nil { onlyA.append("layer '\(path)\(name)'") }
    for name in listB.names where listA[name] == nil { onlyB.append("layer '\(path)\(name)'") }
    for name in listA.names {
      guard let one = listA[name], let other = listB[name] else { continue }
      comparedLayers += 1
      let place = path + (listA.ownName(name) ?? name)
      compare(one["class_name"], other["class_name"], at: place, "class_name")
      compare(listA.config(one), listB.config(other), at: place, "")
      compare(listA.connections(one), listB.connections(other), at: place, "inputs")
      if one["config"]?["layers"]?.array != nil, depth < 64 {
        compareLayers(one, other, at: "\(place)/", depth: depth + 1)
      }
    }
    if path.isEmpty {
      for key in ["input_layers", "output_layers"] {
        compare(listA.ends(a["config"]?[key]), listB.ends(b["config"]?[key]), at: "model", key)
      }
    }
  }

  /// Notes what is different in two values; one that is missing is `null`.
  private mutating func compare(_ a: JSONValue?, _ b: JSONValue?, at place: String, _ key: String) {
    let (a, b) = (a ?? .null, b ?? .null)
    if a == b || (a.number != nil && a.number == b.number) { return }
    if let one = a.object, let other = b.object {
      for name in one.keys + other.keys.filter({ one[$0] == nil }) {
        compare(one[name], other[name], at: place, key.isEmpty ? name : "\(key).\(name)")
      }
    } else if let one = a.array, let other = b.array, one.count == other.count,
      one.contains(where: { $0.object != nil })
    {
      for index in one.indices { compare(one[index], other[index], at: place, "\(key)[\(index)]") }
    } else {
      changes.append(Change(place: place, key: key, a: a, b: b))
    }
  }

  // MARK: - Weights

  mutating func compare(weights a: Model, with b: Model) throws {
    let (listA, listB) = (a.weights, b.weights)
    let isSame = listA.map(\.shape) == listB.map(\.shape)
    let names = Self.unique(listA.map(\.path))
    // Models of the same layers in the same order, or else what has the same name.
    let others = ignoresNames && isSame ? names : Self.unique(listB.map(\.path))
    let known = Dictionary(uniqueKeysWithValues: zip(others, listB))
    for (name, variable) in zip(names, listA) {
      guard let other = known[name] else {
        onlyA.append("weight '\(name)'")
        continue
      }
      try compare(name, FileArray(variable.value), FileArray(other.value))
    }
    let own = Set(names)
    onlyB += others.filter { !own.contains($0) }.map { "weight '\($0)'" }
  }

  mutating func compare(weights a: ModelFile, with b: ModelFile) throws {
    for file in [a, b] { if let damage = file.damages.first { throw damage } }
    let (readA, readB) = (try a.reader(), try b.reader())
    let known = Set(b.weights.map(\.name))
    for array in a.weights {
      guard known.contains(array.name) else {
        onlyA.append("weight '\(array.name)'")
        continue
      }
      try compare(array.name, try readA(array.name), try readB(array.name))
    }
    let own = Set(a.weights.map(\.name))
    onlyB += b.weights.map(\.name).filter { !own.contains($0) }.map { "weight '\($0)'" }
  }

  private mutating func compare(_ name: String, _ a: FileArray, _ b: FileArray) throws {
    comparedWeights += 1
    guard a.shape == b.shape else {
      weights.append(
        WeightChange(name: name, shape: a.shape, otherShape: b.shape, largest: .infinity, relative: .infinity))
      return
    }
    let (largest, relative) = try Self.largest(Tensor(a), Tensor(b))
    guard largest > tolerance else { return }
    weights.append(
      WeightChange(name: name, shape: a.shape, otherShape: b.shape, largest: largest, relative: relative))
  }

  /// The largest absolute difference, and the largest one relative to the larger value; two values that are no numbers are equal.
  private static func largest(_ a: Tensor, _ b: Tensor) throws -> (Double, Double) {
    func differences<Element: TensorElement>(
      _ type: Element.Type, _ number: (Element) -> Double
    ) throws -> (Double, Double) {
      try a.withScalars(as: type) { a in
        try b.withScalars(as: type) { b in
          var (largest, relative) = (0.0, 0.0)
          for index in a.indices {
            let (x, y) = (number(a[index]), number(b[index]))
            if x == y || (x.isNaN && y.isNaN) { continue }
            let difference = abs(x - y)
            guard difference.isFinite else { return (Double.infinity, Double.infinity) }
            largest = max(largest, difference)
            relative = max(relative, difference / max(abs(x), abs(y)))
          }
          return (largest, relative)
        }
      }
    }
    if a.dtype == .float64 || b.dtype == .float64 || !a.dtype.isFloating || !b.dtype.isFloating {
      return try differences(Double.self) { $0 }
    }
    return try differences(Float.self) { Double($0) }
  }

  /// Names of their own, where layers of one name lie in different places.
  private static func unique(_ names: [String]) -> [String] {
    var seen: [String: Int] = [:]
    return names.map { name in
      let count = seen[name, default: 0]
      seen[name] = count + 1
      return count == 0 ? name : "\(name)#\(count)"
    }
  }

  // MARK: - Output

  var text: String {
    guard !isEmpty else {
      return
        "no difference in \(comparedLayers.counted("layer", "layers")) and \(comparedWeights.counted("weight", "weights"))"
    }
    var lines: [String] = []
    for (file, names) in [(nameA, onlyA), (nameB, onlyB)] {
      lines += names.map { "only in \(file): \($0)" }
    }
    lines += changes.map { "\($0.place): \($0.key) \(Self.short($0.a)) | \(Self.short($0.b))" }
    if !weights.isEmpty {
      var table = Columns(("weight", .left), ("shape", .left), ("largest difference", .right), ("relative", .right))
      for weight in weights {
        let isSame = weight.shape == weight.otherShape
        table.add(
          weight.name, Console.shape(weight.shape) + (isSame ? "" : " | " + Console.shape(weight.otherShape)),
          isSame ? Console.number(weight.largest) : "-", isSame ? Console.number(weight.relative) : "-")
      }
      lines += (lines.isEmpty ? [] : [""]) + [table.text]
      lines.append(
        "\(weights.count) of \(comparedWeights.counted("weight", "weights")) \(weights.count == 1 ? "differs" : "differ")"
      )
    }
    return lines.joined(separator: "\n").withoutControls
  }

  private static func short(_ json: JSONValue) -> String {
    let text = json.text()
    return text.count > 80 ? text.prefix(80) + "…" : text
  }

  var json: JSONValue {
    [
      "equal": .boolean(isEmpty), "layers": .integer(comparedLayers), "weights": .integer(comparedWeights),
      "only_in_a": .array(onlyA.map { .string($0) }), "only_in_b": .array(onlyB.map { .string($0) }),
      "architecture": .array(
        changes.map { ["place": .string($0.place), "key": .string($0.key), "a": $0.a, "b": $0.b] }),
      "weight_differences": .array(
        weights.map {
          [
            "name": .string($0.name), "shape": .lengths($0.shape), "other_shape": .lengths($0.otherShape),
            "largest": $0.largest.isFinite ? .real($0.largest) : .null,
            "relative": $0.relative.isFinite ? .real($0.relative) : .null,
          ]
        }),
    ]
  }
}

/// The records of a model's layers, by name or by place.
private struct LayerRecords {
  /// In the order of the file.
  let names: [String]
  private var records: [String: JSONValue] = [:]
  private var ownNames: [String: String] = [:]
  /// By a layer's own name, what it is called here.
  private var keys: [String: String] = [:]
  private let ignoresNames: Bool

  init(_ model: JSONValue, _ ignoresNames: Bool) {
    self.ignoresNames = ignoresNames
    var names: [String] = []
    for (index, record) in (model["config"]?["layers"]?.array ?? []).enumerated() {
      let own = record["name"]?.string ?? record["config"]?["name"]?.string ?? ""
      let name = ignoresNames ? "#\(index)" : own
      names.append(name)
      records[name] = record
      ownNames[name] = own
      keys[own] = name
    }
    self.names = names
  }

  subscript(name: String) -> JSONValue? { records[name] }

  func ownName(_ name: String) -> String? { ownNames[name] }

  /// A layer's arguments without those that are compared on their own.
  func config(_ record: JSONValue) -> JSONValue {
    var config = record["config"]?.object ?? JSONObject()
    for key in ["layers", "input_layers", "output_layers"] { config[key] = nil }
    if ignoresNames { config["name"] = nil }
    return .object(config)
  }

  /// What a layer is called on: `dense[0][0]` for each tensor, call by call.
  func connections(_ record: JSONValue) -> JSONValue {
    .array((record["inbound_nodes"]?.array ?? []).map { .array(tensors($0)) })
  }

  private func tensors(_ json: JSONValue) -> [JSONValue] {
    if json["class_name"]?.string == "__keras_tensor__" { return [reference(json["config"]?["keras_history"])] }
    if let items = json.array { return items.flatMap(tensors) }
    return (json.object?.members ?? []).flatMap { tensors($0.value) }
  }

  /// A reference to a layer's output by what the layer is called here.
  private func reference(_ json: JSONValue?) -> JSONValue {
    guard let items = json?.array, items.count == 3, let name = items[0].string else { return .null }
    return .string("\(keys[name] ?? name)[\(items[1].text())][\(items[2].text())]")
  }

  /// A model's inputs or outputs.
  func ends(_ json: JSONValue?) -> JSONValue {
    guard let items = json?.array else { return json ?? .null }
    if items.first?.string != nil { return reference(json) }
    return .array(items.map { ends($0) })
  }
}
