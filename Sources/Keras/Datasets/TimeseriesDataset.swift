/// Batches of windows that slide over a series, each with its target.
///
/// ```swift
/// // The ten steps before, to predict the next one.
/// let data = try timeseriesDataset(series[..<(-10)], targets: series[10...], sequenceLength: 10)
/// ```
/// Window `i` is made of the steps `i·sequenceStride + k·samplingRate`, `k` from 0 to `sequenceLength - 1`, of those from `startIndex` up
/// to but without `endIndex`; its target is that of its first step.
///
/// - Parameters:
///   - data: the series. Shape: `[steps, …]`.
///   - targets: `targets[i]` belongs to the window that starts at step `i`. Shape: `[steps, …]`.
///   - sequenceLength: steps in a window.
///   - sequenceStride: steps between the starts of windows.
///   - samplingRate: steps between the steps of a window.
///   - batchSize: windows in a batch; each stands alone if `nil`.
///   - shuffle: whether windows come in another order in each pass.
///   - seed: fixes the order of all passes.
///   - startIndex: the first step that is used.
///   - endIndex: the first step that is not used any more.
/// - Returns: windows `[batch, sequenceLength, …]` and targets `[batch, …]`.
/// - Throws: `KerasError` if the arguments don't fit the data, or no window does.
///
/// Source: `keras.utils.timeseries_dataset_from_array`.
public func timeseriesDataset(
  _ data: Tensor, targets: Tensor, sequenceLength: Int, sequenceStride: Int = 1, samplingRate: Int = 1,
  batchSize: Int? = 128, shuffle: Bool = false, seed: Int? = nil, startIndex: Int? = nil, endIndex: Int? = nil
) throws -> Dataset<(Tensor, Tensor)> {
  let windows = try SlidingWindows(
    data, targets: targets, sequenceLength: sequenceLength, sequenceStride: sequenceStride, samplingRate: samplingRate,
    batchSize: batchSize, shuffle: shuffle, seed: seed, startIndex: startIndex, endIndex: endIndex)
  return Dataset(windows.batches) { (windows.windows($0), windows.targets($0)) }
}

/// Batches of windows that slide over a series, without targets: as with them.
public func timeseriesDataset(
  _ data: Tensor, sequenceLength: Int, sequenceStride: Int = 1, samplingRate: Int = 1, batchSize: Int? = 128,
  shuffle: Bool = false, seed: Int? = nil, startIndex: Int? = nil, endIndex: Int? = nil
) throws -> Dataset<Tensor> {
  let windows = try SlidingWindows(
    data, targets: nil, sequenceLength: sequenceLength, sequenceStride: sequenceStride, samplingRate: samplingRate,
    batchSize: batchSize, shuffle: shuffle, seed: seed, startIndex: startIndex, endIndex: endIndex)
  return Dataset(windows.batches) { windows.windows($0) }
}

/// The windows of a series.
private struct SlidingWindows {
  let batches: FileBatches
  /// The first step of each window.
  private let starts: [Int]
  private let length: Int
  private let rate: Int
  private let data: RowReader
  private let targetRows: RowReader?

  init(
    _ data: Tensor, targets: Tensor?, sequenceLength: Int, sequenceStride: Int, samplingRate: Int, batchSize: Int?,
    shuffle: Bool, seed: Int?, startIndex: Int?, endIndex: Int?
  ) throws {
    let (data, targets) = (try Self.series(data), try targets.map(Self.series))
    let count = data.shape[0] ?? 0
    let (start, end) = (startIndex ?? 0, endIndex ?? count)
    let arguments: [(name: String, value: Int, range: ClosedRange<Int>)] = [
      ("sequenceLength", sequenceLength, 1...max(count, 1)), ("sequenceStride", sequenceStride, 1...max(count - 1, 1)),
      ("samplingRate", samplingRate, 1...max(count - 1, 1)), ("batchSize", batchSize ?? 1, 1...Int.max),
      ("startIndex", start, 0...max(count - 1, 0)), ("endIndex", end, (min(max(start, 0), count - 1) + 1)...count),
    ]
    for argument in arguments where !argument.range.contains(argument.value) {
      let upper = argument.range.upperBound
      throw Self.error(
        expected: "\(argument.name) from \(argument.range.lowerBound)" + (upper == Int.max ? " on" : " to \(upper)")
          + ", for \(count) steps",
        received: "\(argument.value)", fix: "steps are counted from 0; endIndex is the first that is not used")
    }
    let span = (sequenceLength - 1).multipliedReportingOverflow(by: samplingRate)
    var possible = span.overflow ? 0 : end - start - span.partialValue
    if let targets { possible = min(possible, min(targets.shape[0] ?? 0, end) - start) }
    guard possible > 0 else {
      throw Self.error(
        expected: "room for a window of \(sequenceLength) steps, each \(samplingRate) behind the one before",
        received: "steps \(start) to \(end)" + (targets.map { ", targets \($0.type)" } ?? ""),
        fix: "make the windows shorter, or use more of the data")
    }
    var starts = Array(stride(from: 0, to: possible, by: sequenceStride)).map { start + $0 }
    let seed = shuffle ? seed ?? abs(RandomSeed.next() % 1_000_000) : nil
    if let seed {
      var random = NumPyRandom(seed: UInt32(truncatingIfNeeded: seed))
      starts = random.shuffled(starts.count).map { starts[$0] }
    }
    (self.starts, length, rate) = (starts, sequenceLength, samplingRate)
    self.data = RowReader([data])
    targetRows = targets.map { RowReader([$0]) }
    batches = FileBatches(count: starts.count, batchSize: batchSize, seed: seed)
  }

  /// - Throws: if it has no values, or no steps that 32 bits could count.
  private static func series(_ tensor: Tensor) throws -> Tensor {
    let tensor = try tensor.checked()
    try Evaluation.evaluate([tensor])
    guard tensor.rank > 0, let count = tensor.shape[0], count > 0, count <= Int(Int32.max) else {
      throw error(
        expected: "a series [steps, …] of at least one step", received: tensor.type.description,
        fix: "give an array whose first axis is time")
    }
    return tensor
  }

  private static func error(expected: String, received: String, fix: String) -> KerasError {
    KerasError("timeseriesDataset cannot cut these windows.", expected: expected, received: received, fix: fix)
  }

  func windows(_ numbers: [Int]) -> Tensor {
    do throws(KerasError) {
      try data.check(rowCount: Size(numbers.count) * Size(length), length: length)
    } catch {
      return .failed(error)
    }
    let rows = numbers.flatMap { number in (0..<length).map { Int32(starts[number] + $0 * rate) } }
    let batch = data.batch(rows, length: length)[0]
    return batches.isBatched ? batch : batch.squeezed(axis: 0)
  }

  func targets(_ numbers: [Int]) -> Tensor {
    let batch = targetRows!.batch(numbers.map { Int32(starts[$0]) })[0]
    return batches.isBatched ? batch : batch.squeezed(axis: 0)
  }
}
