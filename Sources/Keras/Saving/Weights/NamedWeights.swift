import Formats
import Foundation

/// Which array of a file belongs to which weight, by the weights' paths.
struct NamedWeights {
  private let model: Model
  private let names: [String]
  private let file: SafetensorsFile

  /// - Parameter names: of the model's weights, in order.
  init(_ model: Model, _ names: [String], _ file: SafetensorsFile) {
    self.model = model
    self.names = names
    self.file = file
  }

  /// The name of each weight's array in the file: its own, or that of the same weight of a model that was built as this one.
  ///
  /// Layers without names of their own are numbered on from model to model of a program: what `dense` is in the first, is `dense_2` in the
  /// next. Such names mean the same if there are as many of each kind in the file, of the same shapes in the order of the numbers.
  var arrays: [String] {
    if names.allSatisfy({ file.entry($0) != nil }) { return names }
    let kinds = Self.kinds(model)
    let given = file.entries.map(\.name)
    let mine = Dictionary(grouping: names) { Self.plain($0, kinds) }.mapValues(Self.sorted)
    let theirs = Dictionary(grouping: given) { Self.plain($0, kinds) }.mapValues(Self.sorted)
    guard mine.mapValues(\.count) == theirs.mapValues(\.count) else { return names }
    let shapes = Dictionary(zip(names, model.weights.map(\.shape))) { first, _ in first }
    var found: [String: String] = [:]
    for (kind, own) in mine {
      for (name, other) in zip(own, theirs[kind] ?? []) {
        guard let entry = file.entry(other), Shape(entry.shape) == shapes[name] else { return names }
        found[name] = other
      }
    }
    return names.map { found[$0] ?? $0 }
  }

  private static func sorted(_ names: [String]) -> [String] {
    names.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
  }

  /// What layers are called that got no name, without their numbers: those of the library, and the model's own classes.
  private static func kinds(_ model: Model) -> Set<String> {
    let own = model.flattened.map { String(describing: type(of: $0)).inSnakeCase }
    return Set(own + LayerClasses.byName.keys.map(\.inSnakeCase) + ["functional", "sequential"])
  }

  private static func plain(_ path: String, _ kinds: Set<String>) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).map { step in
      let plain = withoutNumber(String(step))
      // The layers in a Bidirectional are called after the one that was given.
      let prefix = ["forward_", "backward_"].first { plain.hasPrefix($0) } ?? ""
      return kinds.contains(String(plain.dropFirst(prefix.count))) ? plain : String(step)
    }.joined(separator: "/")
  }

  private static func withoutNumber(_ name: String) -> String {
    guard let end = name.lastIndex(of: "_"), end != name.startIndex else { return name }
    let number = name[name.index(after: end)...]
    return !number.isEmpty && number.allSatisfy(\.isNumber) ? String(name[..<end]) : name
  }
}
