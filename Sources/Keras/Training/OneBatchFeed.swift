/// Data that are one batch, read where they are.
final class OneBatchFeed: BatchFeed {
  private let batch: FeedBatch
  private var isGiven = false

  init(_ data: Batch) throws { batch = try FeedBatch(data) }

  var stepsPerEpoch: Int? { 1 }

  func startEpoch() { isGiven = false }

  func next() -> FeedBatch? {
    defer { isGiven = true }
    return isGiven ? nil : batch
  }
}
