/// `activation(transposed convolution(x, kernel) + bias)`: enlarges volumes, each input spreading over a window.
///
/// Input: `[batch, depth, height, width, channels]`, or `[batch, channels, depth, height, width]` with `dataFormat:
/// .channelsFirst`; output: the same axes with `filters` channels, and lengths of `length · strides` with `padding:
/// .same`, of `(length - 1) · strides + max(span, strides)` with `.valid`, where `span = (kernelSize - 1) ·
/// dilationRate + 1`. Weights: `kernel [depth, height, width, filters, channels]`, `bias [filters]`. Source:
/// `keras.layers.Conv3DTranspose`.
public final class Conv3DTranspose: TransposedConvolutionLayer {
  public let padding: Padding

  /// - Parameters:
  ///   - filters: the number of output channels.
  ///   - kernelSize: depth, height and width of the window, in voxels: `3`, `[3, 5, 5]` or `.square(n)`.
  ///   - strides: by how many voxels the window moves in the output. More than 1 excludes `dilationRate` above 1.
  ///   - padding: `.valid` for the whole output, `.same` for one of `length · strides`.
  ///   - outputPadding: how many voxels are added at the end of the shortest output, `(length - 1) · strides + span`
  ///     with `.valid`, and `(length - 1) · strides + span % 2` with `.same`; below `strides`. `nil` for the lengths
  ///     above.
  ///   - dataFormat: where the channels are.
  ///   - dilationRate: the distance between neighbouring voxels of the window; 1 leaves no gaps.
  ///   - activation: applied to the result; with channels first, `softmax` runs over the width, as in Keras.
  ///   - activityRegularizer: a penalty on the output.
  public init(
    _ filters: Int, kernelSize: WindowSize, strides: WindowSize = 1, padding: Padding = .valid,
    outputPadding: WindowSize? = nil, dataFormat: DataFormat = .channelsLast, dilationRate: WindowSize = 1,
    activation: Activation = .linear, useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.padding = padding
    super.init(
      rank: 3, filters: filters, outputPadding: outputPadding,
      kernel: WeightOptions(
        initializer: kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint),
      Options(
        kernelSize: kernelSize, strides: strides, padding: padding.border, dataFormat: dataFormat,
        dilationRate: dilationRate, activation: activation, useBias: useBias,
        bias: WeightOptions(initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
        activityRegularizer: activityRegularizer, name: name, dtype: dtype))
  }
}
