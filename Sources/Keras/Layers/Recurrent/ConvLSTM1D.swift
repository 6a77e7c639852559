import TensorGraph

/// Long short-term memory over sequences of sequences, whose products are convolutions (Shi et al. 2015).
///
/// `i, f, o = recurrentActivation(kernel ∗ x + recurrentKernel ∗ h + bias)`, `c = f · c + i · activation(…)`,
/// `h = o · activation(c)` at each step, each gate with its part of the weights. The convolution of the state has
/// neither strides nor dilation, and pads so that lengths stay.
///
/// Input: `[batch, time, length, channels]`, or `[batch, time, channels, length]` with `dataFormat: .channelsFirst`; output:
/// that of the last step, `[batch, new length, filters]`, or with `returnSequences` `[batch, time, new length,
/// filters]`, with lengths as those of `Conv1D`; all lengths but batch and time are known when the layer is built. States:
/// the output h and the carry c. Weights, gates in the order i, f, c, o: `conv_lstm_cell/kernel [window, channels,
/// 4 · filters]`, `recurrent_kernel [window, filters, 4 · filters]`, `bias [4 · filters]`. Masks `[batch, time]`: see `RNN`.
/// Source: `keras.layers.ConvLSTM1D`.
public final class ConvLSTM1D: ConvLSTMLayer {
  /// - Parameters:
  ///   - filters: the number of output channels, and of each state's.
  ///   - kernelSize: the length of the window, in positions.
  ///   - strides: by how many positions the window moves over inputs. More than 1 excludes `dilationRate` above 1.
  ///   - padding: `.valid` for none, `.same` for zeros around the inputs.
  ///   - dataFormat: where the channels are.
  ///   - dilationRate: the distance between neighbouring positions of the window over inputs.
  ///   - activation: of the candidate and the carry.
  ///   - recurrentActivation: of the gates.
  ///   - unitForgetBias: whether the bias of the gate that forgets starts at 1 instead of `biasInitializer`.
  ///   - dropout: the share of inputs that is dropped in training, in 0...1; the same ones at all steps, others for each gate.
  ///   - recurrentDropout: the same for the state.
  ///   - seed: makes the dropout repeatable; `nil` takes the next seed of `setRandomSeed`.
  ///   - returnSequences: whether the output has all steps.
  ///   - returnState: whether `callAll` gives the last states after the output.
  ///   - goBackwards: from the last step to the first; outputs come in the order in which they were computed.
  ///   - stateful: whether a batch starts with the states that the batch before it ended with. Needs a fixed batch size.
  ///   - unroll: accepted for Keras' sake; every length of time has a program of its own anyway.
  ///   - zeroOutputForMask: whether outputs of masked steps are zeros instead of the output before them.
  public convenience init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, dilationRate: Int = 1, activation: Activation = .tanh,
    recurrentActivation: Activation = .sigmoid, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, recurrentInitializer: Initializer = .orthogonal,
    biasInitializer: Initializer = .zeros, unitForgetBias: Bool = true, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil, dropout: Double = 0,
    recurrentDropout: Double = 0, seed: Int? = nil, returnSequences: Bool = false, returnState: Bool = false,
    goBackwards: Bool = false, stateful: Bool = false, unroll: Bool = false, zeroOutputForMask: Bool = false,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    let cell = ConvLSTMCell(
      ConvLSTMCell.Convolutions(
        rank: 1, filters: filters, kernelSize: WindowSize(kernelSize), strides: WindowSize(strides), padding: padding,
        dataFormat: dataFormat, dilationRate: WindowSize(dilationRate), activation: activation,
        recurrentActivation: recurrentActivation, unitForgetBias: unitForgetBias),
      RecurrentWeightOptions(
        useBias: useBias, kernelInitializer: kernelInitializer, recurrentInitializer: recurrentInitializer,
        biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
        recurrentRegularizer: recurrentRegularizer, biasRegularizer: biasRegularizer,
        kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint, biasConstraint: biasConstraint),
      RecurrentDropoutOptions(dropout, recurrentDropout, seed: seed), name: "conv_lstm_cell", dtype: dtype)
    self.init(
      cell: cell,
      RecurrentRunOptions(
        returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards, isStateful: stateful,
        unroll: unroll, zeroOutputForMask: zeroOutputForMask, activityRegularizer: activityRegularizer),
      name: name, dtype: dtype)
  }
}
