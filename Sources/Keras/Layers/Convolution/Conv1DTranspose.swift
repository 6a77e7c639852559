/// `activation(transposed convolution(x, kernel) + bias)`: enlarges sequences, each input spreading over a window.
///
/// Input: `[batch, time, channels]`, or `[batch, channels, time]` with `dataFormat: .channelsFirst`; output: the same
/// axes with `filters` channels, and lengths of `length · strides` with `padding: .same`, of `(length - 1) · strides +
/// max(span, strides)` with `.valid`, where `span = (kernelSize - 1) · dilationRate + 1`. Weights: `kernel [time,
/// filters, channels]`, `bias [filters]`. Source: `keras.layers.Conv1DTranspose`.
public final class Conv1DTranspose: TransposedConvolutionLayer {
  public let padding: Padding

  /// - Parameters:
  ///   - filters: the number of output channels.
  ///   - kernelSize: the length of the window, in positions.
  ///   - strides: by how many positions the window moves in the output. More than 1 excludes `dilationRate` above 1.
  ///   - padding: `.valid` for the whole output, `.same` for one of `length · strides`.
  ///   - outputPadding: how many positions are added at the end of the shortest output, `(length - 1) · strides +
  ///     span` with `.valid`, and `(length - 1) · strides + span % 2` with `.same`; below `strides`. `nil` for the
  ///     lengths above.
  ///   - dataFormat: where the channels are.
  ///   - dilationRate: the distance between neighbouring positions of the window; 1 leaves no gaps.
  ///   - activation: applied to the result; with channels first, `softmax` runs over times, as in Keras.
  ///   - activityRegularizer: a penalty on the output.
  public init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid,
    outputPadding: Int? = nil, dataFormat: DataFormat = .channelsLast, dilationRate: Int = 1,
    activation: Activation = .linear, useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.padding = padding
    super.init(
      rank: 1, filters: filters, outputPadding: outputPadding.map { WindowSize($0) },
      kernel: WeightOptions(
        initializer: kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint),
      Options(
        kernelSize: WindowSize(kernelSize), strides: WindowSize(strides), padding: padding.border,
        dataFormat: dataFormat,
        dilationRate: WindowSize(dilationRate), activation: activation, useBias: useBias,
        bias: WeightOptions(initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
        activityRegularizer: activityRegularizer, name: name, dtype: dtype))
  }
}
