/// Copies rows of arrays into batches, in tasks that an engine may run on several threads, or beside a program.
///
/// Unchecked: what changes is set between runs; tasks write to places of their own.
package final class RowGather: @unchecked Sendable {
  package struct Column: Sendable {
    package var source: Storage
    package var rowByteCount: Int

    package init(source: Storage, rowByteCount: Int) {
      self.source = source
      self.rowByteCount = rowByteCount
    }
  }

  private let columns: [Column]
  private let destinations: [Storage]
  private let rowsPerTask: [Int]
  private var order: Storage
  private var rows = 0..<0

  /// A task is worth handing to another thread, and short beside a step of training.
  private static let bytesPerTask = 32 * 1024

  /// Gathers into `destinations`, one for each column.
  package init(_ columns: [Column], into destinations: [Storage]) {
    self.columns = columns
    self.destinations = destinations
    rowsPerTask = columns.map { max(Self.bytesPerTask / max($0.rowByteCount, 1), 1) }
    order = destinations.first ?? .empty
  }

  /// Chooses the rows: their numbers are 32-bit integers in `order`, at these positions.
  package func choose(_ rows: Range<Int>, of order: Storage) {
    precondition(rows.upperBound * MemoryLayout<Int32>.stride <= order.byteCount, "rows are chosen beyond their order")
    self.rows = rows
    self.order = order
  }

  package var taskCount: Int { rowsPerTask.reduce(0) { $0 + (rows.count + $1 - 1) / $1 } }

  package func run(_ task: Int) {
    var rest = task
    for (index, perTask) in rowsPerTask.enumerated() {
      let count = (rows.count + perTask - 1) / perTask
      if rest < count {
        copy(columns[index], to: destinations[index], from: rest * perTask, count: perTask)
        return
      }
      rest -= count
    }
  }

  private func copy(_ column: Column, to destination: Storage, from first: Int, count: Int) {
    let numbers = order.pointer.assumingMemoryBound(to: Int32.self) + rows.lowerBound
    let size = column.rowByteCount
    for position in first..<min(first + count, rows.count) {
      (destination.pointer + position * size).copyMemory(
        from: column.source.pointer + Int(numbers[position]) * size, byteCount: size)
    }
  }
}
