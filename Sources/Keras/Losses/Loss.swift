import TensorGraph

/// What training makes small: a number for how far predictions are from targets.
///
/// A loss is one of the static members (`.mse`, `.huber(delta: 0.5)`), a function, or a subclass that overrides `call`:
/// ```swift
/// model.compile(optimizer: .sgd(), loss: Loss { yTrue, yPred in abs(yTrue - yPred).mean() })
/// ```
/// Targets and predictions are converted to `float32` first, to `float64` if predictions are that, or to what `computed(in:)` says.
/// Source: https://keras.io/api/losses/
open class Loss {
  /// For messages, logs and saved models.
  public let name: String
  /// How per-sample values become one number.
  public var reduction: LossReduction
  /// In which type the loss is computed; `float32`, or `float64` for predictions of that, if `nil`. Keras' `dtype`.
  public private(set) var dtype: DType?
  private let function: ((_ yTrue: Tensor, _ yPred: Tensor) -> Tensor)?

  /// For subclasses, which override `call`.
  ///
  /// - Parameter name: the class's name in snake case if `nil`.
  public init(_ name: String? = nil, reduction: LossReduction = .sumOverBatchSize) {
    self.name = name ?? String(describing: Self.self).inSnakeCase
    self.reduction = reduction
    function = nil
  }

  /// A loss from a function.
  ///
  /// - Parameter function: from targets and predictions to one value per sample, or to a single number.
  public init(
    _ name: String = "loss", reduction: LossReduction = .sumOverBatchSize,
    _ function: @escaping (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) {
    self.name = name
    self.reduction = reduction
    self.function = function
  }

  /// Says in which floating-point type the loss is computed: `.mse.computed(in: .float64)`. Keras' `dtype`.
  ///
  /// - Parameter dtype: a type that is not floating-point becomes the error of the first use.
  /// - Returns: the loss itself.
  public func computed(in dtype: DType) -> Self {
    self.dtype = dtype
    return self
  }

  /// One value per sample, or a single number.
  ///
  /// - Parameters:
  ///   - yTrue: targets, converted to the predictions' floating-point type.
  ///   - yPred: predictions: `[batch, …]`. Where the ranks of the two differ by a last axis of length 1, it was added or
  ///     removed.
  open func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    if let function { return function(yTrue, yPred) }
    return .failed(
      KerasError(
        "Loss '\(name)' has no formula.", expected: "a subclass of Loss that overrides call(_:_:)",
        received: "\(String(describing: Self.self)), which does not",
        fix: "override call(_:_:), or make the loss from a function: Loss { yTrue, yPred in … }"))
  }

  /// The loss: values per sample, times sample weights and the predictions' mask, reduced.
  ///
  /// - Parameters:
  ///   - yTrue: targets.
  ///   - yPred: predictions: `[batch, …]`; their mask leaves positions out.
  ///   - sampleWeight: broadcast to the values: `[batch]`, `[batch, time]` …
  /// - Returns: shape `[]`, or that of the values if `reduction` is `.none`.
  public final func callAsFunction(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) -> Tensor {
    for tensor in [yTrue, yPred] where tensor.error != nil { return tensor }
    let dtype: DType = self.dtype ?? (yPred.dtype == .float64 ? .float64 : .float32)
    guard dtype.isFloating else {
      return .failed(
        KerasError(
          "Loss '\(name)' cannot be computed.", expected: "a floating-point type", received: "\(dtype.rawValue)",
          fix: "say computed(in: .float32)"))
    }
    var (targets, predictions) = (convertsTargets ? yTrue.cast(to: dtype) : yTrue, yPred.cast(to: dtype))
    // Targets `[batch]` beside predictions `[batch, 1]` would broadcast to `[batch, batch]`.
    if !isOfLibrary(self) || function != nil {
      (targets, predictions) = WeightedReduction.sameRank(targets, predictions)
    }
    let values = call(targets, predictions)
    if values.error != nil { return values }
    let masks = [yPred.mask, values.mask].compactMap { $0 }
    let mask = masks.count == 2 ? logicalAnd(masks[0], masks[1]) : masks.first
    return WeightedReduction.reduce(
      values.cast(to: dtype), sampleWeight: sampleWeight, mask: mask, reduction: reduction)
  }

  /// Whether `call` gets floating-point targets; class numbers may stay integers.
  package var convertsTargets: Bool { true }
}
