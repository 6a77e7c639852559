/// What `LocallyConnected1D` and `LocallyConnected2D` share: a convolution with a kernel and a bias for each position of the output.
///
/// Not for use by itself. Source: `tf_keras.layers.LocallyConnected2D` of Keras 2; Keras 3 has no such layers.
public class LocallyConnectedLayer: ConvolutionBase {
  /// The number of output channels.
  public let filters: Int
  private let kernelOptions: WeightOptions
  /// The windows over the input, once the layer is built.
  private(set) var windows: LocalWindows?
  /// What inputs are multiplied by, once the layer is built.
  @Weight public internal(set) var kernel: Tensor

  init(rank: Int, filters: Int, kernel: WeightOptions, _ options: Options) {
    self.filters = filters
    kernelOptions = kernel
    super.init(rank: rank, options)
  }

  override func checkArguments() { requirePositive(filters, "filters") }

  override func check(_ window: Window, channels: Int?, _ input: Shape) {
    super.check(window, channels: channels, input)
    guard !hasBuildError else { return }
    let first = dataFormat.firstSpatialAxis
    let lengths = (0..<spatialRank).compactMap { input[first + $0] }
    guard lengths.count == spatialRank, let channels, !lengths.contains(0) else {
      fail(
        expected: "known lengths of all axes but the batch, at least 1, as each position has a kernel of its own",
        received: "\(input.batchDescription)", fix: "give Input the lengths of the data, or use a convolution")
      return
    }
    let windows = LocalWindows(window, inputs: lengths, channels: channels, filters: filters, dataFormat: dataFormat)
    let positions = zip(windows.outputs, windows.size).map { Size($0) * Size($1) }.max() ?? 0
    guard positions <= Self.mostPositions else {
      fail(
        expected: "at most \(Self.mostPositions.length) positions in all windows along an axis",
        received: "kernelSize: \(kernelSize) and strides: \(strides) over \(input.batchDescription)",
        fix: "give larger strides or a smaller kernelSize, or use a convolution")
      return
    }
    self.windows = windows
  }

  /// Each has a place in a list.
  private static let mostPositions = Size(1 << 26)

  public override func build(_ input: Shape) {
    super.build(input)
    guard let windows else { return }
    var axes = [channelAxis: windows.channels]
    let first = dataFormat.firstSpatialAxis
    for (index, length) in windows.inputs.enumerated() { axes[first + index] = length }
    inputSpec = InputSpec(rank: spatialRank + 2, axes: axes)
  }

  override func makeKernels(_ window: Window, channels: Int?) {
    guard let windows else { return }
    $kernel.create(
      windows.kernelShape, initializer: kernelOptions.initializer, regularizer: kernelOptions.regularizer,
      constraint: kernelOptions.constraint)
  }

  override func biasShape(_ window: Window, channels: Int?) -> Shape { Shape((windows?.outputs ?? []) + [filters]) }

  /// With channels first its numbers are read in that order, whatever its shape says.
  override var addedBias: Tensor {
    guard dataFormat == .channelsFirst, let windows else { return bias }
    return bias.reshaped(Shape([filters] + windows.outputs)).transposed(Array(1...spatialRank) + [0])
  }

  override var kernels: [Tensor] { [kernel] }

  override func convolve(_ x: Tensor, _ kernels: [Tensor], _ window: Window) -> Tensor {
    guard let windows else { return x }
    let y = matmul(windows.covered(of: x), kernels[0])
    return y.transposed([1, 0, 2]).reshaped(Shape([nil] + windows.outputs + [filters]))
  }
}
