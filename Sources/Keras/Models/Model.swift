/// A graph of layers, or a class with layers in its properties and a `call`; trained by `fit`, used by `predict`.
///
/// A model is a layer: called inside another model it shares its weights.
///
/// Several threads may call `predict` at once, and while another one trains the model: steps then take turns. `fit` and `evaluate`
/// wait for each other. Everything else, such as `compile`, setting weights and adding layers, is for one thread at a time.
/// A `Predictor` computes for several threads without taking turns.
/// Source: `keras.Model`.
open class Model: Layer, SublayerProvider {
  /// The graph of a functional model, and of any other once it has been called.
  package internal(set) var graph: FunctionalGraph?
  /// Why the model can't be used, if its definition failed.
  package var definitionError: KerasError?
  /// What `compile` was given.
  package var configuration: CompileConfiguration?
  /// Programs of steps, by what they do and the types of their arguments.
  package var programs = StepPrograms()
  /// What the model was first called with, for `summary` and `plotModel`.
  private var firstTypes: [TensorType]?
  /// What the programs were made for.
  var structure: ModelStructure?
  /// Held while the model is called and while one of its steps is traced or runs, so that several threads may use it.
  let lock = ModelLock()
  /// Held by all of `fit` and `evaluate`, whose steps share the metrics.
  let measuring = ModelLock()
  override var callLock: ModelLock? { lock }
  /// Set by a callback to end training after this batch.
  public var stopTraining = false

  /// For subclasses, which hold layers in properties and conform to `UnaryLayer`, `MergeLayer` or `MultiOutputLayer`.
  public override init(name: String? = nil, dtype: DTypePolicy? = nil) { super.init(name: name, dtype: dtype) }

  /// A model of the graph between symbolic inputs and outputs.
  ///
  /// - Parameters:
  ///   - inputs: tensors that `Input` made, or any tensors of a graph to cut it there; one, a list, or by name.
  ///   - outputs: one tensor, a list, or by name.
  /// - Throws: the first error in the definition of the graph, or what is missing from it.
  public init(inputs: some TensorStructure, outputs: some TensorStructure, name: String? = nil) throws {
    super.init(name: name ?? Naming.unique("functional"))
    graph = try FunctionalGraph(inputs: inputs.tensorMap, outputs: outputs.tensorMap, owner: "Model '\(self.name)'")
    if let graph, let error = LayerNames.error("Model '\(self.name)'", inputs: graph.inputs, layers: graph.layers) {
      throw error
    }
    isBuilt = true
  }

  /// The graph's symbolic inputs; empty before a subclassed model has been called.
  public var inputs: [Tensor] { graph?.inputs ?? [] }
  /// The graph's symbolic outputs.
  public var outputs: [Tensor] { graph?.outputs ?? [] }
  /// The names that data may be given by.
  public var inputNames: [String] { graph?.inputNames ?? [] }
  /// The names that targets, losses and metrics may be given by.
  public var outputNames: [String] { graph?.outputNames ?? [] }

  /// The layers of the model, in Keras' order: of a functional model with an `InputLayer` for each input, of a `Sequential` without.
  public var layers: [Layer] { isFunctional ? graph?.layersWithInputs ?? sublayers : sublayers }

  /// The layers that compute.
  package var computingLayers: [Layer] { layers.filter { !($0 is InputLayer) } }

  override var ends: Ends? {
    guard isFunctional, let graph else { return nil }
    return Ends(inputs: graph.inputs, outputs: graph.outputs)
  }

  /// Whether the model is its graph, and not a class with a `call`.
  var isFunctional: Bool {
    !(self is any UnaryLayer) && !(self is any MergeLayer) && !(self is any MultiOutputLayer)
  }

  /// The layer with this name.
  ///
  /// - Throws: if there is none, with the nearest name. Source: `keras.Model.get_layer`.
  public func layer(_ name: String) throws -> Layer {
    if let found = layers.first(where: { $0.name == name }) { return found }
    let names = layers.map(\.name)
    throw KerasError(
      "Model '\(self.name)' has no layer '\(name)'.",
      expected: names.isEmpty ? "a model with layers" : "one of \(names.quotedList())",
      received: "'\(name)'",
      fix: NearestName.find(name, in: names).map { "did you mean '\($0)'?" } ?? "look at summary() for the names")
  }

  /// The layer at this place in `layers`.
  ///
  /// - Throws: if there are not so many.
  public func layer(at index: Int) throws -> Layer {
    let layers = self.layers
    guard layers.indices.contains(index) else {
      throw KerasError(
        "Model '\(name)' has no layer at \(index).",
        expected: layers.isEmpty ? "a model with layers" : "a place in 0...\(layers.count - 1)",
        received: "\(index)", fix: "look at layers, or ask by name with layer(_:)")
    }
    return layers[index]
  }

  /// The weight at this path, such as `dense/kernel`: those of `weights`.
  ///
  /// - Throws: if there is none, with the nearest path.
  public func weight(_ path: String) throws -> Variable {
    let weights = self.weights
    if let found = weights.first(where: { $0.path == path }) { return found }
    let paths = weights.map(\.path)
    throw KerasError(
      "Model '\(name)' has no weight '\(path)'.",
      expected: paths.isEmpty
        ? "a model that has weights" : "a path such as \(Array(paths.prefix(3)).quotedList())",
      received: "'\(path)'",
      fix: NearestName.find(path, in: paths).map { "did you mean '\($0)'?" }
        ?? (paths.isEmpty ? "give the model an Input, or call it on data first" : "look at the paths of weights"))
  }

  var providedSublayers: [Layer] { isFunctional ? graph?.layers ?? [] : [] }

  package override func perform(_ inputs: [Tensor]) -> [Tensor] {
    if let definitionError { return [.failed(definitionError)] }
    guard isFunctional else {
      noteFirst(inputs)
      return super.perform(inputs)
    }
    guard let graph else { return super.perform(inputs) }
    guard inputs.count == graph.inputs.count else {
      let count = graph.inputs.count
      return [
        .failed(countError(expected: count == 1 ? "one tensor" : "\(count.counted("tensor", "tensors"))", inputs))
      ]
    }
    do {
      return graph.run(try adapted(inputs, to: graph))
    } catch let error {
      return [.failed(error)]
    }
  }

  /// Calls the model, with one tensor, a list or tensors by name: on values, in a traced step, or on symbolic tensors.
  public func callAsFunction(
    _ x: some TensorStructure, training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    let results = callAll(x, training: training, file: file, line: line)
    guard results.count == 1 else {
      return .failed(
        KerasError(
          "\(displayName) has \(results.count.counted("output", "outputs")).", expected: "a model with one output",
          received: "outputs \(outputNames.quotedList())",
          fix: "use callAll, which returns all outputs", file: file, line: line))
    }
    return results[0]
  }

  /// Calls the model and returns all its outputs, in order.
  public func callAll(
    _ x: some TensorStructure, training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> [Tensor] {
    do {
      return invoke(try orderedInputs(x.tensorMap), training: training, file: file, line: line)
    } catch let error {
      return [.failed(error.located(file: file, line: line))]
    }
  }

  /// Keeps in mind what a model without a graph was first called with.
  func noteFirst(_ inputs: [Tensor]) {
    if graph == nil, firstTypes == nil { firstTypes = inputs.map(\.type) }
  }

  /// Builds the graph of a model that was only called, for those who look at it.
  package func describeFromCalls() throws {
    if graph == nil, let firstTypes { try describeIfNeeded(firstTypes) }
  }

  /// Builds a subclassed model's graph for summaries from the types that it is first called with.
  package func describeIfNeeded(_ types: [TensorType]) throws {
    if let definitionError { throw definitionError }
    // A class without a call has steps of its own.
    guard graph == nil, !isFunctional else { return }
    let inputs = types.enumerated().map { index, type in
      var shape = type.shape
      if shape.rank > 0 { shape.dimensions[0] = nil }
      return Tensor.symbolicInput(
        name: types.count == 1 ? "input" : "input_\(index)", type: TensorType(shape, type.dtype), standsForData: true)
    }
    let outputs = invoke(inputs, training: nil, file: name, line: 0)
    for output in outputs { _ = try output.checked() }
    guard let call = outputs[0].layerCall else { return }
    let names = call.innerOutputs.count == 1 ? nil : call.innerOutputs.indices.map { "output_\($0)" }
    graph = try FunctionalGraph(
      inputs: TensorMap(zip(call.innerInputs, inputs).map { .init(name: $1.stepName, tensor: $0) }),
      outputs: TensorMap(call.innerOutputs.enumerated().map { .init(name: names?[$0], tensor: $1) }),
      owner: displayName)
    forgetSublayers()
  }

  /// One step of training: forward, loss, gradients, update, metrics. Override it for a training of your own.
  ///
  /// Traced once per shape of a batch; then it runs as one native program.
  /// - Returns: what is shown and recorded, the loss first.
  open func trainStep(_ batch: Batch) -> TensorMap {
    let variables = trainableVariables
    let collector = LossCollector()
    let (_, gradients, results) = valueAndGradients(of: variables) {
      var context = CallContext.current
      context.losses = collector
      return CallContext.$current.withValue(context) {
        let outputs = forward(batch.x, training: true)
        let loss = computeLoss(batch, outputs, addedLosses: collector.losses)
        return (optimizer?.scaled(loss: loss) ?? loss, [loss] + outputs)
      }
    }
    let (loss, outputs) = (results[0], Array(results[1...]))
    if loss.error != nil { return ["loss": loss] }
    optimizer?.apply(gradients, to: variables)
    return updateMetrics(batch, outputs, loss: loss)
  }

  /// One step of evaluation: forward, loss, metrics.
  open func testStep(_ batch: Batch) -> TensorMap {
    var context = CallContext.current
    let collector = LossCollector()
    context.losses = collector
    return CallContext.$current.withValue(context) {
      let outputs = forward(batch.x, training: false)
      let loss = computeLoss(batch, outputs, addedLosses: collector.losses)
      return updateMetrics(batch, outputs, loss: loss)
    }
  }

  /// One step of prediction: the outputs for a batch of inputs.
  open func predictStep(_ x: TensorMap) -> [Tensor] { forward(x, training: false) }

  /// What is reset at the start of each epoch: the metrics of `compile`, and those in the properties of the model and its
  /// layers.
  open var metrics: [Metric] { (configuration?.allMetrics ?? []) + layerMetrics }
}
