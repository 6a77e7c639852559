/// Layers one after another.
///
/// With an `Input` it is built at once; without, by the first data that it sees. Later data may then have other lengths, where the
/// layers take them.
/// Source: `keras.Sequential`.
public final class Sequential: Model {
  private var stack: [Layer] = []
  private var start: Tensor?
  private var orderError: KerasError?

  /// Layers written in a block, with `if`, `if`/`else`, `for` and optionals.
  public init(name: String? = nil, @SequentialBuilder _ content: () -> [SequentialItem]) {
    super.init(name: name)
    for item in content() { append(item) }
    rebuild()
  }

  init(items: [SequentialItem], name: String) {
    super.init(name: name)
    for item in items { append(item) }
    rebuild()
  }

  /// Layers given as a list.
  public init(_ layers: [Layer], name: String? = nil) {
    super.init(name: name)
    stack = layers
    rebuild()
  }

  /// No layers yet.
  public init(name: String? = nil) { super.init(name: name) }

  /// Appends a layer. The model itself, or one that contains it, is an error of the definition.
  public func add(_ layer: Layer) {
    append(.layer(layer))
    rebuild()
  }

  /// Gives the model its input; only before the first layer.
  public func add(_ input: Tensor) {
    append(.input(input))
    rebuild()
  }

  /// Removes the last layer and returns it; `nil` if there is none.
  @discardableResult
  public func pop() -> Layer? {
    let last = stack.popLast()
    rebuild()
    return last
  }

  private func append(_ item: SequentialItem) {
    switch item {
    case .layer(let layer) where layer.flattened.contains { $0 === self }:
      orderError =
        orderError
        ?? KerasError(
          "Sequential '\(name)' cannot contain itself.", expected: "layers that the model is no part of",
          received: layer === self ? "the model itself" : "\(layer.displayName), which contains it",
          fix: "add another model, or make a new Sequential around both")
    case .layer(let layer): stack.append(layer)
    case .input(let tensor):
      if !stack.isEmpty || start != nil {
        orderError =
          orderError
          ?? KerasError(
            "Sequential '\(name)' has an Input after its first layer.", expected: "one Input, in front of all layers",
            received: "an Input after \(stack.count.counted("layer", "layers"))", fix: "move the Input to the front")
      }
      start = tensor
    }
  }

  private func rebuild() {
    graph = nil
    isBuilt = false
    programs = StepPrograms()
    forgetSublayers()
    ModelStructure.noteChange()
    // An error in a layer may be gone after pop(); one in the order of items is not.
    definitionError = orderError ?? LayerNames.error("Sequential '\(name)'", layers: stack)
    if let start, definitionError == nil { buildGraph(from: start) }
  }

  private func buildGraph(from input: Tensor) {
    guard !stack.isEmpty else { return }
    var context = CallContext.current
    context.path.append(name)
    let output = CallContext.$current.withValue(context) {
      stack.reduce(input) { x, layer in layer.invoke([x], training: nil, file: name, line: 0)[0] }
    }
    do {
      graph = try FunctionalGraph(inputs: input.tensorMap, outputs: output.tensorMap, owner: "Sequential '\(name)'")
      isBuilt = true
    } catch {
      definitionError = error as? KerasError
    }
  }

  public override var layers: [Layer] { stack }

  override var isFunctional: Bool { true }
  override var providedSublayers: [Layer] { stack }

  /// Whether an `Input` says what the model takes, and not the first data.
  var hasInput: Bool { start != nil }

  package override func perform(_ inputs: [Tensor]) -> [Tensor] {
    if hasInput || definitionError != nil { return super.perform(inputs) }
    guard inputs.count == 1 else { return [.failed(countError(expected: "one tensor", inputs))] }
    guard !stack.isEmpty else { return inputs }
    noteFirst(inputs)
    // Once described, it is a graph in Keras, which brings later data to the rank of the first.
    let inputs = graph.map { [inputs[0].withRank(of: $0.inputs[0].shape).masked(by: inputs[0].mask)] } ?? inputs
    return stack.reduce(inputs) { x, layer in layer.invoke(x, training: nil, file: name, line: 0) }
  }

  package override func describeIfNeeded(_ types: [TensorType]) throws {
    if let definitionError { throw definitionError }
    guard graph == nil, let type = types.first else { return }
    var shape = type.shape
    if shape.rank > 0 { shape.dimensions[0] = nil }
    let input = Tensor.symbolicInput(name: "input_layer", type: TensorType(shape, type.dtype), standsForData: true)
    Trace.suspended { buildGraph(from: input) }
    if let error = definitionError {
      // Other data may fit: the error is the data's, not the definition's.
      definitionError = nil
      throw error
    }
  }
}

/// What stands in a `Sequential` block: a layer, or the tensor that `Input` made.
public enum SequentialItem {
  case layer(Layer)
  case input(Tensor)
}

/// Collects the layers of a `Sequential` block.
@resultBuilder
public enum SequentialBuilder {
  public static func buildExpression(_ layer: Layer) -> [SequentialItem] { [.layer(layer)] }
  public static func buildExpression(_ layer: Layer?) -> [SequentialItem] { layer.map { [.layer($0)] } ?? [] }
  public static func buildExpression(_ layers: [Layer]) -> [SequentialItem] { layers.map { .layer($0) } }
  public static func buildExpression(_ input: Tensor) -> [SequentialItem] { [.input(input)] }
  public static func buildBlock(_ parts: [SequentialItem]...) -> [SequentialItem] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [SequentialItem]?) -> [SequentialItem] { part ?? [] }
  public static func buildEither(first part: [SequentialItem]) -> [SequentialItem] { part }
  public static func buildEither(second part: [SequentialItem]) -> [SequentialItem] { part }
  public static func buildArray(_ parts: [[SequentialItem]]) -> [SequentialItem] { parts.flatMap { $0 } }
  public static func buildLimitedAvailability(_ part: [SequentialItem]) -> [SequentialItem] { part }
}
