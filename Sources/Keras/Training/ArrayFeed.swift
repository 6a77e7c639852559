/// Batches of rows of arrays in memory, in order or shuffled anew each epoch, gathered into the same buffers every time.
package final class ArrayFeed: BatchFeed {
  private let columns: [RowGather.Column]
  private let types: [TensorType]
  private let arrangement: Batch
  private let rows: Range<Int>
  private var isChecked = false
  private let batchSize: Int
  private let isShuffled: Bool
  /// The rows in the order of this pass.
  private var order: [Int32]
  /// `order` in memory that gathers read.
  private let orderStorage: Storage
  private var position = 0
  private var generator: RowShuffler
  /// Memory of batches by their number of rows: one that a step reads, one that is being filled.
  private var slots: [Int: [Slot]] = [:]
  /// The next batch, filled or being filled.
  private var upcoming: Slot?

  private final class Slot {
    let batch: FeedBatch
    let gather: RowGather

    init(_ batch: FeedBatch, _ columns: [RowGather.Column]) {
      self.batch = batch
      gather = RowGather(columns, into: batch.storages)
    }
  }

  /// - Parameter rows: which rows of the arrays are used, for a validation split.
  package init(_ data: Batch, rows: Range<Int>, batchSize: Int, isShuffled: Bool, owner: String) throws {
    try DataChecks.positive(batchSize, "batchSize", function: "make batches", model: owner)
    arrangement = data
    self.rows = rows
    // No batch is larger than the data, so that no arithmetic with the size overflows.
    self.batchSize = max(min(batchSize, rows.count), 1)
    self.isShuffled = isShuffled
    let tensors = data.tensors
    if let large = tensors.first(where: { $0.shape[0] ?? 0 > Batch.mostRows }) {
      throw KerasError(
        "\(owner) cannot make batches of so many rows.", expected: "arrays of at most \(Batch.mostRows) rows",
        received: large.type.description, fix: "give a Dataset that makes them part by part")
    }
    try Evaluation.evaluate(tensors)
    types = tensors.map(\.type)
    columns = try tensors.map { tensor in
      let rowCount = tensor.shape[0] ?? 0
      return RowGather.Column(
        source: try tensor.materialized(), rowByteCount: rowCount == 0 ? 0 : tensor.type.byteCount / rowCount)
    }
    order = rows.map(Int32.init)
    orderStorage = try Storage(byteCount: order.count * MemoryLayout<Int32>.stride)
    generator = RowShuffler(seed: UInt64(truncatingIfNeeded: RandomSeed.next()))
  }

  package func check(_ batch: FeedBatch, for step: StepPrograms.Step) throws {
    guard !isChecked else { return }
    isChecked = true
    try step.requirements.check(arrangement, rows: rows)
  }

  package var stepsPerEpoch: Int? { (order.count + batchSize - 1) / batchSize }

  package func startEpoch() {
    position = 0
    upcoming = nil
    if isShuffled { generator.shuffle(&order) }
    orderStorage.fill(with: order)
  }

  package func next() throws -> FeedBatch? {
    if let filled = upcoming {
      upcoming = nil
      return filled.batch
    }
    guard let slot = try nextSlot() else { return nil }
    Engines.current.run(slot.gather)
    return slot.batch
  }

  package func prefetch() throws -> RowGather? {
    upcoming = try nextSlot()
    return upcoming?.gather
  }

  /// The memory for the next rows, and the way to fill it.
  private func nextSlot() throws -> Slot? {
    let count = min(batchSize, order.count - position)
    guard count > 0 else { return nil }
    if slots[count] == nil { slots[count] = [] }
    if slots[count]!.count < 2 {
      slots[count]!.insert(try newSlot(count), at: 0)
    } else {
      slots[count]!.swapAt(0, 1)
    }
    let slot = slots[count]![0]
    slot.gather.choose(position..<position + count, of: orderStorage)
    position += count
    return slot
  }

  private func newSlot(_ count: Int) throws -> Slot {
    let types = types.map { type in
      var type = type
      type.shape.dimensions[0] = count
      return type
    }
    let storages = try types.map { try Storage($0) }
    return Slot(FeedBatch(arrangement: arrangement, types: types, storages: storages), columns)
  }
}

extension ArrayFeed {
  package func save(to state: inout TrainingState) {
    state["samples"] = order.count
    state["batchSize"] = batchSize
    // The batch that is filled ahead was not given out yet.
    state["position"] = position - (upcoming?.batch.sampleCount ?? 0)
    guard isShuffled else { return }
    state["generator"] = Int(truncatingIfNeeded: generator.state)
    state["order"] = Tensor(order)
  }

  package func check(_ state: TrainingState) throws {
    guard let count: Int = state["samples"], let size: Int = state["batchSize"], let position: Int = state["position"],
      count == order.count, size == batchSize, (0...count).contains(position)
    else {
      func words(_ count: Int, _ size: Int) -> String { "\(count.counted("sample", "samples")) in batches of \(size)" }
      let (count, size): (Int?, Int?) = (state["samples"], state["batchSize"])
      throw KerasError.foreign(
        expected: count.map { words($0, size ?? 0) } ?? "the Dataset of the interrupted run",
        received: words(order.count, batchSize),
        fix: "give fit the data and the batchSize of the interrupted run, or delete the file to start anew")
    }
    let rows: Tensor? = state["order"]
    let found = try rows?.scalars(as: Int32.self) ?? []
    guard isShuffled ? found.sorted() == order.sorted() && (state["generator"] as Int?) != nil : rows == nil else {
      throw KerasError.foreign(
        expected: rows == nil ? "shuffle: false" : "shuffle: true, of the same rows",
        received: isShuffled ? "shuffle: true" : "shuffle: false",
        fix: "call fit as the interrupted run did, or delete the file to start anew")
    }
  }

  package func restore(from state: TrainingState, continues: Bool) throws {
    if isShuffled, let rows: Tensor = state["order"], let bits: Int = state["generator"] {
      order = try rows.scalars(as: Int32.self)
      generator = RowShuffler(seed: UInt64(truncatingIfNeeded: bits))
    }
    guard continues else { return }
    position = state["position"] ?? 0
    upcoming = nil
    orderStorage.fill(with: order)
  }
}
