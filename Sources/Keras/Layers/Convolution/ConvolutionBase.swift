/// What all convolutions share: a window that moves over the spatial axes, a bias and an activation.
///
/// Not for use by itself. Source: `keras.src.layers.convolutional`.
public class ConvolutionBase: Layer, UnaryLayer {
  public let kernelSize: WindowSize
  public let strides: WindowSize
  public let dataFormat: DataFormat
  public let dilationRate: WindowSize
  public let activation: Activation
  public let useBias: Bool
  let spatialRank: Int
  private let border: SequencePadding
  private let biasOptions: WeightOptions
  private let activityRegularizer: Regularizer?
  private var window: Window?
  /// What is added, once the layer is built; a tensor that carries an error without a bias.
  @Weight public internal(set) var bias: Tensor

  /// How a weight starts, and what keeps it small or inside.
  struct WeightOptions {
    var initializer: Initializer
    var regularizer: Regularizer?
    var constraint: Constraint?
  }

  /// The arguments that all convolutions have.
  struct Options {
    var kernelSize: WindowSize
    var strides: WindowSize
    var padding: SequencePadding
    var dataFormat: DataFormat
    var dilationRate: WindowSize
    var activation: Activation
    var useBias: Bool
    var bias: WeightOptions
    var activityRegularizer: Regularizer?
    var name: String?
    var dtype: DTypePolicy?
  }

  init(rank: Int, _ options: Options) {
    spatialRank = rank
    kernelSize = options.kernelSize
    strides = options.strides
    border = options.padding
    dataFormat = options.dataFormat
    dilationRate = options.dilationRate
    activation = options.activation
    useBias = options.useBias
    biasOptions = options.bias
    activityRegularizer = options.activityRegularizer
    super.init(name: options.name, dtype: options.dtype)
    inputSpec = InputSpec(rank: rank + 2)
  }

  /// Whether windows with gaps may move by more than one position.
  var allowsStridedDilation: Bool { false }

  /// Makes arguments that can't work the layer's error.
  func check(_ window: Window, channels: Int?, _ input: Shape) {
    requireRoom(for: window, in: input, dataFormat, argument: "kernelSize")
  }

  /// Makes the kernels.
  func makeKernels(_ window: Window, channels: Int?) {}

  /// Makes weights that come behind kernels and bias.
  func buildAdaptation() {}

  /// The number of output channels; `nil` if it hangs on unknown input channels.
  func outputChannels(_ channels: Int?) -> Int? { nil }

  /// The lengths of the bias.
  func biasShape(_ window: Window, channels: Int?) -> Shape { [outputChannels(channels)] }

  /// The bias as it is added to results with channels last.
  var addedBias: Tensor { bias }

  /// The kernels that `convolve` takes.
  var kernels: [Tensor] { [] }

  /// The convolution without its bias, channels last.
  func convolve(_ x: Tensor, _ kernels: [Tensor], _ window: Window) -> Tensor { x }

  /// Whether `convolve` hangs on lengths that are not known yet.
  func dependsOnUnknown(_ window: Window, _ lengths: [Int?]) -> Bool { window.dependsOnUnknown(lengths) }

  /// The axis of the channels.
  var channelAxis: Int { dataFormat == .channelsLast ? -1 : 1 }

  public override func build(_ input: Shape) {
    checkArguments()
    guard let size = windowLengths(kernelSize, "kernelSize", rank: spatialRank),
      let strideLengths = windowLengths(strides, "strides", rank: spatialRank),
      let dilation = windowLengths(dilationRate, "dilationRate", rank: spatialRank), !hasBuildError
    else { return }
    if !allowsStridedDilation, strideLengths.contains(where: { $0 > 1 }), dilation.contains(where: { $0 > 1 }) {
      fail(
        expected: "strides: 1 or dilationRate: 1", received: "strides: \(strides) and dilationRate: \(dilationRate)",
        fix: "use one of the two")
    }
    let channels = input[channelAxis]
    let window = Window(size: size, strides: strideLengths, dilation: dilation, padding: border)
    check(window, channels: channels, input)
    guard !hasBuildError else { return }
    makeKernels(window, channels: channels)
    if useBias {
      $bias.create(
        biasShape(window, channels: channels), initializer: biasOptions.initializer,
        regularizer: biasOptions.regularizer, constraint: biasOptions.constraint)
    }
    buildAdaptation()
    self.window = window
    if let channels { inputSpec = InputSpec(rank: spatialRank + 2, axes: [channelAxis: channels]) }
  }

  /// Makes counts that must be positive the layer's error.
  func checkArguments() {}

  public func call(_ x: Tensor) -> Tensor {
    guard let window else { return x }
    let kernels = self.kernels
    let dtype = kernels.reduce(x.dtype) { $0.promoted(with: $1.dtype) }
    var others = kernels.map { $0.cast(to: dtype) }
    if useBias { others.append(addedBias.cast(to: dtype)) }
    var y = overWindows(
      "convolution", x.cast(to: dtype), dataFormat, others: others, defers: { dependsOnUnknown(window, $0) }
    ) { [self] x, others in
      let y = convolve(x, Array(others[..<kernels.count]), window)
      return others.count > kernels.count ? y + others[kernels.count] : y
    }
    y = activation(y)
    if let activityRegularizer { addActivityLoss(activityRegularizer, of: y) }
    return y
  }
}
