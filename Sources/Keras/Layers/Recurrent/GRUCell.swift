import TensorGraph

/// One step of `GRU`: `h = z · h + (1 - z) · candidate`, which is output and state.
///
/// The update gate `z` and the reset gate `r` are the `recurrentActivation` of their parts of
/// `x · kernel + h · recurrentKernel + bias`. The candidate is `activation(x_h + r · (h · recurrentKernel_h))`, or
/// `activation(x_h + (r · h) · recurrentKernel_h)` without `resetAfter`.
///
/// Input: `[batch, features]`, state `[batch, units]`; output: `[batch, units]`. Weights, gates in the order z, r, h:
/// `kernel [features, 3 · units]`, `recurrent_kernel [units, 3 · units]`, `bias [2, 3 · units]` (for inputs and for the
/// state), or `[3 · units]` without `resetAfter`. Source: `keras.layers.GRUCell`.
public final class GRUCell: Layer, SequenceCell, DropoutCell {
  public let units: Int
  public let activation: Activation
  public let recurrentActivation: Activation
  /// Whether the reset gate applies after the product with the recurrent kernel.
  public let resetAfter: Bool
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
  ///   - activation: of the candidate.
  ///   - recurrentActivation: of the gates.
  ///   - dropout: the share of inputs that is dropped in training, in 0...1; the same ones at all steps.
  ///   - recurrentDropout: the same for the state. Each gate then has masks of its own.
  ///   - resetAfter: whether the reset gate applies after the product with the recurrent kernel, or before.
  ///   - seed: makes the dropout repeatable; `nil` takes the next seed of `setRandomSeed`.
  public convenience init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    kernelConstraint: Constraint? = nil, recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    dropout: Double = 0, recurrentDropout: Double = 0, resetAfter: Bool = true, seed: Int? = nil,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.init(
      units, activation, recurrentActivation, resetAfter: resetAfter,
      RecurrentWeightOptions(
        useBias: useBias, kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
        biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
        recurrentRegularizer: recurrentRegularizer, biasRegularizer: biasRegularizer,
        kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint),
      RecurrentDropoutOptions(dropout, recurrentDropout, seed: seed), name: name, dtype: dtype)
  }

  init(
    _ units: Int, _ activation: Activation, _ recurrentActivation: Activation, resetAfter: Bool,
    _ weightOptions: RecurrentWeightOptions, _ dropoutOptions: RecurrentDropoutOptions, name: String?,
    dtype: DTypePolicy?
  ) {
    self.units = units
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.resetAfter = resetAfter
    self.weightOptions = weightOptions
    self.dropoutOptions = dropoutOptions
    seedGenerator = SeedGenerator(seed: dropoutOptions.seed)
    super.init(name: name, dtype: dtype)
  }

  public var stateSizes: [Int] { [units] }
  var maskCount: Int { dropoutOptions.states > 0 ? 3 : 1 }
  var dropsAll: Bool { false }

  public func copy() -> (any RecurrentCell)? {
    GRUCell(
      units, activation, recurrentActivation, resetAfter: resetAfter, weightOptions, dropoutOptions, name: name,
      dtype: dtypePolicy)
  }

  public override func build(_ input: Shape) {
    requirePositive(units, "units")
    guard !hasBuildError else { return }
    nameSeed()
    let options = weightOptions
    $kernel.create(
      [input.last, 3 * units], initializer: options.kernelInitializer, regularizer: options.kernelRegularizer,
      constraint: options.kernelConstraint)
    $recurrentKernel.create(
      [units, 3 * units], initializer: options.recurrentInitializer, regularizer: options.recurrentRegularizer,
      constraint: options.recurrentConstraint)
    if options.useBias {
      $bias.create(
        resetAfter ? [2, 3 * units] : [3 * units], initializer: options.biasInitializer,
        regularizer: options.biasRegularizer, constraint: options.biasConstraint)
    }
  }

  /// The bias of the inputs, and that of the state.
  private var biases: (input: Tensor?, recurrent: Tensor?) {
    guard weightOptions.useBias else { return (nil, nil) }
    return resetAfter ? (bias[0], bias[1]) : (bias, nil)
  }

  public func call(_ x: Tensor, states: [Tensor]) -> (output: Tensor, states: [Tensor]) {
    let h = states[0]
    let masks = masks(x, h)
    let biases = self.biases
    let product = product(x, kernel, masks: masks.inputs)
    let outer = biases.input.map { product + $0 } ?? product
    func part(_ x: Tensor, _ index: Int) -> Tensor { x.slice(axis: x.rank - 1, from: index * units, count: units) }
    func masked(_ index: Int) -> Tensor { masks.states.isEmpty ? h : h * masks.states[index] }
    let z: Tensor
    let candidate: Tensor
    if resetAfter {
      let inner = self.product(h, recurrentKernel, masks: masks.states)
      let biased = biases.recurrent.map { inner + $0 } ?? inner
      z = recurrentActivation(part(outer, 0) + part(biased, 0))
      let r = recurrentActivation(part(outer, 1) + part(biased, 1))
      candidate = activation(part(outer, 2) + r * part(biased, 2))
    } else {
      z = recurrentActivation(part(outer, 0) + matmul(masked(0), part(recurrentKernel, 0)))
      let r = recurrentActivation(part(outer, 1) + matmul(masked(1), part(recurrentKernel, 1)))
      candidate = activation(part(outer, 2) + matmul(r * masked(2), part(recurrentKernel, 2)))
    }
    let next = z * h + (1 - z) * candidate
    return (next, [next])
  }

  func run(_ x: Tensor, states: [Tensor], mask: Tensor?, isReversed: Bool) -> (sequence: Tensor, states: [Tensor])? {
    let masks = RecurrentDropout.current[ObjectIdentifier(self)] ?? RecurrentDropout()
    guard resetAfter, activation.recurrentFunction == .tanh, recurrentActivation.recurrentFunction == .sigmoid,
      masks.states.isEmpty, masks.inputs.count < 2
    else { return nil }
    let biases = self.biases
    let inputs = masks.inputs.first.map { x * $0.expandedDimensions(1) } ?? x
    let product = matmul(inputs, kernel)
    let projected = biases.input.map { product + $0 } ?? product
    let dtype = x.dtype.ofRecurrence
    return Recurrence.gru(
      projected.cast(to: dtype), hidden: states[0].cast(to: dtype), kernel: recurrentKernel.cast(to: dtype),
      bias: biases.recurrent?.cast(to: dtype) ?? .zeros([3 * units], dtype: dtype), mask: mask,
      isReversed: isReversed)
  }
}
