/// What `Conv1D`, `Conv2D` and `Conv3D` share: `activation(convolution(x, kernel) + bias)`.
///
/// Not for use by itself. Source: `keras.src.layers.convolutional.base_conv`.
public class ConvolutionLayer: ConvolutionBase {
  /// The number of output channels.
  public let filters: Int
  /// The number of groups of channels that are convolved separately.
  public let groups: Int
  private let kernelOptions: WeightOptions
  @Weight var kernel: Tensor

  init(rank: Int, filters: Int, groups: Int, kernel: WeightOptions, _ options: Options) {
    self.filters = filters
    self.groups = groups
    kernelOptions = kernel
    super.init(rank: rank, options)
  }

  override func checkArguments() {
    requirePositive(filters, "filters")
    requirePositive(groups, "groups")
  }

  override func check(_ window: Window, channels: Int?, _ input: Shape) {
    if filters % groups != 0 {
      fail(
        expected: "filters divisible by groups", received: "filters: \(filters) and groups: \(groups)",
        fix: "give \(groups * max(filters / groups, 1)) filters, or other groups")
    }
    if let channels, channels % groups != 0 {
      fail(
        expected: "channels divisible by groups: \(groups)",
        received: "\(channels) channels in \(input.batchDescription)",
        fix:
          "give other groups, or check dataFormat: .\(dataFormat == .channelsLast ? "channelsLast" : "channelsFirst")")
    }
    super.check(window, channels: channels, input)
  }

  override func makeKernels(_ window: Window, channels: Int?) {
    $kernel.create(
      Shape(window.size + [channels.map { $0 / groups }, filters]), initializer: kernelOptions.initializer,
      regularizer: kernelOptions.regularizer, constraint: kernelOptions.constraint)
  }

  override func outputChannels(_ channels: Int?) -> Int? { filters }

  override var kernels: [Tensor] { [kernel] }

  override func convolve(_ x: Tensor, _ kernels: [Tensor], _ window: Window) -> Tensor {
    apply(Convolution(geometry: window.geometry(over: x), groups: groups), [x, kernels[0]])
  }
}
