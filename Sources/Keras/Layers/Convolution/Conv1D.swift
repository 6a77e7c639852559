/// `activation(convolution(x, kernel) + bias)` over sequences: each filter is a window that moves over time.
///
/// Input: `[batch, time, channels]`, or `[batch, channels, time]` with `dataFormat: .channelsFirst`; output: the same
/// axes with `filters` channels, and lengths of `(length - span) / stride + 1` (rounded down) with `padding: .valid`,
/// of `length / stride` (rounded up) with `.same` and `.causal`, where `span = (kernelSize - 1) · dilationRate + 1`.
/// Weights: `kernel [time, channels / groups, filters]`, `bias [filters]`. Source: `keras.layers.Conv1D`.
public final class Conv1D: ConvolutionLayer {
  public let padding: SequencePadding

  /// - Parameters:
  ///   - filters: the number of output channels; divisible by `groups`.
  ///   - kernelSize: the length of the window, in positions.
  ///   - strides: by how many positions the window moves. More than 1 excludes `dilationRate` above 1.
  ///   - padding: `.valid` for none, `.same` for zeros around the sequence, `.causal` for zeros in front of it only.
  ///   - dataFormat: where the channels are.
  ///   - dilationRate: the distance between neighbouring positions of the window; 1 leaves no gaps.
  ///   - groups: how many groups of channels are convolved separately; the input's channels are divisible by it.
  ///   - activation: applied to the result; with channels first, `softmax` runs over times, as in Keras.
  ///   - activityRegularizer: a penalty on the output.
  ///   - loraRank: freezes the kernel and learns factors of this rank that are added to it: see `enableLoRA`.
  ///   - loraAlpha: how much they count; `loraRank` if `nil`.
  public init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: SequencePadding = .valid,
    dataFormat: DataFormat = .channelsLast, dilationRate: Int = 1, groups: Int = 1,
    activation: Activation = .linear, useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    loraRank: Int? = nil, loraAlpha: Double? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.padding = padding
    super.init(
      rank: 1, filters: filters, groups: groups,
      kernel: WeightOptions(
        initializer: kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint),
      lora: LowRank(loraRank, alpha: loraAlpha),
      Options(
        kernelSize: WindowSize(kernelSize), strides: WindowSize(strides), padding: padding, dataFormat: dataFormat,
        dilationRate: WindowSize(dilationRate), activation: activation, useBias: useBias,
        bias: WeightOptions(initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
        activityRegularizer: activityRegularizer, name: name, dtype: dtype))
  }
}
