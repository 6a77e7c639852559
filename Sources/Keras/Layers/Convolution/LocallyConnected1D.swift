/// `activation(x · kernel + bias)` over sequences, as `Conv1D`, but with a kernel and a bias of its own at each position.
///
/// For files of Keras 1 and 2, and models like theirs: Keras 3 has no such layer, and does not read files with it. Input: `[batch, time,
/// channels]`, or `[batch, channels, time]` with `dataFormat: .channelsFirst`, of known lengths; output: the same axes with `filters`
/// channels, and lengths of `(length - kernelSize) / strides + 1` (rounded down) with `padding: .valid`, of `length / strides` (rounded
/// up) with `.same`, where `kernelSize / 2` positions lie before the first one. Weights: `kernel [positions, kernelSize · channels,
/// filters]` (of channels first: `channels · kernelSize`), `bias [positions, filters]`. Source: `tf_keras.layers.LocallyConnected1D`.
public final class LocallyConnected1D: LocallyConnectedLayer {
  public let padding: Padding

  /// - Parameters:
  ///   - filters: the number of output channels.
  ///   - kernelSize: the length of the window, in positions.
  ///   - strides: by how many positions the window moves.
  ///   - padding: `.valid` for none, `.same` for zeros around the sequence.
  ///   - dataFormat: where the channels are.
  ///   - activation: applied to the result.
  ///   - activityRegularizer: a penalty on the output.
  public init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, activation: Activation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.padding = padding
    super.init(
      rank: 1, filters: filters,
      kernel: WeightOptions(
        initializer: kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint),
      Options(
        kernelSize: WindowSize(kernelSize), strides: WindowSize(strides), padding: padding.border,
        dataFormat: dataFormat,
        dilationRate: 1, activation: activation, useBias: useBias,
        bias: WeightOptions(initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
        activityRegularizer: activityRegularizer, name: name, dtype: dtype))
  }
}
