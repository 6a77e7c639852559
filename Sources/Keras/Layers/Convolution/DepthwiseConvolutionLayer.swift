/// What `DepthwiseConv1D` and `DepthwiseConv2D` share: each channel convolved by itself, `depthMultiplier` times.
///
/// Not for use by itself. Source: `keras.src.layers.convolutional.base_depthwise_conv`.
public class DepthwiseConvolutionLayer: ConvolutionBase {
  /// How many output channels each input channel gives.
  public let depthMultiplier: Int
  private let depthwiseOptions: WeightOptions
  /// What inputs are multiplied by, once the layer is built.
  @Weight public internal(set) var kernel: Tensor

  init(rank: Int, depthMultiplier: Int, kernel: WeightOptions, _ options: Options) {
    self.depthMultiplier = depthMultiplier
    depthwiseOptions = kernel
    super.init(rank: rank, options)
  }

  override var allowsStridedDilation: Bool { true }

  override func checkArguments() { requirePositive(depthMultiplier, "depthMultiplier") }

  override func makeKernels(_ window: Window, channels: Int?) {
    $kernel.create(
      Shape(window.size + [channels, depthMultiplier]), initializer: depthwiseOptions.initializer,
      regularizer: depthwiseOptions.regularizer, constraint: depthwiseOptions.constraint)
  }

  override func outputChannels(_ channels: Int?) -> Int? { channels.map { (Size($0) * Size(depthMultiplier)).length } }

  override var kernels: [Tensor] { [kernel] }

  override func convolve(_ x: Tensor, _ kernels: [Tensor], _ window: Window) -> Tensor {
    x.convolvedByChannel(kernels[0], window)
  }
}

extension Tensor {
  /// Each channel convolved by itself, channels last. Kernel: `[window…, channels, multiplier]`.
  func convolvedByChannel(_ kernel: Tensor, _ window: Window) -> Tensor {
    let lengths = kernel.shape.staticDimensions
    let channels = lengths[lengths.count - 2]
    let grouped = Shape(window.size + [1, (Size(channels) * Size(lengths[lengths.count - 1])).length])
    return apply(
      Convolution(geometry: window.geometry(over: self), groups: channels), [self, kernel.reshaped(grouped)])
  }
}
