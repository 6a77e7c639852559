import Formats
import Keras

/// What `keras info` says of a file.
struct InfoReport {
  private let file: ModelFile
  /// `nil` if nobody looked for them.
  private let problems: [KerasError]?
  private let layers: [ModelFile.ListedLayer]

  init(_ file: ModelFile, _ problems: [KerasError]?) {
    self.file = file
    self.problems = problems
    layers = file.layers
  }

  private var parameterCount: Int { file.weights.reduce(0) { $0 + $1.count } }

  // MARK: - Text

  func text(brief: Bool) -> String {
    var lines = [
      "file       \(file.path.onOneLine): \(file.kind.title), \(Console.counted(file.byteCount, "byte", "bytes"))"
    ]
    if let author { lines.append("written    \(author)") }
    if let model { lines.append("model      \(model)") }
    if file.kind != .architecture { lines.append("weights    \(sum(file.weights)), \(numbers) numbers") }
    if let compiled { lines.append("compiled   \(compiled)") }
    if !file.optimizerState.isEmpty { lines.append("optimizer  \(sum(file.optimizerState))") }
    for asset in file.assets {
      lines.append("asset      \(asset.name.onOneLine), \(Console.counted(asset.byteCount, "byte", "bytes"))")
    }
    lines += problemLines
    if !brief { lines += tables }
    return lines.joined(separator: "\n")
  }

  private var numbers: String { Console.grouped(parameterCount) }

  private func sum(_ arrays: [ModelFile.StoredArray]) -> String {
    let bytes = arrays.reduce(0) { $0 + $1.byteCount }
    return "\(Console.counted(arrays.count, "array", "arrays")), \(Console.counted(bytes, "byte", "bytes"))"
  }

  private var author: String? {
    var parts: [String] = []
    if let version = file.version { parts.append("by Keras \(version)") }
    if let backend = file.backend { parts.append("on \(backend)") }
    if let date = file.date { parts.append("at \(date)") }
    return parts.isEmpty ? nil : parts.joined(separator: " ").onOneLine
  }

  private var model: String? {
    guard let record = file.architecture else { return nil }
    let className = record["class_name"]?.string ?? "?"
    let name = record["config"]?["name"]?.string.map { " '\($0)'" } ?? ""
    return "\(className)\(name), \(Console.counted(layers.count, "layer", "layers"))".onOneLine
  }

  private var compiled: String? {
    guard let training = file.training else { return nil }
    let optimizer = training["optimizer"] ?? training["optimizer_config"] ?? .null
    var parts: [String] = []
    if !optimizer.isNull { parts.append(Self.name(optimizer)) }
    for key in ["loss", "metrics"] {
      if let value = training[key], !value.isNull { parts.append("\(key) \(Self.name(value))") }
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ").onOneLine
  }

  /// The names in a value of `compile`: a name, a record, or several of them.
  private static func name(_ json: JSONValue, depth: Int = 0) -> String {
    guard depth < 4 else { return "…" }
    if let text = json.string { return text }
    if json["class_name"]?.string == "function" { return json["config"]?.string ?? "function" }
    if let className = json["class_name"]?.string { return className }
    if let items = json.array {
      return "[" + items.map { name($0, depth: depth + 1) }.joined(separator: ", ") + "]"
    }
    let members = json.object?.members ?? []
    return members.isEmpty
      ? json.text() : members.map { "\($0.key): \(name($0.value, depth: depth + 1))" }.joined(separator: ", ")
  }

  private var problemLines: [String] {
    guard let problems else { return [] }
    if problems.isEmpty { return ["problems   none"] }
    return ["problems   \(problems.count)"]
      + problems.flatMap { problem in
        [
          "  " + problem.summary.onOneLine, "    expected  \(problem.expected.onOneLine)",
          "    received  \(problem.received.onOneLine)", "    fix       \(problem.fix.onOneLine)",
        ]
      }
  }

  private var tables: [String] {
    var lines: [String] = []
    if !layers.isEmpty {
      var table = Columns(("layer", .left), ("class", .left), ("input", .left), ("numbers", .right))
      for layer in layers {
        let indent = String(repeating: "  ", count: layer.level)
        table.add(
          indent + layer.name, layer.className, layer.inputShape.map(Console.shape) ?? "-",
          Console.grouped(layer.parameterCount))
      }
      lines += ["", table.text]
    }
    for (title, arrays) in [("weight", file.weights), ("optimizer", file.optimizerState)] where !arrays.isEmpty {
      var table = Columns((title, .left), ("dtype", .left), ("shape", .left), ("bytes", .right))
      for array in arrays {
        table.add(array.name, array.dtypeName, Console.shape(array.shape), Console.grouped(array.byteCount))
      }
      lines += ["", table.text]
    }
    return lines
  }

  // MARK: - JSON

  var json: JSONValue {
    var report = JSONObject([
      ("file", .string(file.path)), ("kind", .string(file.kind.rawValue)), ("bytes", .integer(file.byteCount)),
      ("keras_version", .text(file.version)), ("backend", .text(file.backend)), ("date_saved", .text(file.date)),
    ])
    if let record = file.architecture {
      report["model"] = [
        "class_name": record["class_name"] ?? .null, "name": record["config"]?["name"] ?? .null,
        "layers": .array(layers.map(Self.json)),
      ]
      report["compiled"] = file.training ?? .null
    }
    report["parameters"] = .integer(parameterCount)
    report["weights"] = .array(file.weights.map(Self.json))
    report["optimizer"] = .array(file.optimizerState.map(Self.json))
    report["assets"] = .array(file.assets.map { ["name": .string($0.name), "bytes": .integer($0.byteCount)] })
    if let problems {
      report["problems"] = .array(
        problems.map {
          [
            "place": .string($0.summary), "expected": .string($0.expected), "received": .string($0.received),
            "fix": .string($0.fix),
          ]
        })
    }
    return .object(report)
  }

  private static func json(_ layer: ModelFile.ListedLayer) -> JSONValue {
    [
      "name": .string(layer.name), "class_name": .string(layer.className), "level": .integer(layer.level),
      "input_shape": layer.inputShape.map(JSONValue.lengths) ?? .null, "parameters": .integer(layer.parameterCount),
      "weights": .integer(layer.weightCount),
    ]
  }

  private static func json(_ array: ModelFile.StoredArray) -> JSONValue {
    [
      "name": .string(array.name), "dtype": .string(array.dtypeName), "shape": .lengths(array.shape),
      "bytes": .integer(array.byteCount),
    ]
  }
}
