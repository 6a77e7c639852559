import Synchronization
import TensorGraph

/// The layers that a model's graph and programs were made for.
struct ModelStructure {
  /// Counts changes in the library's own containers of layers; those in classes of users are found by looking.
  private static let changes = Atomic<Int>(0)
  static func noteChange() { changes.add(1, ordering: .relaxed) }

  // Held, so that no new layer is taken for an old one at the same address.
  private let layers: [Layer]
  private let canChangeUnseen: Bool
  private let changeCount: Int

  init(of model: Model) {
    let layers = model.flattened
    self.layers = layers.filter { $0 !== model }
    canChangeUnseen = layers.contains(where: \.canReplaceSublayers)
    changeCount = Self.changes.load(ordering: .relaxed)
  }

  /// Whether the model still has these layers, in this order.
  func holds(for model: Model) -> Bool {
    if !canChangeUnseen, changeCount == Self.changes.load(ordering: .relaxed) { return true }
    return layers.elementsEqual(model.flattened.lazy.filter { $0 !== model }, by: ===)
  }
}

extension Model {
  /// Forgets the programs, and the graph of a class with a `call`, if a layer was added, replaced or removed since they
  /// were made.
  func renewIfLayersChanged() throws {
    guard let structure, !structure.holds(for: self) else { return }
    programs = StepPrograms()
    self.structure = nil
    guard let described = graph else { return }
    // New layers get their weights here, so that they are trained from the first step on.
    if isFunctional {
      let inputs = described.inputs.map { Tensor.symbolicInput(name: $0.stepName, type: $0.type) }
      for output in invoke(inputs, training: nil, file: name, line: 0) { _ = try output.checked() }
    } else {
      graph = nil
      try describeIfNeeded(described.inputs.map(\.type))
    }
  }

  /// Throws if a traced step touches a variable that the model does not own: it would be neither saved nor trained as it
  /// should.
  func checkVariables(of step: TracedProgram) throws {
    let error = untrackedError(
      step.variables, Set(ownedVariables.map(ObjectIdentifier.init)),
      expected: "variables of layers, metrics, losses and optimizers that the model or compile holds",
      keep: "in a property of \(displayName), of one of its layers, or of a loss or metric")
    if let error { throw error }
  }

  /// Every variable that the model, its losses, metrics and optimizers lead to, each once.
  var ownedVariables: [Variable] {
    var result: [Variable] = []
    var seen: Set<ObjectIdentifier> = []
    func add(_ variable: Variable) { if seen.insert(ObjectIdentifier(variable)).inserted { result.append(variable) } }
    variables.forEach(add)
    for metric in metrics {
      metric.variables.forEach(add)
      Tracking.visitVariables(in: metric, add)
    }
    if let optimizer {
      optimizer.variables.forEach(add)
      Tracking.visitVariables(in: optimizer, add)
    }
    for layer in flattened where layer.canReplaceSublayers { Tracking.visitVariables(in: layer, add) }
    for loss in configuration?.allLosses ?? [] { Tracking.visitVariables(in: loss, add) }
    return result
  }
}
