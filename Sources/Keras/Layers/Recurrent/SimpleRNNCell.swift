import TensorGraph

/// One step of `SimpleRNN`: `h = activation(x · kernel + h · recurrentKernel + bias)`, which is output and state.
///
/// Input: `[batch, features]`, state `[batch, units]`; output: `[batch, units]`. Weights: `kernel [features, units]`,
/// `recurrent_kernel [units, units]`, `bias [units]`. Source: `keras.layers.SimpleRNNCell`.
public final class SimpleRNNCell: Layer, SequenceCell, DropoutCell {
  public let units: Int
  public let activation: Activation
  let weightOptions: RecurrentWeightOptions
  let dropoutOptions: RecurrentDropoutOptions
  let seedGenerator: SeedGenerator
  /// What inputs are multiplied by, once the layer is built.
  @Weight public internal(set) var kernel: Tensor
  /// What states are multiplied by, once the layer is built.
  @Weight public internal(set) var recurrentKernel: Tensor
  /// What is added, once the layer is built; a tensor that carries an error without a bias.
  @Weight public internal(set) var bias: Tensor

  /// - Parameters:
  ///   - units: the number of features of output and state.
  ///   - dropout: the share of inputs that is dropped in training, in 0...1; the same ones at all steps.
  ///   - recurrentDropout: the same for the state.
  ///   - seed: makes the dropout repeatable; `nil` takes the next seed of `setRandomSeed`.
  public convenience init(
    _ units: Int, activation: Activation = .tanh, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    dropout: Double = 0, recurrentDropout: Double = 0, seed: Int? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.init(
      units, activation,
      RecurrentWeightOptions(
        useBias: useBias, kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
        biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
        recurrentRegularizer: recurrentRegularizer, biasRegularizer: biasRegularizer,
        kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint),
      RecurrentDropoutOptions(dropout, recurrentDropout, seed: seed), name: name, dtype: dtype)
  }

  init(
    _ units: Int, _ activation: Activation, _ weightOptions: RecurrentWeightOptions,
    _ dropoutOptions: RecurrentDropoutOptions, name: String?, dtype: DTypePolicy?
  ) {
    self.units = units
    self.activation = activation
    self.weightOptions = weightOptions
    self.dropoutOptions = dropoutOptions
    seedGenerator = SeedGenerator(seed: dropoutOptions.seed)
    super.init(name: name, dtype: dtype)
  }

  public var stateSizes: [Int] { [units] }
  var maskCount: Int { 1 }
  var dropsAll: Bool { true }

  public func copy() -> (any RecurrentCell)? {
    SimpleRNNCell(units, activation, weightOptions, dropoutOptions, name: name, dtype: dtypePolicy)
  }

  public override func build(_ input: Shape) {
    requirePositive(units, "units")
    guard !hasBuildError else { return }
    nameSeed()
    let options = weightOptions
    $kernel.create(
      [input.last, units], initializer: options.kernelInitializer, regularizer: options.kernelRegularizer,
      constraint: options.kernelConstraint)
    $recurrentKernel.create(
      [units, units], initializer: options.recurrentInitializer, regularizer: options.recurrentRegularizer,
      constraint: options.recurrentConstraint)
    if options.useBias {
      $bias.create(
        [units], initializer: options.biasInitializer, regularizer: options.biasRegularizer,
        constraint: options.biasConstraint)
    }
  }

  private func project(_ x: Tensor) -> Tensor {
    let product = matmul(x, kernel)
    return weightOptions.useBias ? product + bias : product
  }

  public func call(_ x: Tensor, states: [Tensor]) -> (output: Tensor, states: [Tensor]) {
    let masks = masks(x, states[0])
    let projected = project(masks.inputs.first.map { x * $0 } ?? x)
    let h = activation(projected + product(states[0], recurrentKernel, masks: masks.states))
    return (h, [h])
  }

  func run(_ x: Tensor, states: [Tensor], mask: Tensor?, isReversed: Bool) -> (sequence: Tensor, states: [Tensor])? {
    let masks = RecurrentDropout.current[ObjectIdentifier(self)] ?? RecurrentDropout()
    guard let function = activation.recurrentFunction, masks.states.isEmpty else { return nil }
    let inputs = masks.inputs.first.map { x * $0.expandedDimensions(1) } ?? x
    let dtype = x.dtype.ofRecurrence
    return Recurrence.simple(
      project(inputs).cast(to: dtype), hidden: states[0].cast(to: dtype), kernel: recurrentKernel.cast(to: dtype),
      mask: mask, function: function, isReversed: isReversed)
  }
}
