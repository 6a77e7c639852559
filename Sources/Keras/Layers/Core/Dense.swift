/// `activation(x · kernel + bias)`, on the last axis.
///
/// Input: `[batch, …, features]`; output: `[batch, …, units]`.
/// Source: `keras.layers.Dense`.
public final class Dense: Layer, UnaryLayer {
  public let units: Int
  public let activation: Activation
  public let useBias: Bool
  private let kernelInitializer: Initializer
  private let biasInitializer: Initializer
  private let kernelRegularizer: Regularizer?
  private let biasRegularizer: Regularizer?
  private let activityRegularizer: Regularizer?
  private let kernelConstraint: Constraint?
  private let biasConstraint: Constraint?
  @Weight var kernel: Tensor
  @Weight var bias: Tensor

  /// - Parameter units: the number of output features.
  public init(
    _ units: Int, activation: Activation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.activityRegularizer = activityRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(minimumRank: 2)
    supportsMasking = true
  }

  public override func build(_ input: Shape) {
    requirePositive(units, "units")
    $kernel.create(
      [input.last, units], initializer: kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint)
    if useBias {
      $bias.create([units], initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint)
    }
    if let last = input.last { inputSpec = InputSpec(minimumRank: 2, axes: [-1: last]) }
  }

  public func call(_ x: Tensor) -> Tensor {
    var y = matmul(x, kernel)
    if useBias { y = y + bias }
    y = activation(y)
    if let activityRegularizer { addActivityLoss(activityRegularizer, of: y) }
    return y
  }
}
