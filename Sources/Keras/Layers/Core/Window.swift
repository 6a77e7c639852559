/// How a layer's window moves over the spatial axes of its input: what convolutions and poolings of all ranks share.
struct Window {
  let size: [Int]
  let strides: [Int]
  let dilation: [Int]
  let padding: SequencePadding

  /// The largest length, stride or gap along an axis, also in files.
  static let most = 1 << 20

  /// A window of one position along each of `rank` axes.
  static func single(rank: Int) -> Window {
    let ones = Array(repeating: 1, count: rank)
    return Window(size: ones, strides: ones, dilation: ones, padding: .valid)
  }

  /// The window's geometry over the spatial axes of a tensor with channels last, padded as TensorFlow does.
  func geometry(over x: Tensor) -> WindowGeometry {
    var low: [Int] = []
    var high: [Int] = []
    for axis in size.indices {
      let total = totalPadding(axis, x.shape[axis + 1])
      low.append(padding == .causal ? total : total / 2)
      high.append(total - low[axis])
    }
    return WindowGeometry(strides: strides, padLow: low, padHigh: high, dilation: dilation)
  }

  /// Whether the amount of padding hangs on a length that is not known yet.
  func dependsOnUnknown(_ lengths: [Int?]) -> Bool {
    padding == .same && size.indices.contains { lengths[$0] == nil && strides[$0] > 1 }
  }

  /// The number of positions that the window covers along an axis, its gaps included.
  func span(_ axis: Int) -> Int { (size[axis] - 1) * dilation[axis] + 1 }

  private func totalPadding(_ axis: Int, _ length: Int?) -> Int {
    guard padding != .valid else { return 0 }
    guard padding == .same, let length, strides[axis] > 1 else { return span(axis) - 1 }
    let (whole, stride) = (Size(length), Size(strides[axis]))
    let count = whole.dividedRoundingUp(by: stride)
    return max(((count - 1) * stride + Size(span(axis)) - whole).length, 0)
  }
}

extension Layer {
  /// The lengths of a window argument, or the layer's error.
  func windowLengths(_ value: WindowSize, _ argument: String, rank: Int) -> [Int]? {
    // Products of two of them, such as a kernel with gaps, are lengths too.
    if let lengths = value.lengths(rank: rank), lengths.contains(where: { $0 > Window.most }) {
      fail(
        expected: "\(argument): at most \(Window.most) along an axis", received: "\(argument): \(value)",
        fix: "give a smaller \(argument)")
      return nil
    }
    guard let lengths = value.lengths(rank: rank), lengths.allSatisfy({ $0 > 0 }) else {
      fail(
        expected: "\(argument): one positive number, or \(rank) of them", received: "\(argument): \(value)",
        fix: rank == 2 ? "write \(argument): 3 or \(argument): [3, 5]" : "write one number, or one for each axis")
      return nil
    }
    return lengths
  }

  /// Runs `body` with channels last, whatever the layer's format is.
  ///
  /// - Parameter defers: whether `body` hangs on lengths of the spatial axes: it then waits until they are known.
  func overWindows(
    _ name: String, _ x: Tensor, _ dataFormat: DataFormat, others: [Tensor] = [], defers: (_ lengths: [Int?]) -> Bool,
    _ body: @escaping (_ x: Tensor, _ others: [Tensor]) -> Tensor
  ) -> Tensor {
    if x.error != nil { return x }
    let rank = x.rank
    let last = dataFormat == .channelsFirst ? x.transposed([0] + Array(2..<rank) + [1]) : x
    let y =
      defers(spatialLengths(last.shape))
      ? deferrable(name, [last] + others) { [body($0[0], Array($0[1...]))] }[0] : body(last, others)
    if y.error != nil { return y }
    return dataFormat == .channelsFirst ? y.transposed([0, rank - 1] + Array(1..<(rank - 1))) : y
  }

  private func spatialLengths(_ shape: Shape) -> [Int?] { Array(shape.dimensions.dropFirst().dropLast()) }

  /// Makes a window that does not fit into an axis of known length the layer's error.
  func requireRoom(for window: Window, in input: Shape, _ dataFormat: DataFormat, argument: String) {
    guard window.padding == .valid else { return }
    let first = dataFormat.firstSpatialAxis
    for axis in window.size.indices {
      guard let length = input[first + axis], length < window.span(axis) else { continue }
      fail(
        expected: "at least \(window.span(axis)) positions along axis \(first + axis), which \(argument) \(window.size)"
          + (window.dilation.contains { $0 > 1 } ? " with dilationRate \(window.dilation)" : "") + " covers",
        received: "\(input.batchDescription)", fix: "use padding: .same, a smaller \(argument) or a larger input")
      return
    }
  }
}
