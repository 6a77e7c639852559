/// How a layer's window moves over the spatial axes of its input: what convolutions and poolings of all ranks share.
struct Window {
  let size: [Int]
  let strides: [Int]
  let dilation: [Int]
  let padding: Padding

  /// The window's geometry over axes of these lengths, padded as TensorFlow does.
  func geometry(over lengths: [Int?]) -> WindowGeometry {
    var low: [Int] = []
    var high: [Int] = []
    for axis in size.indices {
      let total = totalPadding(axis, lengths[axis])
      low.append(total / 2)
      high.append(total - total / 2)
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
    guard padding == .same else { return 0 }
    guard let length, strides[axis] > 1 else { return span(axis) - 1 }
    let count = (length + strides[axis] - 1) / strides[axis]
    return max((count - 1) * strides[axis] + span(axis) - length, 0)
  }
}

extension Layer {
  /// The lengths of a window argument, or the layer's error.
  func windowLengths(_ value: WindowSize, _ argument: String, rank: Int) -> [Int]? {
    guard let lengths = value.lengths(rank: rank), lengths.allSatisfy({ $0 > 0 }) else {
      fail(
        expected: "\(argument): one positive number, or \(rank) of them", received: "\(argument): \(value)",
        fix: rank == 2 ? "write \(argument): 3 or \(argument): [3, 5]" : "write one number, or one for each axis")
      return nil
    }
    return lengths
  }

  /// Runs `body` with channels last, whatever the layer's format is, once the window's padding is known.
  func overWindows(
    _ name: String, _ x: Tensor, _ window: Window, _ dataFormat: DataFormat, others: [Tensor] = [],
    _ body: @escaping (_ x: Tensor, _ others: [Tensor], _ geometry: WindowGeometry) -> Tensor
  ) -> Tensor {
    if x.error != nil { return x }
    let rank = x.rank
    let last = dataFormat == .channelsFirst ? x.transposed([0] + Array(2..<rank) + [1]) : x
    let lengths = spatialLengths(last.shape)
    let y =
      window.dependsOnUnknown(lengths)
      ? deferrable(name, [last] + others) { inputs in
        let lengths = Array(inputs[0].shape.dimensions[1..<(rank - 1)])
        return [body(inputs[0], Array(inputs[1...]), window.geometry(over: lengths))]
      }[0] : body(last, others, window.geometry(over: lengths))
    if y.error != nil { return y }
    return dataFormat == .channelsFirst ? y.transposed([0, rank - 1] + Array(1..<(rank - 1))) : y
  }

  private func spatialLengths(_ shape: Shape) -> [Int?] { Array(shape.dimensions.dropFirst().dropLast()) }

  /// Makes a window that does not fit into an axis of known length the layer's error.
  func requireRoom(for window: Window, in input: Shape, _ dataFormat: DataFormat, argument: String) {
    guard window.padding == .valid else { return }
    let first = dataFormat == .channelsLast ? 1 : 2
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
