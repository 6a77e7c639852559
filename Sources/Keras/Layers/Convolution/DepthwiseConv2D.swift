/// `activation(convolution(x, kernel) + bias)` over images, each channel by itself with a window of its own.
///
/// Input: `[batch, height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat: .channelsFirst`;
/// output: the same axes with `channels · depthMultiplier` channels, and lengths of `(length - span) / stride + 1`
/// (rounded down) with `padding: .valid`, of `length / stride` (rounded up) with `.same`, where `span = (kernelSize -
/// 1) · dilationRate + 1`. Weights: `kernel [height, width, channels, depthMultiplier]`, `bias [channels ·
/// depthMultiplier]`. Source: `keras.layers.DepthwiseConv2D`.
public final class DepthwiseConv2D: DepthwiseConvolutionLayer {
  public let padding: Padding

  /// - Parameters:
  ///   - kernelSize: height and width of the window, in pixels: `3`, `[3, 5]` or `.square(n)`.
  ///   - strides: by how many pixels the window moves.
  ///   - padding: `.valid` for none, `.same` for zeros around the input.
  ///   - depthMultiplier: how many output channels each input channel gives.
  ///   - dataFormat: where the channels are.
  ///   - dilationRate: the distance between neighbouring pixels of the window; 1 leaves no gaps.
  ///   - activation: applied to the result; with channels first, `softmax` runs over the width, as in Keras.
  ///   - activityRegularizer: a penalty on the output.
  public init(
    kernelSize: WindowSize, strides: WindowSize = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
    dataFormat: DataFormat = .channelsLast, dilationRate: WindowSize = 1, activation: Activation = .linear,
    useBias: Bool = true, depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, depthwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.padding = padding
    super.init(
      rank: 2, depthMultiplier: depthMultiplier,
      kernel: WeightOptions(
        initializer: depthwiseInitializer, regularizer: depthwiseRegularizer, constraint: depthwiseConstraint),
      Options(
        kernelSize: kernelSize, strides: strides, padding: padding.border, dataFormat: dataFormat,
        dilationRate: dilationRate, activation: activation, useBias: useBias,
        bias: WeightOptions(initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
        activityRegularizer: activityRegularizer, name: name, dtype: dtype))
  }
}
