/// The values of an object's properties by name, found by reflection.
enum StoredProperties {
  /// Properties of all classes of the object but the library's bases. What structures and labelled tuples hold is found
  /// under its own name and behind theirs: `biasOptions.initializer` as `biasInitializer`, `weightOptions.useBias` as `useBias`.
  static func all(of object: Any) -> [String: Any] {
    var result: [String: Any] = [:]
    for mirror in mirrors(of: object) {
      for child in mirror.children { add(child, prefix: "", to: &result, depth: 0) }
    }
    return result
  }

  static func mirrors(of object: Any) -> [Mirror] {
    var mirrors: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: object)
    while let current = mirror, !isBase(current.subjectType) {
      mirrors.append(current)
      mirror = current.superclassMirror
    }
    return mirrors.reversed()
  }

  private static func isBase(_ type: Any.Type) -> Bool {
    let bases: [Any.Type] = [
      Layer.self, Model.self, Sequential.self, Loss.self, Metric.self, Optimizer.self, LearningRateSchedule.self,
    ]
    return bases.contains { $0 == type }
  }

  private static func add(_ child: Mirror.Child, prefix: String, to result: inout [String: Any], depth: Int) {
    guard let label = child.label, !(child.value is Weight), !(child.value is Variable) else { return }
    let name = prefix.isEmpty ? label : prefix + label.prefix(1).uppercased() + label.dropFirst()
    result[name] = child.value
    guard depth < 3, !(child.value is any ConfigurationValue) else { return }
    let mirror = Mirror(reflecting: child.value)
    if label == "ownCell" {
      // The cell that a recurrent layer made of its own arguments.
      for mirror in mirrors(of: child.value) {
        for inner in mirror.children { add(inner, prefix: "", to: &result, depth: depth + 1) }
      }
      return
    }
    guard mirror.displayStyle == .struct || mirror.displayStyle == .tuple else { return }
    let base = label.hasSuffix("ptions") ? String(label.dropLast("Options".count)) : label
    for inner in mirror.children {
      add(inner, prefix: base, to: &result, depth: depth + 1)
      if result[inner.label ?? ""] == nil || base != label { add(inner, prefix: "", to: &result, depth: depth + 1) }
    }
  }
}
