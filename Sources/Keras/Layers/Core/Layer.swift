import Foundation
import Synchronization

/// The base of all layers: identity, weights, sublayers, and the one way in which a layer is called.
///
/// A layer that is built may be called by several threads at once; its first call, which builds it, may be any of theirs. Layers
/// that a random generator or other states belong to are for one thread at a time.
///
/// A layer of one tensor conforms to `UnaryLayer`, one that merges several to `MergeLayer`. It makes weights in `build` and
/// computes in `call`; everything else (names, shapes, tracking, masks, types, training phase) happens around them.
/// Source: `keras.layers.Layer`.
open class Layer {
  /// Unique within a model: `dense`, `dense_1`, …, unless given.
  public internal(set) var name: String
  /// Whether training updates this layer's weights; setting it sets it in all sublayers too, as in Keras.
  public var isTrainable: Bool {
    get { ownTrainability }
    set { for layer in flattened { layer.ownTrainability = newValue } }
  }
  private var ownTrainability = true
  /// In which types the layer computes and keeps weights.
  public internal(set) var dtypePolicy: DTypePolicy
  /// Whether the weights exist.
  public internal(set) var isBuilt: Bool {
    get { built.load(ordering: .acquiring) }
    set { built.store(newValue, ordering: .releasing) }
  }
  private let built = Atomic(false)
  /// Held while weights are made, by whatever layer.
  private static let building = NSRecursiveLock()
  /// What inputs must look like; a layer sets it in `build`.
  public var inputSpec: InputSpec?
  /// Whether the layer passes the first input's mask on to its output.
  public var supportsMasking = false
  var ownVariables: [Variable] = []
  /// Weights that stand among the trainable ones, although they are frozen: those that LoRA adapts.
  var adaptedVariables: Set<ObjectIdentifier> = []
  var regularizers: [(variable: Variable, regularizer: Regularizer)] = []
  var callReferences = CallReferences()
  var buildError: KerasError?
  /// The shapes that the layer was built for, and who made the first input: for messages.
  var builtShapes: [Shape] = []
  var firstInputName: String?
  /// How to give it sequences, if a recurrent layer in front of it gives last steps: for messages of `build`.
  var sequencesFix: String?
  private var foundSublayers: [Layer]?
  private var foundMetrics: [Metric]?

  /// - Parameters:
  ///   - name: `nil` makes one from the class name.
  ///   - dtype: `nil` takes the global policy.
  public init(name: String? = nil, dtype: DTypePolicy? = nil) {
    self.name = Naming.name(name, base: String(describing: Swift.type(of: self)).inSnakeCase)
    dtypePolicy = dtype ?? .global
  }

  /// Says whether training updates the layer's weights: `Dense(8).trainable(false)`. Keras' argument `trainable`.
  ///
  /// - Returns: the layer itself.
  public func trainable(_ isTrainable: Bool) -> Self {
    self.isTrainable = isTrainable
    return self
  }

  /// Makes the weights for inputs of this shape. Called once, before the first `call`.
  open func build(_ input: Shape) {}

  /// Makes the weights of a layer with several inputs; calls `build` with the first shape unless overridden.
  open func build(_ inputs: [Shape]) { build(inputs.first ?? []) }

  /// The mask of the output; the first input's mask if the layer supports masking, else none.
  open func computeMask(_ inputs: [Tensor]) -> Tensor? { supportsMasking ? inputs.first?.mask : nil }

  /// Whether floating-point inputs are converted to the compute type.
  package var castsInputs: Bool { !(self is Model) }

  /// What a call holds while it lasts.
  var callLock: ModelLock? { nil }

  /// Whether pictures may come without a batch axis.
  var takesSinglePictures: Bool { false }

  /// What the layer keeps from call to call that is no weight, such as the states of a stateful recurrent layer.
  package var untrackedStates: [Variable] { [] }

  /// The layer's computation on a list of tensors, whatever kind of layer it is.
  package func perform(_ inputs: [Tensor]) -> [Tensor] {
    switch self {
    case let layer as any UnaryLayer:
      guard inputs.count == 1 else { return [.failed(countError(expected: "one tensor", inputs))] }
      return [layer.call(inputs[0])]
    case let layer as any MergeLayer: return [layer.call(inputs)]
    case let layer as any MultiOutputLayer: return layer.call(inputs)
    default:
      return [
        .failed(
          KerasError(
            "\(displayName) has no call.",
            expected: "a class that conforms to UnaryLayer, MergeLayer or MultiOutputLayer",
            received: "class \(Swift.type(of: self))", fix: "add the conformance and its func call"))
      ]
    }
  }

  public var computeDType: DType { dtypePolicy.computeDType }
  public var variableDType: DType { dtypePolicy.variableDType }

  /// As in messages: `Dense 'head'`.
  package var displayName: String { "\(Swift.type(of: self)) '\(name)'" }

  /// Whether this call is part of training; set by `fit` and by `training:` arguments.
  public var isTraining: Bool { CallContext.current.isTraining ?? false }

  /// Adds to the loss that training minimises; used in `call`. Anything but a scalar is summed.
  public func addLoss(_ loss: Tensor) { CallContext.current.losses?.add(loss.rank == 0 ? loss : loss.sum()) }

  /// Layers in this layer's properties, arrays, dictionaries and optionals, in the order of declaration.
  public var sublayers: [Layer] {
    if let foundSublayers { return foundSublayers }
    let found = Tracking.sublayers(of: self)
    // Properties are complete once the layer has been built. Only those of the library's own classes stay as they are.
    if isBuilt, !canReplaceSublayers { foundSublayers = found }
    return found
  }

  /// Whether properties may hold other layers later: those of classes from outside the library.
  private(set) lazy var canReplaceSublayers = !isOfLibrary(self)

  /// The calls on symbolic tensors that are still part of a graph; those inside calls of other layers only if there are no others.
  package var calls: [LayerCall] { callReferences.calls }

  /// What `input` and `output` are, where they don't depend on how the layer was called.
  var ends: Ends? { nil }

  /// Metrics in this layer's properties.
  private var ownMetrics: [Metric] {
    if let foundMetrics { return foundMetrics }
    let found = Tracking.metrics(of: self)
    if isBuilt, !canReplaceSublayers { foundMetrics = found }
    return found
  }

  /// Metrics in the properties of this layer and of all below it but for models, which are measured on their own.
  var layerMetrics: [Metric] {
    flattened.filter { $0 === self || !($0 is Model) }.flatMap(\.ownMetrics)
  }

  func forgetSublayers() { (foundSublayers, foundMetrics) = (nil, nil) }

  /// Makes the layer's weights if they are not made yet.
  func buildIfNeeded(_ inputs: [Tensor]) -> KerasError? {
    guard !isBuilt else { return buildError }
    return Self.building.withLock { isBuilt ? buildError : makeWeights(inputs) }
  }

  private func makeWeights(_ inputs: [Tensor]) -> KerasError? {
    Tracking.bindWeights(of: self)
    buildError = nil
    var context = CallContext.current
    context.path.append(name)
    builtShapes = inputs.map(\.shape)
    firstInputName = inputs.first?.producerName
    sequencesFix = inputs.lazy.compactMap(\.sequencesFix).first
    Trace.suspended {
      CallContext.$current.withValue(context) { build(builtShapes) }
    }
    isBuilt = buildError == nil
    if !isBuilt { forgetWeights() }
    return buildError
  }

  // A build that failed half-way must not leave weights to the next one.
  private func forgetWeights() {
    ownVariables = []
    adaptedVariables = []
    regularizers = []
    Tracking.forgetWeights(of: self)
  }

  func countError(expected: String, _ inputs: [Tensor]) -> KerasError {
    KerasError(
      "\(displayName) cannot accept these inputs.", expected: expected,
      received: "\(inputs.count.counted("tensor", "tensors"))",
      fix: "call it on \(expected)", file: CallSite.current?.file, line: CallSite.current?.line)
  }
}

/// A layer that takes one tensor and gives one.
public protocol UnaryLayer: Layer {
  func call(_ x: Tensor) -> Tensor
}

/// A layer that merges several tensors into one.
public protocol MergeLayer: Layer {
  func call(_ inputs: [Tensor]) -> Tensor
}

/// A layer or model that takes a list of tensors and gives a list.
public protocol MultiOutputLayer: Layer {
  func call(_ inputs: [Tensor]) -> [Tensor]
}

extension UnaryLayer {
  /// Calls the layer: on values, in a traced step, or on a symbolic tensor to build a graph.
  public func callAsFunction(
    _ x: Tensor, training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    invoke([x], training: training, file: file, line: line)[0]
  }
}

extension MergeLayer {
  /// Calls the layer: on values, in a traced step, or on symbolic tensors to build a graph.
  public func callAsFunction(
    _ inputs: [Tensor], training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    invoke(inputs, training: training, file: file, line: line)[0]
  }

  /// Calls the layer with its tensors one after another: `Add()(x, y)` is `Add()([x, y])`.
  public func callAsFunction(
    _ first: Tensor, _ second: Tensor, _ more: Tensor..., training: Bool? = nil, file: String = #fileID,
    line: Int = #line
  ) -> Tensor {
    invoke([first, second] + more, training: training, file: file, line: line)[0]
  }
}

extension MultiOutputLayer {
  /// Calls the layer: on values, in a traced step, or on symbolic tensors to build a graph.
  public func callAsFunction(
    _ inputs: [Tensor], training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> [Tensor] {
    invoke(inputs, training: training, file: file, line: line)
  }
}
