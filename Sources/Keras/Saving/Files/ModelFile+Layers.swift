import Formats

extension ModelFile {
  /// A layer as the file's record says.
  package struct ListedLayer: Sendable {
    package let name: String
    package let className: String
    /// How many models it lies in.
    package let level: Int
    /// What it was built for, or what an input takes: lengths with `nil` where unknown.
    package let inputShape: [Int?]?
    /// Numbers in the weights that the file has for it.
    package let parameterCount: Int
    /// How many arrays these are in.
    package let weightCount: Int
  }

  /// The model's layers, those of nested models behind the model.
  package var layers: [ListedLayer] {
    guard let architecture else { return [] }
    var result: [ListedLayer] = []
    list(architecture, at: "", level: 0, &result)
    return result
  }

  private var isOlder: Bool { kind == .wholeHDF5 }

  private func list(_ model: JSONValue, at path: String, level: Int, _ result: inout [ListedLayer]) {
    // Records of files are at most so deep; more is damage, which loading reports.
    guard level < 64 else { return }
    // Keras 1 and 2 wrote the layers of Sequential as a list.
    let records = model["config"]?.array ?? model["config"]?["layers"]?.array ?? []
    var counts: [String: Int] = [:]
    let isSequential = model["class_name"]?.string == "Sequential"
    for record in records {
      guard let className = record["class_name"]?.string else { continue }
      let config = record["config"]
      let name = record["name"]?.string ?? config?["name"]?.string ?? ""
      // Operations are no layers, and have no place among them.
      if record["module"]?.string?.hasPrefix("keras.src.ops") ?? false { continue }
      let isInput = className == "InputLayer"
      var place = "\(path)layers/"
      if isOlder {
        place = level == 0 ? "model_weights/\(name)" : ""
      } else if isInput, isSequential {
        place = ""
      } else {
        let step = className.inSnakeCase
        let count = counts[step, default: 0]
        counts[step] = count + 1
        place += count == 0 ? step : "\(step)_\(count)"
      }
      let own = place.isEmpty ? [] : weights.filter { $0.name.hasPrefix(place + "/") }
      let shape = config?["batch_shape"] ?? config?["batch_input_shape"] ?? record["build_config"]?["input_shape"]
      result.append(
        ListedLayer(
          name: name, className: className, level: level, inputShape: Self.lengths(shape),
          parameterCount: own.reduce(0) { $0 + $1.count }, weightCount: own.count))
      if config?["layers"]?.array != nil || (config?.array != nil && className == "Sequential") {
        list(record, at: place + "/", level: level + 1, &result)
      }
    }
  }

  private static func lengths(_ json: JSONValue?) -> [Int?]? {
    guard let items = json?.array, items.allSatisfy({ $0.isNull || $0.integer != nil }) else { return nil }
    return items.map(\.integer)
  }
}
