import Formats

/// Writes a functional model's graph as Keras does.
struct GraphWriter {
  private let model: Model
  private let session: SavingSession
  private let place: String
  private var names: [ObjectIdentifier: String] = [:]
  private var inputNames: [TensorID: String] = [:]
  /// The number of each call among those of its layer in this graph.
  private var callNumbers: [ObjectIdentifier: Int] = [:]
  private var calls: [ObjectIdentifier: [FunctionalGraph.Step]] = [:]

  init(_ model: Model, _ session: SavingSession, at place: String) {
    self.model = model
    self.session = session
    self.place = place
    guard let graph = model.graph else { return }
    var taken: Set<String> = []
    func unique(_ name: String) -> String {
      var result = name
      var count = 0
      while !taken.insert(result).inserted {
        count += 1
        result = "\(name)_\(count)"
      }
      return result
    }
    for layer in graph.layers {
      if !taken.insert(layer.name).inserted {
        session.note(
          "\(place)/\(layer.name)", expected: "layers with names of their own", received: "two named '\(layer.name)'",
          fix: "give one of them another name")
      }
    }
    for (input, name) in zip(graph.inputs, graph.inputNames) {
      inputNames[TensorID(input)] = unique(input.inputOrigin?.name ?? name)
    }
    for step in graph.steps {
      guard let call = step.call, !(call.layer is GraphOperation) else {
        names[ObjectIdentifier(step.node)] = unique(step.call?.layer.name ?? NodeOperation.baseName(step.node))
        continue
      }
      calls[ObjectIdentifier(call.layer), default: []].append(step)
    }
    // Calls count in the order in which they were made.
    for (id, steps) in calls {
      let order = Dictionary(
        (steps[0].call?.layer.calls ?? []).enumerated().map { (ObjectIdentifier($1), $0) }
      ) { first, _ in first }
      let sorted = steps.sorted { a, b in
        (a.call.flatMap { order[ObjectIdentifier($0)] } ?? 0) < (b.call.flatMap { order[ObjectIdentifier($0)] } ?? 0)
      }
      calls[id] = sorted
      for (number, step) in sorted.enumerated() { callNumbers[ObjectIdentifier(step.node)] = number }
    }
  }

  /// The `config` of the model's record.
  var config: JSONObject {
    guard let graph = model.graph else {
      session.note(
        place, expected: "a model with inputs and outputs", received: "'\(model.name)', which has none yet",
        fix: "call the model on data first")
      return JSONObject()
    }
    var layers: [JSONValue] = []
    var seen: Set<ObjectIdentifier> = []
    for input in graph.inputs {
      let name = inputNames[TensorID(input)] ?? ""
      layers.append(entry(SavingSession.inputRecord(input, name: name), name, []))
    }
    for step in graph.steps {
      guard let call = step.call, !(call.layer is GraphOperation) else {
        layers.append(operation(step))
        continue
      }
      guard seen.insert(ObjectIdentifier(call.layer)).inserted else { continue }
      let nodes = (calls[ObjectIdentifier(call.layer)] ?? []).compactMap { $0.call.map { node(of: $0) } }
      let record = session.record(of: call.layer, at: "\(place)/\(call.layer.name)")
      layers.append(entry(record, call.layer.name, nodes))
    }
    return JSONObject([
      ("name", .string(model.name)), ("trainable", .boolean(model.isTrainable)), ("layers", .array(layers)),
      ("input_layers", ends(graph.inputs, graph.inputNames, isNamed: graph.hasNamedInputs)),
      ("output_layers", ends(graph.outputs, graph.outputNames, isNamed: graph.hasNamedOutputs)),
    ])
  }

  private func entry(_ record: JSONValue, _ name: String, _ nodes: [JSONValue]) -> JSONValue {
    var object = record.object ?? JSONObject()
    object["name"] = .string(name)
    object["inbound_nodes"] = .array(nodes)
    return .object(object)
  }

  // MARK: - Calls

  private func node(of call: LayerCall) -> JSONValue {
    let tensors = call.inputs.map(reference)
    var arguments: [JSONValue]
    var named = JSONObject()
    switch call.layer {
    case is MultiHeadAttention:
      arguments = []
      let roles = call.options.roles.isEmpty ? ["query", "value", "key", "attention_mask"] : call.options.roles
      for (role, tensor) in zip(roles, tensors) {
        if role == "query" || role == "value" { arguments.append(tensor) } else { named[role] = tensor }
      }
      addFlags(call, &named)
    case is AttentionLayer:
      arguments = [.array(tensors)]
      addFlags(call, &named)
    case is any StateTakingLayer:
      arguments = Array(tensors.prefix(1))
      if tensors.count > 1 { named["initial_state"] = .array(Array(tensors.dropFirst())) }
    case is CategoryEncoding:
      arguments = Array(tensors.prefix(1))
      if tensors.count > 1 { named["count_weights"] = tensors[1] }
    case let model as Model where model.graph?.hasNamedInputs ?? false && model.isFunctional:
      arguments = [.object(JSONObject(zip(model.inputNames, tensors)))]
    case let model as Model:
      let isList = tensors.count > 1 || (model.isFunctional ? false : model is any MergeLayer)
      arguments = isList ? [.array(tensors)] : tensors
    case is Lambda: arguments = tensors.count > 1 ? [.array(tensors)] : tensors
    case is any MergeLayer: arguments = [.array(tensors)]
    default: arguments = tensors.count > 1 ? [.array(tensors)] : tensors
    }
    addMasks(call, &named)
    guard let training = call.training else { return ["args": .array(arguments), "kwargs": .object(named)] }
    named["training"] = .boolean(training)
    return [
      "args": .array(arguments), "kwargs": .object(named),
      .init(stringLiteral: GraphCall.trainingKey): .boolean(training),
    ]
  }

  private func addFlags(_ call: LayerCall, _ named: inout JSONObject) {
    if call.options.flags.contains("causal") { named["use_causal_mask"] = true }
    if call.options.flags.contains("scores") { named["return_attention_scores"] = true }
  }

  /// Masks that the layers before don't give; Keras finds the others by itself.
  private func addMasks(_ call: LayerCall, _ named: inout JSONObject) {
    guard call.maskUses.contains(where: { $0 != .own }) else { return }
    let masks = call.maskUses.map { use -> JSONValue? in
      if case .given(let number) = use { reference(call.masks[number]) } else { nil }
    }
    // Without a mask of its own in the file, a call takes that of its input.
    var isLost = call.maskUses.contains(.none)
    switch call.layer {
    case is MultiHeadAttention:
      let roles = call.options.roles.isEmpty ? ["query", "value", "key"] : call.options.roles
      for (index, (role, mask)) in zip(roles, masks).enumerated() {
        guard let mask else { continue }
        // Keras takes the mask that the query has, whatever the argument says.
        let isOwn = call.inputs[index].ownMask.map(TensorID.init) == call.inputs[index].mask.map(TensorID.init)
        if role == "query", !(call.layer is GroupQueryAttention), !isOwn { isLost = true }
        named["\(role)_mask"] = mask
      }
    case is AttentionLayer:
      // The value's mask is the key's.
      let list = masks.prefix(2).map { $0 ?? .null }
      isLost = list.allSatisfy(\.isNull)
      named["mask"] = .array(list)
    case is RNN, is Bidirectional, is TimeDistributed, is Softmax, is BatchNormalization, is GlobalAveragePooling1D,
      is Model, is any Configurable:
      if let model = call.layer as? Model, model.isFunctional, model.graph?.hasNamedInputs ?? false {
        named["mask"] = .object(JSONObject(zip(model.inputNames, masks.map { $0 ?? .null })))
      } else if masks.count > 1, call.layer is Model {
        named["mask"] = .array(masks.map { $0 ?? .null })
      } else if let mask = masks[0] {
        named["mask"] = mask
      }
    default: isLost = true
    }
    guard isLost else { return }
    session.note(
      "\(place)/\(call.layer.name)", expected: "masks that files can say: those of layers whose call has one",
      received: "masked(by:) for \(type(of: call.layer))",
      fix: "mask the input of the layer that uses the mask, such as an LSTM")
  }

  private func operation(_ step: FunctionalGraph.Step) -> JSONValue {
    let name = names[ObjectIdentifier(step.node)] ?? step.name
    if let operation = step.call?.layer as? GraphOperation {
      let tensors = step.inputs.map(reference)
      let arguments = operation.call.positional.map { json($0, tensors) }
      let named = operation.call.named.map { ($0.key, json($0.value, tensors)) }
      return entry(
        operation.record, name, [["args": .array(arguments), "kwargs": .object(JSONObject(named))]])
    }
    guard let operation = NodeOperation(step.node, reference) else {
      session.note(
        "\(place)/\(name)", expected: "operations that Keras' files have", received: "'\(step.name)'",
        fix: "put it into a layer of your own, or into a Lambda of a registered function")
      return .null
    }
    return entry(operation.record(name: name), name, [["args": .array(operation.arguments), "kwargs": [:]]])
  }

  private func json(_ argument: GraphCall.Argument, _ tensors: [JSONValue]) -> JSONValue {
    switch argument {
    case .tensor(let number): tensors.indices.contains(number) ? tensors[number] : .null
    case .list(let items): .array(items.map { json($0, tensors) })
    case .object(let members): .object(JSONObject(members.map { ($0.key, json($0.value, tensors)) }))
    case .constant(let value): value
    }
  }

  // MARK: - Tensors

  private func history(_ tensor: Tensor) -> (name: String, node: Int, isFunctional: Bool) {
    if let name = inputNames[TensorID(tensor)] { return (name, 0, false) }
    let id = ObjectIdentifier(tensor.node)
    if let name = names[id] { return (name, 0, false) }
    guard let call = tensor.layerCall else { return ("", 0, false) }
    return (call.layer.name, callNumbers[id] ?? 0, type(of: call.layer) == Model.self)
  }

  /// The number of a tensor among the outputs of its call, as Keras counts them: outputs by name in the order of the names.
  private func number(_ tensor: Tensor) -> Int {
    guard let model = tensor.layerCall?.layer as? Model, type(of: model) == Model.self, let graph = model.graph else {
      return tensor.index
    }
    return GraphOrder.sorted(graph.outputNames, graph.hasNamedOutputs).firstIndex(of: tensor.index) ?? tensor.index
  }

  /// A tensor among arguments; one that does not depend on inputs is a constant.
  private func reference(_ tensor: Tensor) -> JSONValue {
    guard tensor.isSymbolic else { return constant(tensor) }
    let history = history(tensor)
    return [
      "class_name": "__keras_tensor__",
      "config": [
        "shape": tensor.shape.json, "dtype": .string(tensor.dtype.rawValue),
        "keras_history": [.string(history.name), .integer(history.node), .integer(number(tensor))],
      ],
    ]
  }

  private func constant(_ tensor: Tensor) -> JSONValue {
    let list = tensor.nestedList ?? .null
    guard tensor.rank > 0 else { return list }
    return [
      "class_name": "__numpy__", "config": ["value": list, "dtype": .string(tensor.dtype.rawValue)],
    ]
  }

  private func ends(_ tensors: [Tensor], _ names: [String], isNamed: Bool) -> JSONValue {
    let triples = tensors.map { tensor -> JSONValue in
      let history = history(tensor)
      return [
        .string(history.name), .integer(history.isFunctional ? history.node + 1 : history.node),
        .integer(number(tensor)),
      ]
    }
    if isNamed { return .object(JSONObject(zip(names, triples))) }
    return triples.count == 1 ? triples[0] : .array(triples)
  }
}
