/// Batches of rows of arrays in memory, in order or shuffled anew each epoch, gathered into the same buffers every time.
package final class ArrayFeed: BatchFeed {
  private let columns: [RowGather.Column]
  private let types: [TensorType]
  private let arrangement: Batch
  private let rows: Range<Int>
  private var isChecked = false
  private let batchSize: Int
  private let isShuffled: Bool
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
    try Evaluation.evaluate(tensors)
    types = tensors.map(\.type)
    columns = try tensors.map { tensor in
      let rowCount = tensor.shape[0] ?? 0
      return RowGather.Column(
        source: try tensor.materialized(), rowByteCount: rowCount == 0 ? 0 : tensor.type.byteCount / rowCount)
    }
    order = rows.map(Int32.init)
    orderStorage = Storage(byteCount: order.count * MemoryLayout<Int32>.stride)
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

  package func next() -> FeedBatch? {
    if let filled = upcoming {
      upcoming = nil
      return filled.batch
    }
    guard let slot = nextSlot() else { return nil }
    Engines.current.run(slot.gather)
    return slot.batch
  }

  package func prefetch() -> RowGather? {
    upcoming = nextSlot()
    return upcoming?.gather
  }

  /// The memory for the next rows, and the way to fill it.
  private func nextSlot() -> Slot? {
    let count = min(batchSize, order.count - position)
    guard count > 0 else { return nil }
    if slots[count] == nil { slots[count] = [] }
    if slots[count]!.count < 2 {
      slots[count]!.insert(newSlot(count), at: 0)
    } else {
      slots[count]!.swapAt(0, 1)
    }
    let slot = slots[count]![0]
    slot.gather.choose(position..<position + count, of: orderStorage)
    position += count
    return slot
  }

  private func newSlot(_ count: Int) -> Slot {
    let types = types.map { type in
      var type = type
      type.shape.dimensions[0] = count
      return type
    }
    let storages = types.map { Storage(byteCount: $0.byteCount) }
    return Slot(FeedBatch(arrangement: arrangement, types: types, storages: storages), columns)
  }
}

/// The generator that orders rows: small, fast, the same everywhere.
struct RowShuffler {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in `0..<bound`.
  mutating func index(below bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// Fisher and Yates' shuffle.
  mutating func shuffle(_ order: inout [Int32]) {
    guard order.count > 1 else { return }
    for index in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(index, self.index(below: index + 1))
    }
  }
}
