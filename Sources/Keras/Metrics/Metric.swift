import TensorGraph

/// A number that is collected over batches: state in variables, updated inside the training program.
///
/// A metric is one of the static members (`.accuracy`, `.auc()`), a function whose values per sample are averaged, or a
/// subclass that overrides `update` and `result`:
/// ```swift
/// Metric("bias") { yTrue, yPred in yPred - yTrue }
/// ```
/// Source: https://keras.io/api/metrics/
open class Metric {
  /// The name in logs and `History`.
  public let name: String
  /// Keras' name of the function, if files hold it by name.
  var knownName: String?
  private let function: ((_ yTrue: Tensor, _ yPred: Tensor) -> Tensor)?
  private var registered: [Variable] = []

  /// For subclasses, which override `update` and `result`.
  ///
  /// - Parameter name: the class's name in snake case if `nil`.
  public init(_ name: String? = nil) {
    self.name = name ?? String(describing: Self.self).inSnakeCase
    function = nil
  }

  /// The mean, over all samples so far, of a function's values.
  ///
  /// - Parameter function: from targets and predictions to one value per sample.
  public init(_ name: String, _ function: @escaping (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor) {
    self.name = name
    self.function = function
    addVariable(name: "total")
    addVariable(name: "count")
  }

  /// The state: variables made by `addVariable`, then those found in stored properties, superclasses first.
  open var variables: [Variable] {
    var result = registered
    func add(_ value: Any) {
      if let variable = value as? Variable {
        if !result.contains(where: { $0 === variable }) { result.append(variable) }
      } else if let list = value as? [Variable] {
        list.forEach(add)
      } else if let metric = value as? Metric {
        metric.variables.forEach(add)
      } else if let list = value as? [Metric] {
        list.forEach(add)
      }
    }
    var mirrors: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: self)
    while let current = mirror, current.subjectType != Metric.self {
      mirrors.append(current)
      mirror = current.superclassMirror
    }
    for mirror in mirrors.reversed() {
      for child in mirror.children { add(child.value) }
    }
    return result
  }

  /// Adds a variable to the state. Shape: `[]` unless given; values: `float32` zeros unless given.
  @discardableResult
  public final func addVariable(name: String, shape: Shape = [], initializer: Initializer = .zeros) -> Variable {
    let variable = Variable.state(name, of: self.name, value: initializer(shape))
    registered.append(variable)
    return variable
  }

  /// Takes a batch into account by assigning the state's variables.
  ///
  /// - Parameters:
  ///   - yTrue: targets.
  ///   - yPred: predictions: `[batch, …]`; their mask leaves positions out.
  ///   - sampleWeight: one weight for each sample, or for each position.
  open func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    guard let function else { return }
    let mask = yPred.mask
    let (targets, predictions) = WeightedReduction.sameRank(yTrue, yPred)
    let values = function(targets, predictions)
    let weight = WeightedReduction.weight(sampleWeight, mask: mask, dtype: .float32, reduction: .sum)
    RunningMean(name: name, total: registered[0], count: registered[1]).update(values, sampleWeight: weight)
  }

  /// Takes a batch into account, every sample with the same weight.
  public final func update(_ yTrue: Tensor, _ yPred: Tensor) { update(yTrue, yPred, sampleWeight: nil) }

  /// The metric's value over all batches since the last reset. Shape: `[]`.
  open func result() -> Tensor {
    if function != nil { return RunningMean(name: name, total: registered[0], count: registered[1]).result }
    return .failed(
      KerasError(
        "Metric '\(name)' has no result.", expected: "a subclass of Metric that overrides update and result()",
        received: "\(String(describing: Self.self)), which does not override result()",
        fix: "override result(), or make the metric from a function: Metric(\"\(name)\") { yTrue, yPred in … }"))
  }

  /// Forgets all batches: sets the state to zeros.
  open func reset() {
    for variable in variables { variable.assign(.zeros(variable.shape, dtype: variable.dtype)) }
  }

  /// Whether targets are class numbers, and the last axis of predictions is that of the classes.
  func takesClassNumbers(_ yTrue: Tensor, _ yPred: Tensor) -> Bool {
    (knownName == "accuracy" || knownName == "acc") && TargetKind(yTrue, yPred) == .sparse
  }

  /// The metric for an output of these shapes, as `.accuracy` depends on them.
  package func resolved(output: Shape, target: Shape) -> Metric { self }
}
