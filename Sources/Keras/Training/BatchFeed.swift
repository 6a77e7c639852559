/// Where the batches of an epoch come from.
package protocol BatchFeed: AnyObject {
  /// The number of batches in an epoch, if it is known beforehand.
  var stepsPerEpoch: Int? { get }
  /// Starts a new pass over the data.
  func startEpoch() throws
  /// The next batch, valid until the next call; `nil` at the end of the data.
  func next() throws -> FeedBatch?
  /// Throws if the data are not what a step demands: once for all batches that are known, or for this one.
  func check(_ batch: FeedBatch, for step: StepPrograms.Step) throws
  /// How to fill the batch after the one that `next` gave last, beside its step; `next` gives it when that is done.
  func prefetch() throws -> RowGather?
  /// Writes down where the feed is, and what its further batches depend on.
  func save(to state: inout TrainingState)
  /// Throws if the state is one of other data.
  func check(_ state: TrainingState) throws
  /// Goes to where `save` was: in the midst of a pass if it continues, else before the next pass.
  func restore(from state: TrainingState, continues: Bool) throws
}

extension BatchFeed {
  package func prefetch() -> RowGather? { nil }
  package func check(_ batch: FeedBatch, for step: StepPrograms.Step) throws { try batch.check(for: step) }
  package func save(to state: inout TrainingState) {}
  package func check(_ state: TrainingState) throws {}
  package func restore(from state: TrainingState, continues: Bool) throws {}
}

/// A batch in memory, ready to be a program's arguments.
package final class FeedBatch {
  /// Names and counts of inputs, targets and weights; the tensors in it are not used.
  package let arrangement: Batch
  package let types: [TensorType]
  package let storages: [Storage]
  /// The step that was traced for these types, so that it is looked up once.
  package var step: StepPrograms.Step?

  package init(arrangement: Batch, types: [TensorType], storages: [Storage]) {
    self.arrangement = arrangement
    self.types = types
    self.storages = storages
  }

  /// A batch made of tensors.
  package convenience init(_ batch: Batch) throws {
    let tensors = batch.tensors
    try Evaluation.evaluate(tensors)
    self.init(arrangement: batch, types: tensors.map(\.type), storages: try tensors.map { try $0.materialized() })
  }

  /// Throws if the batch is not what a step demands.
  func check(for step: StepPrograms.Step) throws {
    guard !step.requirements.isEmpty else { return }
    let tensors = zip(storages, types).map { Tensor(storage: $0, type: $1) }
    try step.requirements.check(arrangement.replacing(tensors), rows: 0..<sampleCount)
  }

  package var sampleCount: Int { types.first?.shape[0] ?? 0 }
}
