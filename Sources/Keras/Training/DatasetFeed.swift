/// Batches of a dataset, read in place by the step's program.
final class DatasetFeed<Element>: BatchFeed {
  private let dataset: Dataset<Element>
  private let owner: String
  private var iterator: AnyIterator<Element>?

  /// - Throws: if the dataset's elements are single samples.
  init(_ dataset: Dataset<Element>, owner: String) throws {
    guard dataset.isBatched || dataset.rows == nil else {
      throw KerasError(
        "\(owner) cannot read this Dataset.", expected: "a dataset of batches", received: "a dataset of single samples",
        fix: "end it with .batched(32)")
    }
    self.dataset = dataset
    self.owner = owner
  }

  var stepsPerEpoch: Int? { dataset.count }

  func startEpoch() { iterator = dataset.makeIterator() }

  func next() throws -> FeedBatch? {
    guard let element = iterator?.next() else { return nil }
    let batch = dataset.codec.batch(element)
    _ = try DataChecks.sampleCount(batch, function: "read this Dataset", model: owner)
    return try FeedBatch(batch)
  }
}
