import Formats

/// What a file's call of a layer means for the layer: its tensors in order, and what is said besides.
struct LayerArguments {
  private(set) var inputs: [Tensor] = []
  private(set) var options = CallOptions()
  private(set) var training: Bool?

  /// `nil` if an argument has no meaning here, which `unknown` is told.
  init?(
    _ call: GraphCall, _ tensors: [Tensor], _ layer: Layer,
    unknown: (_ key: String, _ value: GraphCall.Argument) -> Void
  ) {
    var isKnown = true
    if layer is MultiHeadAttention {
      let roles = ["query", "value", "key", "query_mask", "value_mask", "key_mask", "attention_mask"]
      var given = Array(zip(roles, call.positional))
      for (key, value) in call.named where roles.contains(key) { given.append((key, value)) }
      for (role, value) in given {
        guard case .tensor(let number) = value else { continue }
        // Masks come with the tensors.
        guard !["query_mask", "value_mask", "key_mask"].contains(role) else { continue }
        options.roles.append(role)
        inputs.append(tensors[number])
      }
    } else {
      inputs = call.positional.flatMap { Self.ordered($0, layer) }.map { tensors[$0] }
    }
    for (key, value) in call.named {
      switch key {
      case "training":
        // False is what Keras writes for a call that does not say.
        // True is the default of layers that change images, which predictions override.
        if value.constant?.boolean == true, !(layer is RandomImageLayer) { training = true }
      case "mask", "query", "value", "key", "query_mask", "value_mask", "key_mask", "attention_mask", "input_shape":
        break
      case "initial_state", "states", "inputs", "sequences", "sequence", "x", "input":
        if !(layer is MultiHeadAttention) { inputs += value.tensors.map { tensors[$0] } }
      case "use_causal_mask":
        if value.constant?.boolean == true { options.flags.insert("causal") }
      case "return_attention_scores":
        if value.constant?.boolean == true { options.flags.insert("scores") }
      default:
        if value.isNull || value.constant?.boolean == false { continue }
        unknown(key, value)
        isKnown = false
      }
    }
    if !isKnown { return nil }
  }

  /// The tensors of an argument; those given by name in the order of the model's inputs.
  private static func ordered(_ argument: GraphCall.Argument, _ layer: Layer) -> [Int] {
    guard case .object(let members) = argument, let model = layer as? Model else { return argument.tensors }
    let names = model.inputNames
    let byName = members.sorted { a, b in
      (names.firstIndex(of: a.key) ?? names.count) < (names.firstIndex(of: b.key) ?? names.count)
    }
    return byName.flatMap(\.value.tensors)
  }
}
