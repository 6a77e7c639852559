/// Names in a model, which Keras wants to be unique: files find layers and weights by them.
enum LayerNames {
  /// Why these layers can't be those of one model; `nil` if each has a name of its own.
  static func error(_ owner: String, inputs: [Tensor] = [], layers: [Layer]) -> KerasError? {
    var kinds: [String: String] = [:]
    let named = inputs.map { ($0.stepName, "an Input") } + layers.map { ($0.name, "a layer of class \(type(of: $0))") }
    for (name, kind) in named {
      guard let other = kinds.updateValue(kind, forKey: name) else { continue }
      return KerasError(
        "\(owner) uses the name '\(name)' twice.", expected: "layers and inputs with names of their own",
        received: "\(other) and \(kind), both named '\(name)'",
        fix: "give one of them another name, such as name: \"\(name)_2\"")
    }
    return nil
  }
}
