/// Batches of a dataset, read in place by the step's program.
final class DatasetFeed<Element>: BatchFeed {
  private let dataset: Dataset<Element>
  private let owner: String
  private let readsInputsAlone: Bool
  private var iterator: AnyIterator<Element>?

  /// - Parameter readsInputsAlone: whether targets and weights are left out.
  /// - Throws: if the dataset's elements are single samples.
  init(_ dataset: Dataset<Element>, owner: String, readsInputsAlone: Bool = false) throws {
    guard dataset.isBatched || dataset.rows == nil else {
      throw KerasError(
        "\(owner) cannot read this Dataset.", expected: "a dataset of batches", received: "a dataset of single samples",
        fix: "end it with .batched(32)")
    }
    self.dataset = dataset
    self.owner = owner
    self.readsInputsAlone = readsInputsAlone
  }

  var stepsPerEpoch: Int? { dataset.count }

  func startEpoch() { iterator = dataset.makeIterator() }

  func next() throws -> FeedBatch? {
    guard let element = iterator?.next() else { return nil }
    var batch = dataset.codec.batch(element)
    if readsInputsAlone { batch = Batch(x: batch.x) }
    _ = try DataChecks.sampleCount(batch, function: "read this Dataset", model: owner)
    return try FeedBatch(batch)
  }
}
