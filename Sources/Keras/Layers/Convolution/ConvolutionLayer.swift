/// What `Conv1D`, `Conv2D` and `Conv3D` share: `activation(convolution(x, kernel) + bias)`.
///
/// Not for use by itself. Source: `keras.src.layers.convolutional.base_conv`.
public class ConvolutionLayer: Layer, UnaryLayer {
  /// The number of output channels.
  public let filters: Int
  public let kernelSize: WindowSize
  public let strides: WindowSize
  public let padding: Padding
  public let dataFormat: DataFormat
  public let dilationRate: WindowSize
  /// The number of groups of channels that are convolved separately.
  public let groups: Int
  public let activation: Activation
  public let useBias: Bool
  private let spatialRank: Int
  private let weightOptions: WeightOptions
  private var window: Window?
  @Weight var kernel: Tensor
  @Weight var bias: Tensor

  struct WeightOptions {
    var kernelInitializer: Initializer
    var biasInitializer: Initializer
    var kernelRegularizer: Regularizer?
    var biasRegularizer: Regularizer?
    var activityRegularizer: Regularizer?
    var kernelConstraint: Constraint?
    var biasConstraint: Constraint?
  }

  init(
    rank: Int, filters: Int, kernelSize: WindowSize, strides: WindowSize, padding: Padding, dataFormat: DataFormat,
    dilationRate: WindowSize, groups: Int, activation: Activation, useBias: Bool, weightOptions: WeightOptions,
    name: String?, dtype: DTypePolicy?
  ) {
    spatialRank = rank
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dataFormat = dataFormat
    self.dilationRate = dilationRate
    self.groups = groups
    self.activation = activation
    self.useBias = useBias
    self.weightOptions = weightOptions
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(rank: rank + 2)
  }

  public override func build(_ input: Shape) {
    requirePositive(filters, "filters")
    requirePositive(groups, "groups")
    guard let size = windowLengths(kernelSize, "kernelSize", rank: spatialRank),
      let strideLengths = windowLengths(strides, "strides", rank: spatialRank),
      let dilation = windowLengths(dilationRate, "dilationRate", rank: spatialRank), filters > 0, groups > 0
    else { return }
    if strideLengths.contains(where: { $0 > 1 }), dilation.contains(where: { $0 > 1 }) {
      fail(
        expected: "strides: 1 or dilationRate: 1", received: "strides: \(strides) and dilationRate: \(dilationRate)",
        fix: "use one of the two")
    }
    if filters % groups != 0 {
      fail(
        expected: "filters divisible by groups", received: "filters: \(filters) and groups: \(groups)",
        fix: "give \(groups * max(filters / groups, 1)) filters, or other groups")
    }
    let channelAxis = dataFormat == .channelsLast ? -1 : 1
    let channels = input[channelAxis]
    if let channels, channels % groups != 0 {
      fail(
        expected: "channels divisible by groups: \(groups)",
        received: "\(channels) channels in \(input.batchDescription)",
        fix:
          "give other groups, or check dataFormat: .\(dataFormat == .channelsLast ? "channelsLast" : "channelsFirst")")
    }
    let window = Window(size: size, strides: strideLengths, dilation: dilation, padding: padding)
    requireRoom(for: window, in: input, dataFormat, argument: "kernelSize")
    guard !hasBuildError else { return }
    makeWeights(size: size, channels: channels)
    self.window = window
    if let channels { inputSpec = InputSpec(rank: spatialRank + 2, axes: [channelAxis: channels]) }
  }

  private func makeWeights(size: [Int], channels: Int?) {
    let options = weightOptions
    $kernel.create(
      Shape(size + [channels.map { $0 / groups }, filters]), initializer: options.kernelInitializer,
      regularizer: options.kernelRegularizer, constraint: options.kernelConstraint)
    if useBias {
      $bias.create(
        [filters], initializer: options.biasInitializer, regularizer: options.biasRegularizer,
        constraint: options.biasConstraint)
    }
  }

  public func call(_ x: Tensor) -> Tensor {
    guard let window else { return x }
    let kernel = self.kernel
    let groups = self.groups
    let dtype = x.dtype.promoted(with: kernel.dtype)
    var others = [kernel.cast(to: dtype)]
    if useBias { others.append(bias.cast(to: dtype)) }
    var y = overWindows("convolution", x.cast(to: dtype), window, dataFormat, others: others) { x, weights, geometry in
      let y = apply(Convolution(geometry: geometry, groups: groups), [x, weights[0]])
      return weights.count > 1 ? y + weights[1] : y
    }
    y = activation(y)
    if let regularizer = weightOptions.activityRegularizer { addActivityLoss(regularizer, of: y) }
    return y
  }
}
