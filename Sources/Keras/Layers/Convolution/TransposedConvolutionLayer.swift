/// What `Conv1DTranspose`, `Conv2DTranspose` and `Conv3DTranspose` share: a convolution's gradient to its input, which
/// enlarges where a convolution with the same strides would shrink.
///
/// Not for use by itself. Source: `keras.src.layers.convolutional.base_conv_transpose`.
public class TransposedConvolutionLayer: ConvolutionBase {
  /// The number of output channels.
  public let filters: Int
  /// How much longer the output is than the shortest that fits; below `strides`.
  public let outputPadding: WindowSize?
  private let kernelOptions: WeightOptions
  private var added: [Int]?
  /// What inputs are multiplied by, once the layer is built.
  @Weight public internal(set) var kernel: Tensor

  init(rank: Int, filters: Int, outputPadding: WindowSize?, kernel: WeightOptions, _ options: Options) {
    self.filters = filters
    self.outputPadding = outputPadding
    kernelOptions = kernel
    super.init(rank: rank, options)
  }

  override func checkArguments() { requirePositive(filters, "filters") }

  // Any input is large enough, since the output is larger.
  override func check(_ window: Window, channels: Int?, _ input: Shape) {
    guard let outputPadding else { return }
    let lengths = outputPadding.lengths(rank: spatialRank)
    if let lengths, zip(lengths, window.strides).allSatisfy({ $0 >= 0 && $0 < $1 }) {
      added = lengths
      return
    }
    fail(
      expected: "outputPadding of at least 0 and below strides: \(strides)",
      received: "outputPadding: \(outputPadding)",
      fix: "leave it out for an output of length · strides")
  }

  override func makeKernels(_ window: Window, channels: Int?) {
    $kernel.create(
      Shape(window.size + [filters, channels]), initializer: kernelOptions.initializer,
      regularizer: kernelOptions.regularizer, constraint: kernelOptions.constraint)
  }

  override func outputChannels(_ channels: Int?) -> Int? { filters }

  override var kernels: [Tensor] { [kernel] }

  override func dependsOnUnknown(_ window: Window, _ lengths: [Int?]) -> Bool { lengths.contains { $0 == nil } }

  override func convolve(_ x: Tensor, _ kernels: [Tensor], _ window: Window) -> Tensor {
    var lengths: [Int?] = [x.shape.dimensions[0]]
    var geometry = WindowGeometry(strides: window.strides, padLow: [], padHigh: [], dilation: window.dilation)
    for axis in window.size.indices {
      let input = x.shape[axis + 1]
      lengths.append(input.map { outputLength($0, axis, window) })
      // What the convolution of that output would be padded with.
      let padding = input.map { input -> Int in
        let whole = (Size(input) - 1) * Size(window.strides[axis]) + Size(window.span(axis))
        return max((whole - Size(outputLength(input, axis, window))).length, 0)
      }
      geometry.padLow.append((padding ?? 0) / 2)
      geometry.padHigh.append((padding ?? 0) - (padding ?? 0) / 2)
    }
    return apply(
      ConvolutionInputGradient(geometry: geometry, groups: 1, inputShape: Shape(lengths + [filters])), [x, kernels[0]])
  }

  private func outputLength(_ input: Int, _ axis: Int, _ window: Window) -> Int {
    let (span, stride) = (window.span(axis), window.strides[axis])
    let extra = added?[axis]
    let moved = (Size(input) - 1) * Size(stride)
    if window.padding == .valid { return (moved + Size(span + (extra ?? max(span, stride) - span))).length }
    return (extra.map { moved + Size(span % 2 + $0) } ?? Size(input) * Size(stride)).length
  }
}
