/// Batches of numbers of files or windows, in another order in each pass if they are shuffled.
package struct FileBatches: Sendable {
  private let count: Int
  private let batchSize: Int?
  fileprivate let passes: PassCounter?

  /// - Parameters:
  ///   - batchSize: how many make a batch; each stands alone if `nil`.
  ///   - seed: of the order; each pass has the same order if `nil`.
  package init(count: Int, batchSize: Int?, seed: Int?) {
    self.count = count
    self.batchSize = batchSize
    passes = seed.map { PassCounter(seed: $0, isFixed: true) }
  }

  /// How many elements a pass has.
  var elementCount: Int { batchSize.map { (count - 1) / $0 + 1 } ?? count }

  /// The numbers of a pass. As in Keras, the next ones are drawn from a buffer of eight batches.
  func makeIterator() -> AnyIterator<[Int]> {
    let all = AnyIterator((0..<count).makeIterator())
    let size = batchSize.map { min($0, count) * 8 } ?? 1024
    let order = passes.map { ShuffleBuffer.iterate(all, size: size, seed: $0.next()) } ?? all
    let batchSize = self.batchSize ?? 1
    return AnyIterator {
      var batch: [Int] = []
      while batch.count < batchSize, let index = order.next() { batch.append(index) }
      return batch.isEmpty ? nil : batch
    }
  }
}

extension Dataset where Element == Tensor {
  /// - Parameter load: the element for some numbers, without the axis of a batch if there are no batches.
  package init(_ batches: FileBatches, load: @escaping ([Int]) -> Tensor) {
    self.init(
      codec: .tensor, count: batches.elementCount, isBatched: batches.isBatched,
      passes: batches.passes.map { [$0] } ?? []
    ) {
      let numbers = batches.makeIterator()
      return AnyIterator { numbers.next().map(load) }
    }
  }
}

extension Dataset where Element == (Tensor, Tensor) {
  /// - Parameter load: the element for some numbers, without the axis of a batch if there are no batches.
  package init(_ batches: FileBatches, load: @escaping ([Int]) -> (Tensor, Tensor)) {
    self.init(
      codec: .pair, count: batches.elementCount, isBatched: batches.isBatched,
      passes: batches.passes.map { [$0] } ?? []
    ) {
      let numbers = batches.makeIterator()
      return AnyIterator { numbers.next().map(load) }
    }
  }
}

extension FileBatches { package var isBatched: Bool { batchSize != nil } }
