/// Finds weights, sublayers and seed generators in a layer's properties.
enum Tracking {
  /// Layers in the properties, superclass first, through arrays, dictionaries (by key) and optionals; each once.
  static func sublayers(of layer: Layer) -> [Layer] {
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(layer)]
    var result: [Layer] = []
    for (_, value) in properties(of: layer) {
      visit(value) { if seen.insert(ObjectIdentifier($0)).inserted { result.append($0) } }
    }
    for extra in (layer as? any SublayerProvider)?.providedSublayers ?? []
    where seen.insert(ObjectIdentifier(extra)).inserted { result.append(extra) }
    return result
  }

  /// Tells each `@Weight` of the layer whose it is and what it is called.
  static func bindWeights(of layer: Layer) {
    for (label, value) in properties(of: layer) {
      guard let weight = value as? Weight else { continue }
      weight.owner = layer
      weight.label = (label.hasPrefix("_") ? String(label.dropFirst()) : label).inSnakeCase
    }
  }

  /// Takes each `@Weight` back to the state before `build`.
  static func forgetWeights(of layer: Layer) {
    for (_, value) in properties(of: layer) { (value as? Weight)?.forget() }
  }

  static func seedGenerators(of layer: Layer) -> [SeedGenerator] {
    properties(of: layer).compactMap { unwrapped($0.value) as? SeedGenerator }
  }

  static func metrics(of layer: Layer) -> [Metric] {
    properties(of: layer).compactMap { unwrapped($0.value) as? Metric }
  }

  /// Visits the variables that an object's properties lead to: by themselves, or in layers, optimizers, metrics, losses and
  /// seed generators.
  static func visitVariables(in owner: AnyObject, _ found: (Variable) -> Void) {
    for (_, value) in properties(of: owner) { visitVariables(of: value, found) }
  }

  private static func visitVariables(of value: Any, _ found: (Variable) -> Void) {
    switch value {
    case let variable as Variable: found(variable)
    case let generator as SeedGenerator: found(generator.state)
    case let layer as Layer: layer.variables.forEach(found)
    case let optimizer as Optimizer: optimizer.variables.forEach(found)
    case let metric as Metric: metric.variables.forEach(found)
    case let loss as Loss: visitVariables(in: loss, found)
    case let dictionary as [String: Any]:
      for key in dictionary.keys.sorted() { visitVariables(of: dictionary[key]!, found) }
    default:
      let mirror = Mirror(reflecting: value)
      switch mirror.displayStyle {
      case .optional, .collection, .dictionary, .set, .tuple:
        for child in mirror.children { visitVariables(of: child.value, found) }
      default: break
      }
    }
  }

  // The base class' own properties are bookkeeping, not structure.
  private static func properties(of owner: AnyObject) -> [(label: String, value: Any)] {
    var mirrors: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: owner)
    while let current = mirror, !isBase(current.subjectType) {
      mirrors.append(current)
      mirror = current.superclassMirror
    }
    return mirrors.reversed().flatMap { $0.children.map { ($0.label ?? "", $0.value) } }
  }

  private static func isBase(_ type: Any.Type) -> Bool {
    type == Layer.self || type == Model.self || type == Sequential.self || type == Loss.self
  }

  private static func unwrapped(_ value: Any) -> Any {
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .optional, let first = mirror.children.first else { return value }
    return first.value
  }

  private static func visit(_ value: Any, _ found: (Layer) -> Void) {
    if let layer = value as? Layer {
      found(layer)
      return
    }
    if let dictionary = value as? [String: Any] {
      for key in dictionary.keys.sorted() { visit(dictionary[key]!, found) }
      return
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional, .collection, .tuple: for child in mirror.children { visit(child.value, found) }
    default: break
    }
  }
}

/// A layer whose sublayers are not properties: models that hold a graph or a list.
protocol SublayerProvider {
  var providedSublayers: [Layer] { get }
}
