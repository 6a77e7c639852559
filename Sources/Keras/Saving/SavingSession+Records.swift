import Formats

extension SavingSession {
  /// The record of a layer; what can't be restored is noted.
  func record(of layer: Layer, at place: String) -> JSONValue {
    var record = plainRecord(of: layer, at: place)
    if let number = sharedNumbers[ObjectIdentifier(layer)], var object = record.object {
      // Not Keras' own key: it would count the calls of such a layer in both models.
      object[Self.sharedKey] = .integer(number)
      record = .object(object)
    }
    // Keras builds a layer from it; those without weights need none.
    if var object = record.object, layer.isBuilt, !layer.ownVariables.isEmpty, layer.builtShapes.count == 1 {
      object["build_config"] = ["input_shape": layer.builtShapes[0].json]
      record = .object(object)
    }
    return record
  }

  private func plainRecord(of layer: Layer, at place: String) -> JSONValue {
    if let custom = layer as? any Configurable {
      let name = String(describing: type(of: custom))
      return .record(
        module: nil, name, config(of: layer, name, at: place) { _ = try type(of: custom).init(configuration: $0) },
        registered: type(of: custom).registeredName)
    }
    if let operation = layer as? GraphOperation { return operation.record }
    if let sequential = layer as? Sequential {
      return .record(module: "keras", "Sequential", config(of: sequential, at: place))
    }
    if let model = layer as? Model, type(of: model) == Model.self {
      var record = JSONValue.record(
        module: "keras.src.models.functional", "Functional", GraphWriter(model, self, at: place).config,
        registered: "Functional")
      GraphOrder.add(model.graph, to: &record)
      return record
    }
    guard let entry = LayerClasses.byType[ObjectIdentifier(type(of: layer))] else {
      return noteUnrestorable(layer, " '\(layer.name)'", at: place)
    }
    if layer is LocallyConnectedLayer { unknownToKeras.append((place, entry.className)) }
    return .record(
      module: "keras.layers", entry.className, config(of: layer, entry.className, at: place) { _ = try entry.make($0) })
  }

  /// Common arguments first, as Keras writes them, then those that the class asks for.
  private func config(
    of layer: Layer, _ className: String, at place: String, _ make: (Configuration) throws -> Void
  ) -> JSONObject {
    let configuration = Configuration(of: layer, className: className, at: place, self)
    // The copy that is made is of no use; it takes neither names nor variables of others.
    try? Naming.$isSuspended.withValue(true) { try Trace.suspended { try make(configuration) } }
    var config = common(layer)
    for (key, value) in configuration.written.members { config[key] = value }
    // Some of Keras' classes have no such argument.
    if layer is DropoutLayer && !(layer is Dropout) || layer is Discretization { config["trainable"] = nil }
    return config
  }

  private func common(_ layer: Layer) -> JSONObject {
    JSONObject([
      ("name", .string(layer.name)), ("trainable", .boolean(layer.isTrainable)), ("dtype", layer.dtypePolicy.json),
    ])
  }

  private func config(of model: Sequential, at place: String) -> JSONObject {
    var config = common(model)
    var layers: [JSONValue] = []
    // Without an Input the lengths are those of the first data, which later data need not have.
    if model.hasInput, let input = model.graph?.inputs.first {
      layers.append(Self.inputRecord(input, name: input.stepName))
    }
    for layer in model.layers { layers.append(record(of: layer, at: "\(place)/\(layer.name)")) }
    config["layers"] = .array(layers)
    if let input = model.graph?.inputs.first { config["build_input_shape"] = input.shape.json }
    return config
  }

  /// The record of a model's input.
  static func inputRecord(_ input: Tensor, name: String) -> JSONValue {
    .record(
      module: "keras.layers", "InputLayer",
      JSONObject([
        ("batch_shape", input.shape.json), ("dtype", .string(input.dtype.rawValue)), ("sparse", false),
        ("ragged", false), ("name", .string(name)), ("optional", false),
      ]))
  }

  // MARK: - Reading

  /// A `Sequential` of its arguments.
  func sequential(_ arguments: JSONObject, at place: String) -> Layer? {
    guard let records = arguments["layers"]?.array else {
      note(
        place, expected: "a list 'layers' of Sequential", received: arguments["layers"]?.excerpt ?? "none",
        fix: "the file is incomplete: write it again from its origin")
      return nil
    }
    var items: [SequentialItem] = []
    var taken: Set<String> = []
    var isComplete = true
    for (index, record) in records.enumerated() {
      let name = record["config"]?["name"]?.string ?? "\(index)"
      if record["class_name"]?.string == "InputLayer" {
        guard let input = input(record, at: "\(place)/\(name)") else {
          isComplete = false
          continue
        }
        items.append(.input(input))
      } else if let layer = layer(record, at: "\(place)/\(name)") {
        // Files of before names had to be unique; weights are found by the place of a layer.
        let name = layer.name
        var count = 0
        while !taken.insert(layer.name).inserted {
          count += 1
          layer.name = "\(name)_\(count)"
        }
        if index == 0, let input = firstInput(record["config"], of: layer) { items.append(.input(input)) }
        items.append(.layer(layer))
      } else {
        isComplete = false
      }
    }
    guard isComplete else { return nil }
    let model = Sequential(items: items, name: arguments["name"]?.string ?? "sequential")
    if let error = model.definitionError {
      note(place, error)
      return nil
    }
    if model.graph == nil, let shape = arguments["build_input_shape"].flatMap({ Self.shape($0) }), !model.layers.isEmpty
    {
      var open = shape
      if open.rank > 0 { open.dimensions[0] = nil }
      do { try model.describeIfNeeded([TensorType(open, .float32)]) } catch let error as KerasError {
        note(place, error)
        return nil
      } catch {}
    }
    return model
  }

  /// The input that the first layer of an old `Sequential` says it has.
  private func firstInput(_ config: JSONValue?, of layer: Layer) -> Tensor? {
    guard let shape = config?["batch_input_shape"].flatMap({ Self.shape($0) }), !(layer is Model) else { return nil }
    let isIndices = layer is Embedding
    let dtype = config?["dtype"]?.string.flatMap(DType.init(rawValue:)) ?? .float32
    return .symbolicInput(name: "\(layer.name)_input", type: TensorType(shape, isIndices ? .float32 : dtype))
  }

  /// The symbolic tensor of an `InputLayer` record.
  func input(_ record: JSONValue, at place: String) -> Tensor? {
    let config = record["config"]
    let given = config?["batch_shape"] ?? config?["batch_input_shape"]
    guard let shape = given.flatMap({ Self.shape($0) }) else {
      note(
        place, expected: "'batch_shape' of InputLayer, such as [null, 28, 28]", received: given?.excerpt ?? "none",
        fix: "the file is incomplete: write it again from its origin")
      return nil
    }
    let dtypeName = config?["dtype"]?.string ?? config?["input_dtype"]?.string
    let dtype =
      dtypeName.flatMap(DType.init(rawValue:)) ?? config?["dtype"]?["config"]?["name"]?.string.flatMap(
        DType.init(rawValue:))
      ?? .float32
    return .symbolicInput(name: config?["name"]?.string ?? "input_layer", type: TensorType(shape, dtype))
  }

  static func shape(_ json: JSONValue) -> Shape? {
    guard let items = json.array, items.count <= 32 else { return nil }
    var lengths: [Int?] = []
    for item in items {
      guard item.isNull || (item.integer.map { $0 >= 0 && $0 <= 1 << 40 } ?? false) else { return nil }
      lengths.append(item.integer)
    }
    return Shape(lengths).isPossible ? Shape(lengths) : nil
  }
}
