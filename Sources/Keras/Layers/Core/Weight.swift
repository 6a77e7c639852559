/// A weight of a layer as a property: `@Weight(.zeros) var bias: Tensor`, made in `build` by `$bias.create(shape)`.
///
/// The layer finds it by itself, trains it, saves it under the property's name and counts it in `summary()`. Inside calls it has the
/// layer's compute type, elsewhere the type it is kept in; `$bias.variable` is the variable itself.
@propertyWrapper
public final class Weight {
  private let initializer: Initializer
  private let isTrainable: Bool
  private let regularizer: Regularizer?
  private let constraint: Constraint?
  /// The layer that has the property, and the property's name; set before `build`.
  weak var owner: Layer?
  var label = "weight"

  /// The variable behind the property, once created.
  public private(set) var variable: Variable?

  public init(
    _ initializer: Initializer = .glorotUniform, isTrainable: Bool = true, regularizer: Regularizer? = nil,
    constraint: Constraint? = nil
  ) {
    self.initializer = initializer
    self.isTrainable = isTrainable
    self.regularizer = regularizer
    self.constraint = constraint
  }

  /// The weight's value now; inside a step, the value at run time. Assigning updates the weight.
  public var wrappedValue: Tensor {
    get {
      guard let variable else { return .failed(missingError) }
      let value = variable.value
      // Only inside calls is a weight of the compute type.
      guard let owner, !CallContext.current.path.isEmpty else { return value }
      return value.autocast(to: owner.computeDType)
    }
    set { variable?.assign(newValue) }
  }

  /// The wrapper itself, for `create`.
  public var projectedValue: Weight { self }

  /// Makes the weight. Call it in the layer's `build`.
  ///
  /// - Parameters:
  ///   - shape: all lengths known; an unknown one becomes the layer's error.
  ///   - initializer: replaces the one in the property's declaration.
  public func create(
    _ shape: Shape, initializer: Initializer? = nil, regularizer: Regularizer? = nil, constraint: Constraint? = nil
  ) {
    guard let owner, variable == nil else { return }
    variable = owner.addWeight(
      label, shape: shape, initializer: initializer ?? self.initializer, isTrainable: isTrainable,
      regularizer: regularizer ?? self.regularizer, constraint: constraint ?? self.constraint)
  }

  func forget() { variable = nil }

  private var missingError: KerasError {
    let who = owner.map { $0.displayName } ?? "A layer"
    return KerasError(
      "\(who) has no weight '\(label)' yet.", expected: "a weight made in build", received: "a use before it was made",
      fix: "call $\(label).create(shape) in build, or call the layer on a tensor first")
  }
}

extension Tensor {
  /// Floating-point values in a layer's compute type; others as they are.
  package func autocast(to dtype: DType) -> Tensor { self.dtype.isFloating ? cast(to: dtype) : self }
}
