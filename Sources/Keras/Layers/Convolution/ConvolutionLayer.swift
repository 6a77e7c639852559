/// What `Conv1D`, `Conv2D` and `Conv3D` share: `activation(convolution(x, kernel) + bias)`.
///
/// Not for use by itself. Source: `keras.src.layers.convolutional.base_conv`.
public class ConvolutionLayer: ConvolutionBase, LowRankLayer {
  /// The number of output channels.
  public let filters: Int
  /// The number of groups of channels that are convolved separately.
  public let groups: Int
  private let kernelOptions: WeightOptions
  let lowRank: LowRank
  /// What inputs are multiplied by, once the layer is built.
  @Weight public internal(set) var kernel: Tensor

  init(rank: Int, filters: Int, groups: Int, kernel: WeightOptions, lora: LowRank, _ options: Options) {
    lowRank = lora
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

  override func buildAdaptation() { buildLowRank() }

  override var kernels: [Tensor] { [adaptedValue] }

  override func convolve(_ x: Tensor, _ kernels: [Tensor], _ window: Window) -> Tensor {
    apply(Convolution(geometry: window.geometry(over: x), groups: groups), [x, kernels[0]])
  }

  var adapted: AdaptedWeight {
    AdaptedWeight(
      weight: $kernel, name: "kernel", regularizer: kernelOptions.regularizer, constraint: kernelOptions.constraint)
  }

  /// The rank of what adapts the kernel; `nil` without LoRA.
  public var loraRank: Int? { lowRank.rank }
  /// What adapts the kernel counts `loraAlpha / loraRank`.
  public var loraAlpha: Double? { lowRank.alpha }

  /// Freezes the kernel, and learns from then on two narrow factors whose product is added to it (LoRA, Hu et al. 2021).
  ///
  /// `kernel + alpha / rank · a · b`, with the weights `lora_kernel_a [… of the kernel but the last, rank]` and `lora_kernel_b [rank,
  /// last]`. Call it before `compile`. A file has the sum as the kernel.
  /// - Parameters:
  ///   - rank: the narrow length of both factors.
  ///   - alpha: how much they count; `rank` if `nil`.
  /// - Throws: if the layer is not built, has LoRA already, or has a constraint of the kernel.
  public func enableLoRA(
    rank: Int, alpha: Double? = nil, aInitializer: Initializer = .heUniform, bInitializer: Initializer = .zeros
  ) throws {
    try enableLowRank(rank, alpha: alpha, aInitializer, bInitializer)
  }
}
