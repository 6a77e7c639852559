/// A convolution of sequences in two cheap steps: each channel by itself with a window, then all channels of a position mixed.
///
/// Input: `[batch, time, channels]`, or `[batch, channels, time]` with `dataFormat: .channelsFirst`; output: the same
/// axes with `filters` channels, and lengths of `(length - span) / stride + 1` (rounded down) with `padding: .valid`,
/// of `length / stride` (rounded up) with `.same`, where `span = (kernelSize - 1) · dilationRate + 1`. Weights:
/// `depthwise_kernel [time, channels, depthMultiplier]`, `pointwise_kernel [1, channels · depthMultiplier, filters]`,
/// `bias [filters]`. Source: `keras.layers.SeparableConv1D`.
public final class SeparableConv1D: SeparableConvolutionLayer {
  public let padding: Padding

  /// - Parameters:
  ///   - filters: the number of output channels.
  ///   - kernelSize: the length of the window, in positions.
  ///   - strides: by how many positions the window moves.
  ///   - padding: `.valid` for none, `.same` for zeros around the input.
  ///   - dataFormat: where the channels are.
  ///   - dilationRate: the distance between neighbouring positions of the window; 1 leaves no gaps.
  ///   - depthMultiplier: how many channels each input channel gives before they are mixed.
  ///   - activation: applied to the result; with channels first, `softmax` runs over times, as in Keras.
  ///   - activityRegularizer: a penalty on the output.
  public init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, dilationRate: Int = 1, depthMultiplier: Int = 1,
    activation: Activation = .linear, useBias: Bool = true, depthwiseInitializer: Initializer = .glorotUniform,
    pointwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, pointwiseRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    depthwiseConstraint: Constraint? = nil, pointwiseConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.padding = padding
    super.init(
      rank: 1, filters: filters, depthMultiplier: depthMultiplier,
      depthwise: WeightOptions(
        initializer: depthwiseInitializer, regularizer: depthwiseRegularizer, constraint: depthwiseConstraint),
      pointwise: WeightOptions(
        initializer: pointwiseInitializer, regularizer: pointwiseRegularizer, constraint: pointwiseConstraint),
      Options(
        kernelSize: WindowSize(kernelSize), strides: WindowSize(strides), padding: padding.border,
        dataFormat: dataFormat,
        dilationRate: WindowSize(dilationRate), activation: activation, useBias: useBias,
        bias: WeightOptions(initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
        activityRegularizer: activityRegularizer, name: name, dtype: dtype))
  }
}
