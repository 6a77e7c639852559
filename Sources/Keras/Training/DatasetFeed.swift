/// Batches of a dataset, read in place by the step's program.
final class DatasetFeed<Element>: BatchFeed {
  private let dataset: Dataset<Element>
  private let owner: String
  private let arrange: (Batch) throws -> Batch
  private var iterator: AnyIterator<Element>?
  /// How many batches of this pass were given out.
  private var batchCount = 0
  /// What the pass began with: the orders of what is shuffled, and the global seed, which the pipeline may draw from.
  private var start: (passes: [PassCounter.State], seeds: RandomSeed.State)?

  /// - Parameter arrange: what becomes of each batch before it is read, such as weights of its samples.
  /// - Throws: the dataset's error, or if its elements are single samples.
  init(_ dataset: Dataset<Element>, owner: String, arrange: @escaping (Batch) throws -> Batch = { $0 }) throws {
    if let error = dataset.error { throw error }
    guard dataset.isBatched || dataset.rows == nil else {
      throw KerasError(
        "\(owner) cannot read this Dataset.", expected: "a dataset of batches", received: "a dataset of single samples",
        fix: "end it with .batched(32)")
    }
    self.dataset = dataset
    self.owner = owner
    self.arrange = arrange
  }

  var stepsPerEpoch: Int? { dataset.count }

  func startEpoch() {
    start = (dataset.passes.map(\.state), RandomSeed.state)
    batchCount = 0
    iterator = dataset.makeIterator()
  }

  func next() throws -> FeedBatch? {
    guard let element = iterator?.next() else { return nil }
    batchCount += 1
    let batch = try arrange(dataset.codec.batch(element))
    _ = try DataChecks.sampleCount(batch, function: "read this Dataset", model: owner)
    return try FeedBatch(batch)
  }
}

extension DatasetFeed {
  func save(to state: inout TrainingState) {
    state["passes"] = Self.numbers(dataset.passes.map(\.state))
    guard let start else { return }
    state["batches"] = batchCount
    state["startPasses"] = Self.numbers(start.passes)
    state["startSeeds"] = start.seeds
  }

  func check(_ state: TrainingState) throws {
    guard let passes = Self.states(state["passes"]), passes.count == dataset.passes.count else {
      throw KerasError.foreign(
        expected: "the data of the interrupted run", received: "a Dataset made in another way",
        fix: "make the Dataset as before, or delete the file to start anew")
    }
    for (old, own) in zip(passes, dataset.passes) where own.isFixed && own.state.seed != old.seed {
      throw KerasError.foreign(
        expected: "a Dataset that was shuffled with seed \(old.seed)", received: "one with seed \(own.state.seed)",
        fix: "make the Dataset with seed: \(old.seed), or delete the file to start anew")
    }
  }

  /// A Dataset is a stream: the batches of the pass that were used are made again and passed over.
  func restore(from state: TrainingState, continues: Bool) throws {
    guard continues else {
      set(Self.states(state["passes"]))
      return
    }
    let used = state["batches"] ?? 0
    set(Self.states(state["startPasses"]))
    if let seeds: RandomSeed.State = state["startSeeds"] { RandomSeed.state = seeds }
    startEpoch()
    while batchCount < used {
      guard iterator?.next() != nil else {
        throw KerasError.foreign(
          expected: "a Dataset of at least \(used.counted("batch", "batches")), which the interrupted run has used",
          received: "\(batchCount)", fix: "make the Dataset as before, or delete the file to start anew")
      }
      batchCount += 1
    }
  }

  private func set(_ states: [PassCounter.State]?) {
    for (state, counter) in zip(states ?? [], dataset.passes) { counter.state = state }
  }

  /// Seeds and counts, one behind the other.
  private static func numbers(_ states: [PassCounter.State]) -> [Int] { states.flatMap { [$0.seed, $0.count] } }

  private static func states(_ numbers: [Int]?) -> [PassCounter.State]? {
    guard let numbers, numbers.count % 2 == 0 else { return nil }
    return stride(from: 0, to: numbers.count, by: 2).map { .init(seed: numbers[$0], count: numbers[$0 + 1]) }
  }
}
