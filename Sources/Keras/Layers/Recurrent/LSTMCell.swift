import TensorGraph

/// One step of `LSTM`: the states are the output h and the carry c.
///
/// `c = f · c + i · activation(g)`, `h = o · activation(c)`, with the gates `i`, `f`, `o` the `recurrentActivation`, and `g`
/// untouched, of their parts of `x · kernel + h · recurrentKernel + bias`.
///
/// Input: `[batch, features]`, states `[batch, units]` twice; output: `[batch, units]`. Weights, gates in the order i, f, g,
/// o: `kernel [features, 4 · units]`, `recurrent_kernel [units, 4 · units]`, `bias [4 · units]`.
/// Source: `keras.layers.LSTMCell`.
public final class LSTMCell: Layer, SequenceCell, DropoutCell {
  public let units: Int
  public let activation: Activation
  public let recurrentActivation: Activation
  /// Whether the bias of the gate that forgets starts at 1.
  public let unitForgetBias: Bool
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
  ///   - units: the number of features of the output and of each state.
  ///   - activation: of the candidate and the carry.
  ///   - recurrentActivation: of the gates.
  ///   - unitForgetBias: whether the bias of the gate that forgets starts at 1 instead of `biasInitializer`.
  ///   - dropout: the share of inputs that is dropped in training, in 0...1; the same ones at all steps.
  ///   - recurrentDropout: the same for the state. Each gate then has masks of its own.
  ///   - seed: makes the dropout repeatable; `nil` takes the next seed of `setRandomSeed`.
  public convenience init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, unitForgetBias: Bool = true, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    dropout: Double = 0, recurrentDropout: Double = 0, seed: Int? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.init(
      units, activation, recurrentActivation, unitForgetBias: unitForgetBias,
      RecurrentWeightOptions(
        useBias: useBias, kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
        biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
        recurrentRegularizer: recurrentRegularizer, biasRegularizer: biasRegularizer,
        kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint),
      RecurrentDropoutOptions(dropout, recurrentDropout, seed: seed), name: name, dtype: dtype)
  }

  init(
    _ units: Int, _ activation: Activation, _ recurrentActivation: Activation, unitForgetBias: Bool,
    _ weightOptions: RecurrentWeightOptions, _ dropoutOptions: RecurrentDropoutOptions, name: String?,
    dtype: DTypePolicy?
  ) {
    self.units = units
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.unitForgetBias = unitForgetBias
    self.weightOptions = weightOptions
    self.dropoutOptions = dropoutOptions
    seedGenerator = SeedGenerator(seed: dropoutOptions.seed)
    super.init(name: name, dtype: dtype)
  }

  public var stateSizes: [Int] { [units, units] }
  var maskCount: Int { dropoutOptions.states > 0 ? 4 : 1 }
  var dropsAll: Bool { false }

  public func copy() -> (any RecurrentCell)? {
    LSTMCell(
      units, activation, recurrentActivation, unitForgetBias: unitForgetBias, weightOptions, dropoutOptions,
      name: name, dtype: dtypePolicy)
  }

  public override func build(_ input: Shape) {
    requirePositive(units, "units")
    guard !hasBuildError else { return }
    nameSeed()
    let options = weightOptions
    $kernel.create(
      [input.last, 4 * units], initializer: options.kernelInitializer, regularizer: options.kernelRegularizer,
      constraint: options.kernelConstraint)
    $recurrentKernel.create(
      [units, 4 * units], initializer: options.recurrentInitializer, regularizer: options.recurrentRegularizer,
      constraint: options.recurrentConstraint)
    guard options.useBias else { return }
    let units = self.units
    let parts = options.biasInitializer
    let initializer = Initializer("unit_forget_bias") { _, dtype in
      concatenated([parts([units], dtype: dtype), .ones([units], dtype: dtype), parts([2 * units], dtype: dtype)])
    }
    $bias.create(
      [4 * units], initializer: unitForgetBias ? initializer : parts, regularizer: options.biasRegularizer,
      constraint: options.biasConstraint)
  }

  public func call(_ x: Tensor, states: [Tensor]) -> (output: Tensor, states: [Tensor]) {
    let masks = masks(x, states[0])
    var z = product(x, kernel, masks: masks.inputs) + product(states[0], recurrentKernel, masks: masks.states)
    if weightOptions.useBias { z = z + bias }
    func gate(_ index: Int) -> Tensor { z.slice(axis: z.rank - 1, from: index * units, count: units) }
    let i = recurrentActivation(gate(0))
    let f = recurrentActivation(gate(1))
    let c = f * states[1] + i * activation(gate(2))
    let h = recurrentActivation(gate(3)) * activation(c)
    return (h, [h, c])
  }

  func run(_ x: Tensor, states: [Tensor], mask: Tensor?, isReversed: Bool) -> (sequence: Tensor, states: [Tensor])? {
    let masks = RecurrentDropout.current[ObjectIdentifier(self)] ?? RecurrentDropout()
    guard activation.recurrentFunction == .tanh, recurrentActivation.recurrentFunction == .sigmoid,
      masks.states.isEmpty, masks.inputs.count < 2
    else { return nil }
    let inputs = masks.inputs.first.map { x * $0.expandedDimensions(1) } ?? x
    let product = matmul(inputs, kernel)
    let projected = weightOptions.useBias ? product + bias : product
    let dtype = x.dtype.ofRecurrence
    return Recurrence.lstm(
      projected.cast(to: dtype), hidden: states[0].cast(to: dtype), cell: states[1].cast(to: dtype),
      kernel: recurrentKernel.cast(to: dtype), mask: mask, isReversed: isReversed)
  }
}
