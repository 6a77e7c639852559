/// Kernels of locally connected layers in the other forms that Keras 2 has for them, by its argument `implementation`.
///
/// 1: `[positions, window · channels, filters]`, as here. 2: a weight between each element of the input and of the output, of which
/// only those within windows count. 3: those within windows alone, in a row by element of the output, then of the input.
struct LocalKernels {
  private let windows: LocalWindows
  private let rank: Int
  private static let mostPositions = Size(1 << 24)

  init?(_ layer: Layer) {
    guard let windows = (layer as? LocallyConnectedLayer)?.windows else { return nil }
    self.windows = windows
    rank = windows.rank
  }

  /// Whether an array of this shape is a kernel in another form.
  func isOtherForm(_ shape: [Int]) -> Bool { shape == wholeShape || shape == [withinCount(shape)] }

  /// The kernel in the form of now; other arrays as they are.
  func converted(_ array: Tensor) -> Tensor {
    let shape = array.shape.staticDimensions
    guard isOtherForm(shape) else { return array }
    let isInside = inside
    let places = which(isInside, shape.count == 1 ? placesWithin : placesOfWhole, 0)
    let values = which(isInside, array.flattened().take(places.flattened(), axis: 0).reshaped(places.shape), 0)
    let isLast = windows.dataFormat == .channelsLast
    let window = Array(rank..<(2 * rank))
    let order = Array(0..<rank) + (isLast ? window + [2 * rank] : [2 * rank] + window) + [2 * rank + 1]
    return values.transposed(order).reshaped(windows.kernelShape)
  }

  private var wholeShape: [Int] {
    windows.dataFormat == .channelsLast
      ? windows.inputs + [windows.channels] + windows.outputs + [windows.filters]
      : [windows.channels] + windows.inputs + [windows.filters] + windows.outputs
  }

  // MARK: - Places, for each position of the output, of the window, channel and filter

  private func along(_ axis: Int, _ values: Tensor) -> Tensor {
    var lengths = Array(repeating: 1, count: 2 * rank + 2)
    lengths[axis] = values.shape.staticDimensions[0]
    return values.reshaped(Shape(lengths))
  }

  private func count(_ axis: Int, _ length: Int) -> Tensor { along(axis, .arange(length, dtype: .int64)) }
  private func position(_ axis: Int) -> Tensor { count(axis, windows.outputs[axis]) }
  private var channel: Tensor { count(2 * rank, windows.channels) }
  private var filter: Tensor { count(2 * rank + 1, windows.filters) }

  /// Where a place of a window lies along an axis of the input.
  private func input(_ axis: Int) -> Tensor {
    position(axis) * windows.strides[axis] + count(rank + axis, windows.size[axis]) - windows.low[axis]
  }

  private var inside: Tensor {
    let parts = (0..<rank).map { logicalAnd(input($0) .>= 0, input($0) .< windows.inputs[$0]) }
    let all = parts.dropFirst().reduce(parts[0]) { logicalAnd($0, $1) }
    return all.broadcast(to: Shape(windows.outputs + windows.size + [windows.channels, windows.filters]))
  }

  private var placesOfWhole: Tensor {
    let inputs = (0..<rank).map { (input($0), windows.inputs[$0]) }
    let outputs = (0..<rank).map { (position($0), windows.outputs[$0]) }
    let (c, f) = ((channel, windows.channels), (filter, windows.filters))
    let digits =
      windows.dataFormat == .channelsLast ? inputs + [c] + outputs + [f] : [c] + inputs + [f] + outputs
    return digits.dropFirst().reduce(digits[0].0) { $0 * $1.1 + $1.0 }
  }

  /// For each position along an axis: the first place of its window that lies inside, how many do, and how many did before.
  private func spans(_ axis: Int) -> (first: [Int], count: [Int], before: [Int], total: Int) {
    var result = (first: [Int](), count: [Int](), before: [Int](), total: 0)
    for position in 0..<windows.outputs[axis] {
      let start = position * windows.strides[axis] - windows.low[axis]
      let first = max(-start, 0)
      let count = min(windows.size[axis], windows.inputs[axis] - start) - first
      result.first.append(first)
      result.count.append(count)
      result.before.append(result.total)
      result.total += count
    }
    return result
  }

  /// The number of weights within windows; `nil` if an array of `shape` can't be that many.
  private func withinCount(_ shape: [Int]) -> Int? {
    // At least one for each position of the output. Keras counts them in lists of Python, so that there are never very many.
    guard shape.count == 1, windows.outputs.product <= min(Size(shape[0]), Self.mostPositions) else { return nil }
    let counts = (0..<rank).map { spans($0).total } + [windows.channels, windows.filters]
    return counts.product.exact
  }

  private var placesWithin: Tensor {
    let spans = (0..<rank).map { self.spans($0) }
    func values(_ axis: Int, _ list: [Int]) -> Tensor { along(axis, Tensor(list, dtype: .int64)) }
    // Row by row of the output: what lies before a position, how many places its window has, and the number of a place among them.
    var (before, counts, number) = (values(0, spans[0].before), values(0, spans[0].count), place(0, spans[0].first))
    for axis in 1..<max(rank, 1) {
      before = before * spans[axis].total + counts * values(axis, spans[axis].before)
      number = number * values(axis, spans[axis].count) + place(axis, spans[axis].first)
      counts = counts * values(axis, spans[axis].count)
    }
    let (channels, filters) = (windows.channels, windows.filters)
    if windows.dataFormat == .channelsLast {
      return before * channels * filters + filter * counts * channels + number * channels + channel
    }
    return filter * (spans.map(\.total).product.length * channels) + before * channels + channel * counts + number
  }

  private func place(_ axis: Int, _ first: [Int]) -> Tensor {
    count(rank + axis, windows.size[axis]) - along(axis, Tensor(first, dtype: .int64))
  }
}
