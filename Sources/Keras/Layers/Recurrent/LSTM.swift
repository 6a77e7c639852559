import TensorGraph

/// Long short-term memory (Hochreiter 1997): see `LSTMCell` for what each step computes.
///
/// Input: `[batch, time, features]`; output: the last step's `[batch, units]`, or with `returnSequences`
/// `[batch, time, units]`. States: the output h and the carry c, `[batch, units]` each. Weights, gates in the order i, f, c,
/// o: `lstm_cell/kernel [features, 4 · units]`, `recurrent_kernel [units, 4 · units]`, `bias [4 · units]`. With `tanh` and
/// `sigmoid` and without `recurrentDropout` a sequence is one operation. Masks: see `RNN`. Source: `keras.layers.LSTM`.
public final class LSTM: RNN {
  private let ownCell: LSTMCell

  /// - Parameters:
  ///   - units: the number of features of the output and of each state.
  ///   - activation: of the candidate and the carry.
  ///   - recurrentActivation: of the gates.
  ///   - unitForgetBias: whether the bias of the gate that forgets starts at 1 instead of `biasInitializer`.
  ///   - dropout: the share of inputs that is dropped in training, in 0...1; the same ones at all steps.
  ///   - recurrentDropout: the same for the state; each gate then has masks of its own.
  ///   - seed: makes the dropout repeatable; `nil` takes the next seed of `setRandomSeed`.
  ///   - returnSequences: whether the output has all steps.
  ///   - returnState: whether `callAll` gives the last states after the output.
  ///   - goBackwards: from the last step to the first; outputs come in the order in which they were computed.
  ///   - stateful: whether a batch starts with the states that the batch before it ended with. Needs a fixed batch size.
  ///   - unroll: accepted for Keras' sake; every length of time has a program of its own anyway.
  ///   - zeroOutputForMask: whether outputs of masked steps are zeros instead of the output before them.
  public convenience init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, unitForgetBias: Bool = true, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil, dropout: Double = 0,
    recurrentDropout: Double = 0, seed: Int? = nil, returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false, zeroOutputForMask: Bool = false,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    let cell = LSTMCell(
      units, activation: activation, recurrentActivation: recurrentActivation, useBias: useBias,
      kernelInitializer: kernelInitializer,
      recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
      unitForgetBias: unitForgetBias,
      kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
      biasRegularizer: biasRegularizer, kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint,
      biasConstraint: biasConstraint, dropout: dropout, recurrentDropout: recurrentDropout, seed: seed,
      name: "lstm_cell", dtype: dtype)
    self.init(
      cell: cell,
      RecurrentRunOptions(
        returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards, isStateful: stateful,
        unroll: unroll, zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer),
      name: name, dtype: dtype)
  }

  init(cell: LSTMCell, _ options: RecurrentRunOptions, name: String?, dtype: DTypePolicy?) {
    ownCell = cell
    super.init(cell, options, name: name, dtype: dtype)
    inputSpec = InputSpec(rank: 3)
  }

  public var units: Int { ownCell.units }
  public var activation: Activation { ownCell.activation }
  public var recurrentActivation: Activation { ownCell.recurrentActivation }
  public var unitForgetBias: Bool { ownCell.unitForgetBias }

  override func twin(name: String, goBackwards: Bool) -> RNN? {
    guard let copy = ownCell.copy() as? LSTMCell else { return nil }
    return LSTM(cell: copy, options.with(goBackwards: goBackwards), name: name, dtype: dtypePolicy)
  }
}
