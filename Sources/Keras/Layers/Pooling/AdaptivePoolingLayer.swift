/// What the adaptive poolings of all ranks share: windows that follow from the length of the result.
///
/// Position `i` of a result of length `m` is the maximum or average of the positions from `⌊i n / m⌋` to `⌈(i + 1) n / m⌉` of an
/// axis of length `n`. Not for use by itself. Source: `keras.src.layers.pooling.base_adaptive_pooling`.
public class AdaptivePoolingLayer: Layer, UnaryLayer {
  /// The lengths of the spatial axes of the output.
  public let outputSize: WindowSize
  public let dataFormat: DataFormat
  private let spatialRank: Int
  private let kind: Pool.Kind
  private var counts: [Int] = []

  init(
    rank: Int, kind: Pool.Kind, outputSize: WindowSize, dataFormat: DataFormat, name: String?, dtype: DTypePolicy?
  ) {
    spatialRank = rank
    self.kind = kind
    self.outputSize = outputSize
    self.dataFormat = dataFormat
    super.init(name: name, dtype: dtype)
    inputSpec = InputSpec(rank: rank + 2)
  }

  public override func build(_ input: Shape) {
    guard let counts = windowLengths(outputSize, "outputSize", rank: spatialRank) else { return }
    // Each position of the output has a list of its own of what it covers.
    guard counts.allSatisfy({ $0 <= Self.longest }) else {
      fail(
        expected: "outputSize of at most \(Self.longest)", received: "outputSize: \(outputSize)",
        fix: "give the lengths that the output is to have")
      return
    }
    self.counts = counts
  }

  private static let longest = 1 << 20

  public func call(_ x: Tensor) -> Tensor {
    let (kind, counts) = (self.kind, self.counts)
    guard !counts.isEmpty else { return x }
    if (1...spatialRank).contains(where: { x.shape[dataFormat == .channelsLast ? $0 : $0 + 1] == 0 }) {
      return failed(
        expected: "at least one position along each spatial axis", received: x.type.batchDescription,
        fix: "check what comes before the pooling")
    }
    // An average of integers is none.
    let x = kind == .average && !x.dtype.isFloating ? x.cast(to: computeDType) : x
    return overWindows("adaptive_\(kind.rawValue)_pool", x, dataFormat, defers: { $0.contains(nil) }) { x, _ in
      AdaptiveWindows(kind: kind, counts: counts).pooled(x)
    }
  }
}

/// Windows that cut axes of any length into given numbers of parts, which overlap where the one does not divide the other.
private struct AdaptiveWindows {
  let kind: Pool.Kind
  let counts: [Int]

  /// Channels last. Uneven axes come one after the other, as in Keras; those that divide are one ordinary pooling.
  func pooled(_ x: Tensor) -> Tensor {
    var x = x
    var even = counts.map { _ in 1 }
    for (index, count) in counts.enumerated() {
      let axis = index + 1
      guard let length = x.shape[axis], !Trace.isAbstract else {
        // Only the output's shape is asked for.
        x = x.take(.zeros([count], dtype: .int32), axis: axis)
        continue
      }
      if length % count == 0 { even[index] = length / count } else { x = uneven(x, axis, length, count) }
    }
    return even.contains { $0 > 1 } ? pool(x, windows: even) : x
  }

  /// What each window covers is copied side by side, so that an ordinary pooling finds it.
  private func uneven(_ x: Tensor, _ axis: Int, _ length: Int, _ count: Int) -> Tensor {
    let windows = (0..<count).map { $0 * length / count..<(($0 + 1) * length + count - 1) / count }
    let longest = windows.map(\.count).max() ?? 1
    switch kind {
    case .max:
      // A position more than once changes no maximum, and the first place of it gets the gradient.
      let places = windows.flatMap { window in
        (0..<longest).map { min(window.lowerBound + $0, window.upperBound - 1) }
      }
      return pool(x.take(places, axis: axis), axis, longest)
    case .average:
      let lengths = Set(windows.map(\.count)).sorted()
      let parts = lengths.map { length in
        pool(x.take(windows.filter { $0.count == length }.flatMap { Array($0) }, axis: axis), axis, length)
      }
      guard parts.count > 1 else { return parts[0] }
      let order = lengths.flatMap { length in windows.indices.filter { windows[$0].count == length } }
      var places = Array(repeating: 0, count: count)
      for (place, window) in order.enumerated() { places[window] = place }
      return concatenated(parts, axis: axis).take(places, axis: axis)
    }
  }

  private func pool(_ x: Tensor, _ axis: Int, _ length: Int) -> Tensor {
    guard length > 1 else { return x }
    var windows = counts.map { _ in 1 }
    windows[axis - 1] = length
    return pool(x, windows: windows)
  }

  private func pool(_ x: Tensor, windows: [Int]) -> Tensor {
    let none = windows.map { _ in 0 }
    let geometry = WindowGeometry(strides: windows, padLow: none, padHigh: none, dilation: windows.map { _ in 1 })
    return apply(Pool(kind: kind, window: windows, geometry: geometry), [x])
  }
}
