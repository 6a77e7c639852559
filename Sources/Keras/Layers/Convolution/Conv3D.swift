/// `activation(convolution(x, kernel) + bias)` over volumes: each filter is a window that moves over depth, height and width.
///
/// Input: `[batch, depth, height, width, channels]`, or `[batch, channels, depth, height, width]` with `dataFormat:
/// .channelsFirst`; output: the same axes with `filters` channels, and lengths of `(length - span) / stride + 1`
/// (rounded down) with `padding: .valid`, of `length / stride` (rounded up) with `.same`, where `span = (kernelSize -
/// 1) · dilationRate + 1`. Weights: `kernel [depth, height, width, channels / groups, filters]`, `bias [filters]`.
/// Source: `keras.layers.Conv3D`.
public final class Conv3D: ConvolutionLayer {
  public let padding: Padding

  /// - Parameters:
  ///   - filters: the number of output channels; divisible by `groups`.
  ///   - kernelSize: depth, height and width of the window, in voxels: `3`, `[3, 5, 5]` or `.square(n)`.
  ///   - strides: by how many voxels the window moves. More than 1 excludes `dilationRate` above 1.
  ///   - padding: `.valid` for none, `.same` for zeros around the volume.
  ///   - dataFormat: where the channels are.
  ///   - dilationRate: the distance between neighbouring voxels of the window; 1 leaves no gaps.
  ///   - groups: how many groups of channels are convolved separately; the input's channels are divisible by it.
  ///   - activation: applied to the result; with channels first, `softmax` runs over the width, as in Keras.
  ///   - activityRegularizer: a penalty on the output.
  ///   - loraRank: freezes the kernel and learns factors of this rank that are added to it: see `enableLoRA`.
  ///   - loraAlpha: how much they count; `loraRank` if `nil`.
  public init(
    _ filters: Int, kernelSize: WindowSize, strides: WindowSize = 1, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, dilationRate: WindowSize = 1, groups: Int = 1,
    activation: Activation = .linear, useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros, kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    loraRank: Int? = nil, loraAlpha: Double? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.padding = padding
    super.init(
      rank: 3, filters: filters, groups: groups,
      kernel: WeightOptions(
        initializer: kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint),
      lora: LowRank(loraRank, alpha: loraAlpha),
      Options(
        kernelSize: kernelSize, strides: strides, padding: padding.border, dataFormat: dataFormat,
        dilationRate: dilationRate, activation: activation, useBias: useBias,
        bias: WeightOptions(initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
        activityRegularizer: activityRegularizer, name: name, dtype: dtype))
  }
}
