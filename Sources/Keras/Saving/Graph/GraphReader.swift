import Formats

/// Makes a functional model of a file's configuration.
struct GraphReader {
  private let config: JSONObject
  private let order: GraphOrder?
  private let session: SavingSession
  private let place: String

  /// - Parameters:
  ///   - config: of the model's record.
  ///   - order: that of inputs and outputs by name, if the record has one.
  init(_ config: JSONObject, order: GraphOrder?, _ session: SavingSession, at place: String) {
    self.config = config
    self.order = order
    self.session = session
    self.place = place
  }

  /// One layer of the file, and how far its calls have been made.
  private final class Entry {
    let name: String
    let record: JSONValue
    let calls: [JSONValue]
    var layer: Layer?
    /// Outputs of the calls that have been made, in order.
    var outputs: [[Tensor]] = []
    /// The arguments of the next call, once they have been read.
    var next: (call: GraphCall, references: [Reference])?
    /// Layers whose next call takes an output that this one has not made yet.
    var waiting: [Entry] = []
    /// Whether nested graphs count from 1 in `output_layers`.
    var isFunctional: Bool { layer.map { $0 is Model && !($0 is Sequential) && type(of: $0) == Model.self } ?? false }

    /// The place of a referenced tensor among the outputs of the layer's call.
    func place(of reference: Reference) -> Int? {
      guard isFunctional, let graph = (layer as? Model)?.graph else { return reference.index }
      let order = GraphOrder.sorted(graph.outputNames, graph.hasNamedOutputs)
      return order.indices.contains(reference.index) ? order[reference.index] : nil
    }

    init(name: String, record: JSONValue, calls: [JSONValue]) {
      self.name = name
      self.record = record
      self.calls = calls
    }
  }

  private func note(_ name: String, expected: String, received: String, fix: String) {
    session.note(name.isEmpty ? place : "\(place)/\(name)", expected: expected, received: received, fix: fix)
  }

  private let damaged = "the file is damaged: write it again from its origin"

  func model() -> Model? {
    guard let records = config["layers"]?.array else {
      note("", expected: "a list 'layers'", received: config["layers"]?.excerpt ?? "none", fix: damaged)
      return nil
    }
    var entries: [Entry] = []
    var byName: [String: Entry] = [:]
    var isComplete = true
    for record in records {
      let name = record["name"]?.string ?? record["config"]?["name"]?.string ?? ""
      guard !name.isEmpty, byName[name] == nil else {
        note(
          name, expected: "layers with names of their own", received: name.isEmpty ? "none" : "two named '\(name)'",
          fix: damaged)
        return nil
      }
      let entry = Entry(name: name, record: record, calls: record["inbound_nodes"]?.array ?? [])
      if !make(entry) { isComplete = false }
      entries.append(entry)
      byName[name] = entry
    }
    // Every unknown class is reported before calls are tried.
    guard isComplete, run(entries, byName) else { return nil }
    return finish(byName)
  }

  private func make(_ entry: Entry) -> Bool {
    let record = entry.record
    if record["class_name"]?.string == "InputLayer" {
      guard let tensor = session.input(record, at: "\(place)/\(entry.name)") else { return false }
      let named = Tensor.symbolicInput(name: entry.name, type: tensor.type)
      entry.outputs = [[named]]
      return true
    }
    if let module = record["module"]?.string, module.hasPrefix("keras.src.ops.") || module.hasPrefix("keras.ops") {
      return makeOperation(entry, module)
    }
    entry.layer = session.layer(record, at: "\(place)/\(entry.name)")
    return entry.layer != nil
  }

  private func makeOperation(_ entry: Entry, _ module: String) -> Bool {
    let className = entry.record["class_name"]?.string ?? ""
    guard GraphOperations.byName[className] != nil else {
      session.noteUnknown(
        "operation", className, known: Array(GraphOperations.byName.keys), at: "\(place)/\(entry.name)")
      return false
    }
    guard let call = entry.calls.first, entry.calls.count == 1, let (template, _) = arguments(call) else {
      note(entry.name, expected: "one call of an operation", received: "\(entry.calls.count)", fix: damaged)
      return false
    }
    entry.layer = GraphOperation(
      className: className, module: module, config: entry.record["config"]?.object ?? JSONObject(), call: template,
      name: entry.name)
    return true
  }

  // MARK: - Calls

  /// Makes all calls, each as soon as its inputs are there.
  private func run(_ entries: [Entry], _ byName: [String: Entry]) -> Bool {
    for entry in entries {
      // A layer that waited goes on as soon as what it waited for is there.
      var ready = [entry]
      while let entry = ready.popLast() {
        let made = entry.outputs.count
        guard makeCalls(of: entry, byName) else { return false }
        if entry.outputs.count > made || entry.layer == nil {
          ready += entry.waiting.reversed()
          entry.waiting = []
        }
      }
    }
    let open = entries.filter { $0.layer != nil && $0.outputs.count < $0.calls.count }
    guard !open.isEmpty else { return true }
    note(
      open.map(\.name).prefix(3).joined(separator: ", "), expected: "a graph that can be run",
      received: "layers that wait for each other, or for a layer that is never called", fix: damaged)
    return false
  }

  /// Makes the calls of a layer up to the first whose inputs are not there; `false` if there is an error.
  private func makeCalls(of entry: Entry, _ byName: [String: Entry]) -> Bool {
    while entry.layer != nil, entry.outputs.count < entry.calls.count {
      guard let (call, references) = entry.next ?? arguments(entry.calls[entry.outputs.count]) else {
        note(entry.name, expected: "arguments of a call", received: "none that can be read", fix: damaged)
        return false
      }
      entry.next = (call, references)
      var inputs: [Tensor] = []
      for reference in references {
        guard let producer = byName[reference.name] else {
          let near = NearestName.find(reference.name, in: byName.keys.sorted())
          note(
            entry.name, expected: "inputs from layers of the model", received: "'\(reference.name)'",
            fix: near.map { "did you mean '\($0)'?" } ?? damaged)
          return false
        }
        guard producer.outputs.indices.contains(reference.node) else {
          producer.waiting.append(entry)
          return true
        }
        let outputs = producer.outputs[reference.node]
        guard outputs.indices.contains(reference.index), let index = producer.place(of: reference) else {
          note(
            entry.name, expected: "one of the \(outputs.count) outputs of '\(reference.name)'",
            received: "output \(reference.index)", fix: damaged)
          return false
        }
        inputs.append(outputs[index])
      }
      guard !inputs.isEmpty else {
        note(entry.name, expected: "a call on tensors", received: "none", fix: damaged)
        return false
      }
      guard let outputs = outputs(of: entry, call, inputs) else { return false }
      entry.outputs.append(outputs)
      entry.next = nil
    }
    return true
  }

  private func outputs(of entry: Entry, _ call: GraphCall, _ inputs: [Tensor]) -> [Tensor]? {
    guard let layer = entry.layer else { return nil }
    let outputs: [Tensor]
    if layer is GraphOperation {
      outputs = layer.invoke(inputs, training: nil, file: entry.name, line: 0)
    } else {
      guard
        let arguments = LayerArguments(
          call, inputs, layer,
          unknown: { key, value in
            note(
              entry.name, expected: "arguments of \(type(of: layer))", received: "'\(key)'",
              fix: "the argument is not known: make the model without it")
          })
      else { return nil }
      outputs = layer.invoke(
        arguments.inputs, training: arguments.training, options: arguments.options, file: entry.name, line: 0)
    }
    if let error = outputs.first(where: { $0.error != nil })?.error {
      session.note("\(place)/\(entry.name)", error)
      return nil
    }
    return outputs
  }

  /// Where a tensor comes from.
  struct Reference {
    let name: String
    let node: Int
    let index: Int

    init?(_ json: JSONValue) {
      guard let items = json.array, items.count == 3, let name = items[0].string, let node = items[1].integer,
        let index = items[2].integer
      else { return nil }
      (self.name, self.node, self.index) = (name, node, index)
    }
  }

  /// A call's arguments with numbers for tensors, and where the tensors come from.
  private func arguments(_ json: JSONValue) -> (call: GraphCall, references: [Reference])? {
    var references: [Reference] = []
    guard let positional = json["args"]?.array else { return nil }
    func argument(_ json: JSONValue, depth: Int) -> GraphCall.Argument? {
      guard depth < 16 else { return nil }
      if json["class_name"]?.string == "__keras_tensor__" {
        guard let reference = json["config"]?["keras_history"].flatMap(Reference.init) else { return nil }
        references.append(reference)
        return .tensor(references.count - 1)
      }
      if let items = json.array {
        let parts = items.compactMap { argument($0, depth: depth + 1) }
        guard parts.count == items.count else { return nil }
        return parts.contains { $0.constant == nil } ? .list(parts) : .constant(json)
      }
      if let object = json.object, object["class_name"] == nil {
        let parts = object.members.compactMap { key, value in
          argument(value, depth: depth + 1).map { (key: key, value: $0) }
        }
        return parts.count == object.count ? .object(parts) : nil
      }
      return .constant(json)
    }
    let items = positional.compactMap { argument($0, depth: 0) }
    guard items.count == positional.count else { return nil }
    var named: [(key: String, value: GraphCall.Argument)] = []
    for (key, value) in json["kwargs"]?.object?.members ?? [] {
      guard let value = argument(value, depth: 0) else { return nil }
      named.append((key, value))
    }
    return (GraphCall(positional: items, named: named, training: json[GraphCall.trainingKey]?.boolean), references)
  }

  // MARK: - Ends

  private func finish(_ byName: [String: Entry]) -> Model? {
    guard let inputs = ends("input_layers", byName), let outputs = ends("output_layers", byName) else { return nil }
    do {
      return try Model(inputs: inputs, outputs: outputs, name: config["name"]?.string ?? "functional")
    } catch let error as KerasError {
      session.note(place, error)
    } catch {
      note("", expected: "a model", received: "\(error)", fix: damaged)
    }
    return nil
  }

  /// The names of ends in the order of the model that was saved, which is Keras' own unless the record says otherwise.
  private func names(of ends: JSONObject, _ key: String) -> [String] {
    let sorted = ends.keys.sorted(by: GraphOrder.precedes)
    let given = key == "input_layers" ? order?.inputs : order?.outputs
    guard let given, given.sorted(by: GraphOrder.precedes) == sorted else { return sorted }
    return given
  }

  /// The model's inputs or outputs: one, a list, or by name.
  private func ends(_ key: String, _ byName: [String: Entry]) -> TensorMap? {
    let json = config[key] ?? .null
    var entries: [TensorMap.Entry] = []
    func add(_ json: JSONValue, name: String?) -> Bool {
      if let reference = Reference(json) {
        guard let entry = byName[reference.name] else { return false }
        // Files count the calls of nested graphs from 1 here, and from 0 elsewhere.
        let node = entry.isFunctional ? reference.node - 1 : reference.node
        guard entry.outputs.indices.contains(node), let index = entry.place(of: reference),
          entry.outputs[node].indices.contains(index)
        else { return false }
        entries.append(.init(name: name, tensor: entry.outputs[node][index]))
        return true
      }
      if let items = json.array, !items.isEmpty { return items.allSatisfy { add($0, name: name) } }
      if let object = json.object {
        return names(of: object, key).allSatisfy { name in object[name].map { add($0, name: name) } ?? false }
      }
      return false
    }
    if add(json, name: nil) { return TensorMap(entries) }
    note("", expected: "'\(key)' that name calls of layers", received: json.excerpt, fix: damaged)
    return nil
  }
}
