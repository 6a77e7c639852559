/// Batches of rows of arrays in memory, in order or shuffled anew each epoch, gathered into the same buffers every time.
package final class ArrayFeed: BatchFeed {
  private let columns: [Column]
  private let arrangement: Batch
  private let batchSize: Int
  private let isShuffled: Bool
  private var order: [Int32]
  private var position = 0
  private var generator: RowShuffler
  private var full: FeedBatch?
  private var partial: FeedBatch?

  private struct Column {
    var storage: Storage
    var type: TensorType
    var rowByteCount: Int
  }

  /// - Parameter rows: which rows of the arrays are used, for a validation split.
  package init(_ data: Batch, rows: Range<Int>, batchSize: Int, isShuffled: Bool, owner: String) throws {
    guard batchSize > 0 else {
      throw KerasError(
        "\(owner) cannot make batches.", expected: "batchSize of at least 1", received: "batchSize: \(batchSize)",
        fix: "give a positive batchSize")
    }
    arrangement = data
    self.batchSize = batchSize
    self.isShuffled = isShuffled
    let tensors = data.tensors
    try Evaluation.evaluate(tensors)
    columns = try tensors.map { tensor in
      let storage = try tensor.materialized()
      let rowCount = tensor.shape[0] ?? 0
      return Column(
        storage: storage, type: tensor.type, rowByteCount: rowCount == 0 ? 0 : tensor.type.byteCount / rowCount)
    }
    order = rows.map(Int32.init)
    generator = RowShuffler(seed: UInt64(truncatingIfNeeded: RandomSeed.next()))
  }

  package var stepsPerEpoch: Int? { (order.count + batchSize - 1) / batchSize }

  package func startEpoch() {
    position = 0
    if isShuffled { generator.shuffle(&order) }
  }

  package func next() -> FeedBatch? {
    let count = min(batchSize, order.count - position)
    guard count > 0 else { return nil }
    let batch = buffers(count)
    order.withUnsafeBufferPointer { order in
      let rows = UnsafeBufferPointer(rebasing: order[position..<position + count])
      for (column, storage) in zip(columns, batch.storages) {
        Engines.current.gatherRows(
          from: column.storage, rowByteCount: column.rowByteCount, rows: rows, into: storage)
      }
    }
    position += count
    return batch
  }

  private func buffers(_ count: Int) -> FeedBatch {
    if let batch = count == batchSize ? full : partial, batch.sampleCount == count { return batch }
    let types = columns.map { column in
      var type = column.type
      type.shape.dimensions[0] = count
      return type
    }
    let batch = FeedBatch(
      arrangement: arrangement, types: types, storages: types.map { Storage(byteCount: $0.byteCount) })
    if count == batchSize { full = batch } else { partial = batch }
    return batch
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
