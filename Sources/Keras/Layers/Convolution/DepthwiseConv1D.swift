/// `activation(convolution(x, kernel) + bias)` over sequences, each channel by itself with a window of its own.
///
/// Input: `[batch, time, channels]`, or `[batch, channels, time]` with `dataFormat: .channelsFirst`; output: the same
/// axes with `channels · depthMultiplier` channels, and lengths of `(length - span) / stride + 1` (rounded down) with
/// `padding: .valid`, of `length / stride` (rounded up) with `.same`, where `span = (kernelSize - 1) · dilationRate +
/// 1`. Weights: `kernel [time, channels, depthMultiplier]`, `bias [channels · depthMultiplier]`. Source:
/// `keras.layers.DepthwiseConv1D`.
public final class DepthwiseConv1D: DepthwiseConvolutionLayer {
  public let padding: Padding

  /// - Parameters:
  ///   - kernelSize: the length of the window, in positions.
  ///   - strides: by how many positions the window moves.
  ///   - padding: `.valid` for none, `.same` for zeros around the input.
  ///   - depthMultiplier: how many output channels each input channel gives.
  ///   - dataFormat: where the channels are.
  ///   - dilationRate: the distance between neighbouring positions of the window; 1 leaves no gaps.
  ///   - activation: applied to the result; with channels first, `softmax` runs over times, as in Keras.
  ///   - activityRegularizer: a penalty on the output.
  public init(
    kernelSize: Int, strides: Int = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
    dataFormat: DataFormat = .channelsLast, dilationRate: Int = 1, activation: Activation = .linear,
    useBias: Bool = true, depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, depthwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.padding = padding
    super.init(
      rank: 1, depthMultiplier: depthMultiplier,
      kernel: WeightOptions(
        initializer: depthwiseInitializer, regularizer: depthwiseRegularizer, constraint: depthwiseConstraint),
      Options(
        kernelSize: WindowSize(kernelSize), strides: WindowSize(strides), padding: padding.border,
        dataFormat: dataFormat,
        dilationRate: WindowSize(dilationRate), activation: activation, useBias: useBias,
        bias: WeightOptions(initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
        activityRegularizer: activityRegularizer, name: name, dtype: dtype))
  }
}
