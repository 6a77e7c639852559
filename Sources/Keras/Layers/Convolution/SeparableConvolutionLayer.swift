/// What `SeparableConv1D` and `SeparableConv2D` share: each channel convolved by itself, and the results mixed by a
/// product at each position.
///
/// Not for use by itself. Source: `keras.src.layers.convolutional.base_separable_conv`.
public class SeparableConvolutionLayer: ConvolutionBase {
  /// The number of output channels.
  public let filters: Int
  /// How many channels each input channel gives before they are mixed.
  public let depthMultiplier: Int
  private let depthwiseOptions: WeightOptions
  private let pointwiseOptions: WeightOptions
  /// The kernel of each channel, once the layer is built.
  @Weight public internal(set) var depthwiseKernel: Tensor
  /// The kernel across channels, once the layer is built.
  @Weight public internal(set) var pointwiseKernel: Tensor

  init(
    rank: Int, filters: Int, depthMultiplier: Int, depthwise: WeightOptions, pointwise: WeightOptions,
    _ options: Options
  ) {
    self.filters = filters
    self.depthMultiplier = depthMultiplier
    depthwiseOptions = depthwise
    pointwiseOptions = pointwise
    super.init(rank: rank, options)
  }

  override var allowsStridedDilation: Bool { true }

  override func checkArguments() {
    requirePositive(filters, "filters")
    requirePositive(depthMultiplier, "depthMultiplier")
  }

  override func makeKernels(_ window: Window, channels: Int?) {
    $depthwiseKernel.create(
      Shape(window.size + [channels, depthMultiplier]), initializer: depthwiseOptions.initializer,
      regularizer: depthwiseOptions.regularizer, constraint: depthwiseOptions.constraint)
    $pointwiseKernel.create(
      Shape(window.size.map { _ in 1 } + [channels.map { (Size($0) * Size(depthMultiplier)).length }, filters]),
      initializer: pointwiseOptions.initializer, regularizer: pointwiseOptions.regularizer,
      constraint: pointwiseOptions.constraint)
  }

  override func outputChannels(_ channels: Int?) -> Int? { filters }

  override var kernels: [Tensor] { [depthwiseKernel, pointwiseKernel] }

  override func convolve(_ x: Tensor, _ kernels: [Tensor], _ window: Window) -> Tensor {
    let mixing = Window.single(rank: window.size.count)
    let y = x.convolvedByChannel(kernels[0], window)
    return apply(Convolution(geometry: mixing.geometry(over: y), groups: 1), [y, kernels[1]])
  }
}
