import Formats

/// What a file's call of a layer means for the layer: its tensors in order, and what is said besides.
struct LayerArguments {
  private(set) var inputs: [Tensor] = []
  private(set) var options = CallOptions()
  private(set) var training: Bool?
  private let takesQueryMask: Bool

  /// `nil` if an argument has no meaning here, which `unknown` is told.
  init?(
    _ call: GraphCall, _ tensors: [Tensor], _ layer: Layer,
    unknown: (_ key: String, _ value: GraphCall.Argument) -> Void
  ) {
    var isKnown = true
    takesQueryMask = layer is GroupQueryAttention
    let call = Self.named(call, layer)
    if layer is MultiHeadAttention {
      let roles = ["query", "value", "key", "query_mask", "value_mask", "key_mask", "attention_mask"]
      let query = call.positional.map { (key: "query", value: $0) }
      for (role, value) in query + call.named where roles.contains(role) {
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
        let given = value.constant?.boolean
        training = call.training ?? (given == Self.unsaidTraining(layer) ? nil : given)
      case "mask", "query", "value", "key", "query_mask", "value_mask", "key_mask", "attention_mask", "input_shape":
        break
      case "count_weights" where layer is CategoryEncoding: inputs += value.tensors.map { tensors[$0] }
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
    for (key, value) in call.named where key == "mask" || key.hasSuffix("_mask") { takeMask(key, value, tensors) }
  }

  /// The call with names for the arguments behind the first one, as far as Keras' class has some.
  private static func named(_ call: GraphCall, _ layer: Layer) -> GraphCall {
    let names: [String]
    switch layer {
    case is RNN, is Bidirectional: names = ["initial_state", "mask", "training"]
    case is AttentionLayer: names = ["mask", "training", "return_attention_scores", "use_causal_mask"]
    case is GlobalAveragePooling1D, is Softmax, is Lambda: names = ["mask", "training"]
    case is MultiHeadAttention:
      names = [
        "value", "key", "query_mask", "value_mask", "key_mask", "attention_mask", "return_attention_scores", "training",
        "use_causal_mask",
      ]
    case is any Configurable: return call
    case is CategoryEncoding: names = ["count_weights"]
    case is any RecurrentCell: names = ["states", "training"]
    default: names = ["training", "mask"]
    }
    var result = call
    result.positional = Array(call.positional.prefix(1))
    result.named = zip(names, call.positional.dropFirst()).map { (key: $0, value: $1) } + call.named
    return result
  }

  /// What Keras 3 writes as `training` of a call that does not say: the default of the layer's own `call`.
  ///
  /// In Python, `training=False` is what most people write in classes of their own.
  private static func unsaidTraining(_ layer: Layer) -> Bool? {
    switch layer {
    case is RandomImageLayer, is Resizing, is CenterCrop: true
    case is DropoutLayer, is NoiseLayer, is RNN, is ConvLSTMLayer, is AttentionLayer, is any RecurrentCell,
      is any Configurable:
      false
    default: nil
    }
  }

  /// Gives inputs the masks that the call names. Keras also writes those that layers before gave.
  ///
  /// A query's mask is the one that it has: Keras' `MultiHeadAttention` does not look at its argument.
  private mutating func takeMask(_ key: String, _ value: GraphCall.Argument, _ tensors: [Tensor]) {
    guard !options.roles.isEmpty else {
      if key == "mask" { takeMasks(value, tensors) }
      return
    }
    if key == "query_mask", !takesQueryMask { return }
    guard case .tensor(let number) = value, let index = options.roles.firstIndex(of: String(key.dropLast(5))) else {
      return
    }
    inputs[index] = inputs[index].masked(by: tensors[number])
  }

  private mutating func takeMasks(_ value: GraphCall.Argument, _ tensors: [Tensor]) {
    switch value {
    case .tensor(let number): if !inputs.isEmpty { inputs[0] = inputs[0].masked(by: tensors[number]) }
    case .list(let items):
      for (index, item) in items.enumerated() where inputs.indices.contains(index) {
        if case .tensor(let number) = item {
          inputs[index] = inputs[index].masked(by: tensors[number])
        } else {
          inputs[index] = inputs[index].masked(by: nil)
        }
      }
    case .object, .constant: break
    }
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
