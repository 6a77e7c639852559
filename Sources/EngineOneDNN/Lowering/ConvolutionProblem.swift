import COneDNN
import TensorGraph

/// A convolution as oneDNN sees it: activations channels last in memory, weights in an arrangement of its choice.
struct ConvolutionProblem: CustomStringConvertible {
  enum Direction { case forward, backwardData, backwardWeights }

  let geometry: WindowGeometry
  let groups: Int
  let source: [Int]
  let kernel: [Int]
  let destination: [Int]
  let dtype: DType

  var batch: Int { source[0] }
  var filters: Int { destination.last! }
  private var spatial: Int { source.count - 2 }

  var isSupported: Bool { (1...3).contains(spatial) && dtype.oneDNNType != nil && isCounted }

  /// Whether the elements of a sample and of the kernel can be counted in 32 bits, as oneDNN's implementations do, which divide by
  /// what overflowed otherwise. They fill kernels up to blocks of 16 channels.
  private var isCounted: Bool {
    let channels = kernel.suffix(2).reduce(Size(1)) { $0 * (Size($1).dividedRoundingUp(by: 16) * 16) }
    let counts = [source.dropFirst().product, destination.dropFirst().product, kernel[..<spatial].product * channels]
    return counts.allSatisfy { $0 < Size(Int(Int32.max) - 1 << 16) }
  }

  var description: String {
    let lengths = source[1...].map(String.init).joined(separator: "x")
    return lengths + "->\(filters) k" + kernel[..<spatial].map(String.init).joined(separator: "x") + " n\(batch)"
  }

  /// A guess in nanoseconds on one thread.
  var cost: Double {
    let products = kernel.dropLast().reduce(1.0) { $0 * Double($1) }
    let flops = 2 * destination.reduce(1.0) { $0 * Double($1) } * products
    return 1000 + flops / (dtype == .bfloat16 ? 400 : 180)
  }

  /// How sample r of a contiguous activation touches memory.
  func rows(_ view: View) -> Access.Pattern {
    .rows(stride: view.count / max(batch, 1) * view.dtype.byteCount)
  }

  /// [n, channels, spatial…] over memory in which the channels come last.
  private func activation(_ shape: [Int], rows: Int) -> Layout? {
    let strides = View.rowMajor(shape)
    let order = [0, shape.count - 1] + Array(1..<(shape.count - 1))
    var dimensions = order.map { shape[$0] }
    dimensions[0] = rows
    return Layout(dimensions, strides: order.map { strides[$0] }, dtype)
  }

  /// [(groups,) out, in, spatial…].
  private var weightDimensions: [Int] {
    let (perGroup, window) = (kernel[spatial], Array(kernel[..<spatial]))
    return groups == 1 ? [filters, perGroup] + window : [groups, filters / groups, perGroup] + window
  }

  /// Keras' kernel [window…, in, out] in memory.
  var plainWeights: Layout? {
    let strides = View.rowMajor(kernel)
    let window = Array(strides[..<spatial])
    let (perIn, perOut) = (strides[spatial], strides[spatial + 1])
    return Layout(
      weightDimensions,
      strides: groups == 1 ? [perOut, perIn] + window : [filters / groups * perOut, perOut, perIn] + window, dtype)
  }

  /// The arrangement of the weights that oneDNN wants for a direction; `nil` if it has no implementation.
  func packedWeights(_ direction: Direction) -> Layout? {
    guard let any = Layout(any: weightDimensions, dtype),
      let primitive = primitive(direction, rows: batch, weights: any)
    else { return nil }
    defer { onednn_primitive_destroy(primitive) }
    return onednn_primitive_layout(primitive, ONEDNN_WEIGHTS).map(Layout.init(adopting:))
  }

  func primitive(
    _ direction: Direction, rows: Int, weights: Layout, hasBias: Bool = false, clampsAtZero: Bool = false
  ) -> OpaquePointer? {
    guard let x = activation(source, rows: rows), let y = activation(destination, rows: rows) else { return nil }
    var window = onednn_window()
    window.spatial = Int32(spatial)
    withUnsafeMutableBytes(of: &window.strides) { fill($0, geometry.strides) }
    withUnsafeMutableBytes(of: &window.dilations) { fill($0, geometry.dilation) }
    withUnsafeMutableBytes(of: &window.padding_low) { fill($0, geometry.padLow) }
    withUnsafeMutableBytes(of: &window.padding_high) { fill($0, geometry.padHigh) }
    switch direction {
    case .forward:
      let bias = hasBias ? Layout([filters], strides: [1], dtype) : nil
      let post: [onednn_post_operation] = clampsAtZero ? [.relu] : []
      return onednn_convolution_forward(
        &window, x.handle, weights.handle, bias?.handle, y.handle, post, Int32(post.count))
    case .backwardData: return onednn_convolution_backward_data(&window, x.handle, weights.handle, y.handle)
    case .backwardWeights:
      return onednn_convolution_backward_weights(&window, x.handle, weights.handle, nil, y.handle)
    }
  }

  private func fill(_ bytes: UnsafeMutableRawBufferPointer, _ values: [Int]) {
    for (index, value) in values.enumerated() {
      bytes.storeBytes(of: Int64(value), toByteOffset: index * 8, as: Int64.self)
    }
  }
}
