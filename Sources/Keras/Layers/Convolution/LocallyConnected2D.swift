/// `activation(x · kernel + bias)` over images, as `Conv2D`, but with a kernel and a bias of its own at each position.
///
/// For files of Keras 1 and 2, and models like theirs: Keras 3 has no such layer, and does not read files with it. Input: `[batch,
/// height, width, channels]`, or `[batch, channels, height, width]` with `dataFormat: .channelsFirst`, of known lengths; output: the
/// same axes with `filters` channels, and lengths of `(length - size) / stride + 1` (rounded down) with `padding: .valid`, of
/// `length / stride` (rounded up) with `.same`, where `size / 2` pixels lie before the first one. Weights: `kernel [rows · columns,
/// window · channels, filters]` (of channels first: `channels · window`), `bias [rows, columns, filters]`. Source:
/// `tf_keras.layers.LocallyConnected2D`.
public final class LocallyConnected2D: LocallyConnectedLayer {
  public let padding: Padding

  /// - Parameters:
  ///   - filters: the number of output channels.
  ///   - kernelSize: height and width of the window, in pixels: `3`, `[3, 5]` or `.square(n)`.
  ///   - strides: by how many pixels the window moves.
  ///   - padding: `.valid` for none, `.same` for zeros around the image.
  ///   - dataFormat: where the channels are.
  ///   - activation: applied to the result.
  ///   - activityRegularizer: a penalty on the output.
  public init(
    _ filters: Int, kernelSize: WindowSize, strides: WindowSize = 1, padding: Padding = .valid,
    dataFormat: DataFormat = .channelsLast, activation: Activation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.padding = padding
    super.init(
      rank: 2, filters: filters,
      kernel: WeightOptions(
        initializer: kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint),
      Options(
        kernelSize: kernelSize, strides: strides, padding: padding.border, dataFormat: dataFormat,
        dilationRate: 1, activation: activation, useBias: useBias,
        bias: WeightOptions(initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
        activityRegularizer: activityRegularizer, name: name, dtype: dtype))
  }
}
