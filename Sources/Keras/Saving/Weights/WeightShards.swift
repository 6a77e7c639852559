import Formats
import Foundation

/// Keras' sharded weights: several `.weights.h5` of limited size, and a list that says which variables are where.
///
/// Source: `keras.src.saving.saving_lib.ShardedH5IOStore`.
struct WeightShards {
  private var parts = [HDF5Writer()]
  /// The parts that each group has variables in.
  private var places: [(group: String, parts: [Int])] = []
  private var byteCount = 0

  /// - Throws: if a variable does not fit a part.
  init(of model: Model, gigabytes: Double) throws {
    let limit = gigabytes * 0x1p30
    var filled = 0.0
    for entry in try WeightsFile.entries(of: model) {
      let group = entry.path.appending(step: "vars")
      try parts[parts.count - 1].addGroup(group)
      try parts[parts.count - 1].setAttribute("name", .text(entry.name), of: group)
      var numbers: [Int] = []
      for (index, (variable, value)) in zip(entry.variables, entry.values).enumerated() {
        let size = Double(variable.type.byteCount)
        guard size <= limit else {
          throw FormatError(
            "", expected: "weights of at most \(limit) bytes each, as maxShardSize says",
            received: "\(variable.type.byteCount.counted("byte", "bytes")) of '\(variable.path)'",
            fix: "give a larger maxShardSize")
        }
        filled += size
        byteCount += variable.type.byteCount
        if filled > limit {
          parts.append(HDF5Writer())
          filled = size
          try parts[parts.count - 1].setAttribute("name", .text(entry.name), of: group)
        }
        try parts[parts.count - 1].addDataset("\(group)/\(index)", try FileArray(value))
        if numbers.last != parts.count - 1 { numbers.append(parts.count - 1) }
      }
      if !numbers.isEmpty { places.append(("/" + group, numbers)) }
    }
  }

  /// Writes the parts beside the list, and the list last, so that it never names a part that is not there.
  func write(to path: String) throws {
    let base = String((path as NSString).lastPathComponent.dropLast(".weights.json".count))
    let folder = (path as NSString).deletingLastPathComponent
    let names = parts.indices.map { String(format: "%@_%05d.weights.h5", base, $0) }
    for (part, name) in zip(parts, names) { try part.write(to: folder.isEmpty ? name : "\(folder)/\(name)") }
    let map = places.map { ($0.group, JSONValue.array($0.parts.map { .string(names[$0]) })) }
    let list: JSONValue = [
      "metadata": ["total_size": .real(Double(byteCount))], "weight_map": .object(JSONObject(map)),
    ]
    try AtomicFile.write([try ByteStorage(list.utf8(.indented(4)))], to: path)
  }
}
