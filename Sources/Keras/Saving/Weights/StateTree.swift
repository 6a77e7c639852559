import Formats

/// What of a model has weights in files, and where: Keras' paths of attribute names and of class names in lists.
///
/// Source: `keras.src.saving.saving_lib._walk_saveable`.
struct StateTree {
  struct Entry {
    /// Such as `layers/dense_1`; empty for the model itself.
    let path: String
    let name: String
    /// Trainable ones first, as they were made.
    let variables: [Variable]
    /// What the variables are called; their numbers if `nil`.
    var keys: [String]?
    /// A layer with a file of its own.
    var lookup: IntegerLookup?
    /// What of a weight stands in the weight itself in files.
    var lowRank: LowRank?
    /// Of a layer whose kernel Keras 2 has in other forms too.
    var localKernels: LocalKernels?

    func key(_ index: Int) -> String { keys?[index] ?? "\(index)" }

    /// The variables' values as files have them.
    var values: [Tensor] {
      guard let lowRank, let first = variables.first else { return variables.map(\.value) }
      return [lowRank.adapted(first.value)] + variables.dropFirst().map(\.value)
    }
  }

  /// Layers of one name at several places, of which files have the weights of the first only; by the paths of the others.
  func originals(of path: String) -> Set<String> {
    let steps = path.split(separator: "/")
    var names: Set<String> = []
    for count in 1...max(steps.count, 1) {
      let prefix = steps.prefix(count).joined(separator: "/")
      guard let entry = entries.first(where: { $0.path == prefix }), !entry.name.isEmpty else { continue }
      if entries.contains(where: { $0.name == entry.name && $0.path != prefix }) { names.insert(entry.name) }
    }
    return names
  }

  private(set) var entries: [Entry] = []
  /// The same layers at their other places in models of a model. Keras, which makes a layer for each, needs weights for each.
  private(set) var repetitions: [Entry] = []
  private var visited: Set<ObjectIdentifier> = []

  private init() {}

  init(_ model: Model) {
    visit(model, "")
    if let optimizer = model.optimizer, optimizer.isBuilt { visit(optimizer, "optimizer") }
  }

  private mutating func visit(_ optimizer: Optimizer, _ path: String) {
    if let scaled = optimizer as? LossScaleOptimizer { visit(scaled.inner, "\(path)/inner_optimizer") }
    entries.append(Entry(path: path, name: optimizer.name, variables: optimizer.fileVariables))
  }

  private mutating func visit(_ layer: Layer, _ path: String) {
    guard visited.insert(ObjectIdentifier(layer)).inserted else { return }
    add(layer, path)
  }

  private mutating func add(_ layer: Layer, _ path: String) {
    if let lookup = layer as? IntegerLookup {
      let weights = lookup.idf.map { [$0] } ?? []
      entries.append(
        Entry(
          path: path, name: layer.name, variables: weights, keys: weights.map { _ in "idf_weights" }, lookup: lookup))
      return
    }
    let lowRank = (layer as? any LowRankLayer)?.lowRank
    let factors = lowRank?.variables ?? []
    let variables = layer.sortedVariables.filter { own in !factors.contains { $0 === own } }
    entries.append(
      Entry(
        path: path, name: layer.name, variables: variables, lowRank: factors.isEmpty ? nil : lowRank,
        localKernels: LocalKernels(layer)))
    if let model = layer as? Model, model.isFunctional {
      let inputs = model is Sequential ? [] : model.graph?.inputs ?? []
      for (index, input) in inputs.enumerated() {
        let group = index == 0 ? "input_layer" : "input_layer_\(index)"
        entries.append(Entry(path: path.appending(step: "layers/\(group)"), name: input.stepName, variables: []))
      }
      list(model.computingLayers, path.appending(step: "layers"), isGraph: true)
      return
    }
    var attributes = StoredProperties.attributes(of: layer).map { property in
      (name: Self.attributeName(property.name.inSnakeCase, of: layer), value: property.value)
    }
    // A subclassed model's list of its layers is an attribute like the others.
    if let model = layer as? Model { attributes.append((name: "layers", value: model.computingLayers)) }
    // Names of private attributes come last.
    attributes.sort { a, b in
      let (x, y) = (a.name.hasPrefix("_") ? "~" + a.name : a.name, b.name.hasPrefix("_") ? "~" + b.name : b.name)
      return x.utf8.lexicographicallyPrecedes(y.utf8)
    }
    for (name, value) in attributes { attribute(value, path.appending(step: name)) }
  }

  private mutating func attribute(_ value: Any, _ path: String) {
    if let layer = value as? Layer {
      visit(layer, path)
      return
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: for child in mirror.children { attribute(child.value, path) }
    case .collection, .dictionary, .tuple: list(Self.items(value, mirror), path)
    default: break
    }
  }

  /// The objects in a list, or in a dictionary by order of its keys.
  private static func items(_ value: Any, _ mirror: Mirror) -> [Any] {
    if let dictionary = value as? [String: Any] { return dictionary.keys.sorted().map { dictionary[$0]! } }
    return mirror.children.map(\.value)
  }

  private mutating func list(_ items: [Any], _ path: String, isGraph: Bool = false) {
    var counts: [String: Int] = [:]
    for item in items {
      let name: String
      if let layer = item as? Layer {
        name = Self.className(layer).inSnakeCase
      } else if Mirror(reflecting: item).displayStyle == .collection {
        name = "container"
      } else {
        continue
      }
      let count = counts[name, default: 0]
      // Objects that were met before count too.
      counts[name] = count + 1
      let place = path.appending(step: count == 0 ? name : "\(name)_\(count)")
      if let layer = item as? Layer, isGraph, visited.contains(ObjectIdentifier(layer)) {
        var other = StateTree()
        other.visit(layer, place)
        repetitions += other.entries
      }
      attribute(item, place)
    }
  }

  /// Keras' attributes, where they are private there.
  private static func attributeName(_ name: String, of layer: Layer) -> String {
    guard layer is MultiHeadAttention else { return name }
    let isPrivate = layer is GroupQueryAttention ? name.hasSuffix("_dense") : name == "gate_dense"
    return isPrivate || name == "dropout_layer" ? "_" + name : name
  }

  /// Keras' name of a layer's class.
  static func className(_ layer: Layer) -> String {
    if type(of: layer) == Model.self { return "Functional" }
    // Exported by another name than its own.
    if layer is GroupQueryAttention { return "GroupedQueryAttention" }
    return LayerClasses.byType[ObjectIdentifier(type(of: layer))]?.className ?? String(describing: type(of: layer))
  }
}

extension String {
  func appending(step: String) -> String { isEmpty ? step : "\(self)/\(step)" }
}

extension Optimizer {
  /// What files hold of the optimizer's state.
  fileprivate var fileVariables: [Variable] { variables }
}

extension StoredProperties {
  /// The properties of a layer that may hold layers.
  static func attributes(of layer: Layer) -> [(name: String, value: Any)] {
    mirrors(of: layer).flatMap { mirror in
      mirror.children.compactMap { child in child.label.map { (name: $0, value: child.value) } }
    }
  }
}
