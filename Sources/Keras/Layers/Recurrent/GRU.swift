import TensorGraph

/// Gated recurrent unit (Cho 2014): see `GRUCell` for what each step computes.
///
/// Input: `[batch, time, features]`; output: the last step's `[batch, units]`, or with `returnSequences`
/// `[batch, time, units]`. State: the output, `[batch, units]`. Weights, gates in the order z, r, h:
/// `gru_cell/kernel [features, 3 · units]`, `recurrent_kernel [units, 3 · units]`, `bias [2, 3 · units]`, or `[3 · units]`
/// without `resetAfter`. With `tanh`, `sigmoid` and `resetAfter` and without `recurrentDropout` a sequence is one operation.
/// Masks: see `RNN`. Source: `keras.layers.GRU`.
public final class GRU: RNN {
  private let ownCell: GRUCell

  /// - Parameters:
  ///   - units: the number of features of the output and of the state.
  ///   - activation: of the candidate.
  ///   - recurrentActivation: of the gates.
  ///   - resetAfter: whether the reset gate applies after the product with the recurrent kernel, or before.
  ///   - dropout: the share of inputs that is dropped in training, in 0...1; the same ones at all steps.
  ///   - recurrentDropout: the same for the state; each gate then has masks of its own.
  ///   - seed: makes the dropout repeatable; `nil` takes the next seed of `setRandomSeed`.
  ///   - returnSequences: whether the output has all steps.
  ///   - returnState: whether `callAll` gives the last state after the output.
  ///   - goBackwards: from the last step to the first; outputs come in the order in which they were computed.
  ///   - stateful: whether a batch starts with the states that the batch before it ended with. Needs a fixed batch size.
  ///   - unroll: accepted for Keras' sake; every length of time has a program of its own anyway.
  ///   - zeroOutputForMask: whether outputs of masked steps are zeros instead of the output before them.
  public convenience init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil, dropout: Double = 0,
    recurrentDropout: Double = 0, seed: Int? = nil, returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false, resetAfter: Bool = true,
    zeroOutputForMask: Bool = false,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    let cell = GRUCell(
      units, activation: activation, recurrentActivation: recurrentActivation, useBias: useBias,
      kernelInitializer: kernelInitializer,
      recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
      biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint,
      biasConstraint: biasConstraint, dropout: dropout, recurrentDropout: recurrentDropout, resetAfter: resetAfter,
      seed: seed,
      name: "gru_cell", dtype: dtype)
    self.init(
      cell: cell,
      RecurrentRunOptions(
        returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards, isStateful: stateful,
        unroll: unroll, zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer),
      name: name, dtype: dtype)
  }

  init(cell: GRUCell, _ options: RecurrentRunOptions, name: String?, dtype: DTypePolicy?) {
    ownCell = cell
    super.init(cell, options, name: name, dtype: dtype)
    inputSpec = InputSpec(rank: 3)
  }

  public var units: Int { ownCell.units }
  public var activation: Activation { ownCell.activation }
  public var recurrentActivation: Activation { ownCell.recurrentActivation }
  public var resetAfter: Bool { ownCell.resetAfter }

  override func twin(name: String, goBackwards: Bool) -> RNN? {
    guard let copy = ownCell.copy() as? GRUCell else { return nil }
    return GRU(cell: copy, options.with(goBackwards: goBackwards), name: name, dtype: dtypePolicy)
  }
}
