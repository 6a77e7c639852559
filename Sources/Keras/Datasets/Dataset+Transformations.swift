extension Dataset {
  /// Elements drawn at random from a buffer that is kept full.
  ///
  /// - Parameters:
  ///   - bufferSize: how many elements wait in the buffer; as many as there are elements for a perfect shuffle.
  ///   - seed: fixes the order of all passes; each pass has its own.
  public func shuffled(bufferSize: Int, seed: Int? = nil) -> Dataset {
    let own = PassCounter(seed: seed ?? RandomSeed.next())
    let size = Swift.max(bufferSize, 1)
    if var rows {
      let order = rows.order
      rows.order = { ShuffleBuffer.iterate(order(), size: size, seed: own.next()) }
      return Dataset(rows: rows, codec: codec, passes: passes + [own])
    }
    let iterate = self.iterate
    return Dataset(codec: codec, count: count, isBatched: isBatched, passes: passes + [own]) {
      ShuffleBuffer.iterate(iterate(), size: size, seed: own.next())
    }
  }

  /// Consecutive elements joined along a new first axis.
  ///
  /// - Parameter dropRemainder: leaves out a last batch that is smaller.
  public func batched(_ batchSize: Int, dropRemainder: Bool = false) -> Dataset {
    let size = Swift.max(batchSize, 1)
    let batchCount = count.map { dropRemainder ? $0 / size : ($0 + size - 1) / size }
    let codec = self.codec
    if let rows, !isBatched {
      return Dataset(codec: codec, count: batchCount, isBatched: true, passes: passes) {
        let gather = RowReader(rows.columns)
        let order = rows.order()
        var indices: [Int32] = []
        return AnyIterator {
          indices.removeAll(keepingCapacity: true)
          while indices.count < size, let row = order.next() { indices.append(row) }
          guard !indices.isEmpty, !dropRemainder || indices.count == size else { return nil }
          return codec.pack(gather.batch(indices))
        }
      }
    }
    let iterate = self.iterate
    return Dataset(codec: codec, count: batchCount, isBatched: true, passes: passes) {
      let elements = iterate()
      return AnyIterator {
        var parts: [[Tensor]] = []
        while parts.count < size, let element = elements.next() { parts.append(codec.unpack(element)) }
        guard let first = parts.first, !dropRemainder || parts.count == size else { return nil }
        return codec.pack(first.indices.map { column in stacked(parts.map { $0[column] }) })
      }
    }
  }

  /// The first `count` elements.
  public func taking(_ count: Int) -> Dataset {
    let iterate = self.iterate
    return Dataset(
      codec: codec, count: self.count.map { Swift.min($0, count) } ?? count, isBatched: isBatched, passes: passes
    ) {
      let elements = iterate()
      var left = count
      return AnyIterator {
        left -= 1
        return left >= 0 ? elements.next() : nil
      }
    }
  }

  /// All but the first `count` elements.
  public func skipping(_ count: Int) -> Dataset {
    let iterate = self.iterate
    return Dataset(
      codec: codec, count: self.count.map { Swift.max($0 - count, 0) }, isBatched: isBatched, passes: passes
    ) {
      let elements = iterate()
      for _ in 0..<count where elements.next() == nil { break }
      return elements
    }
  }

  /// The elements `times` times over, or without end if `nil`.
  public func repeated(_ times: Int? = nil) -> Dataset {
    let iterate = self.iterate
    let total = times.flatMap { times in count.map { $0 * times } }
    return Dataset(codec: codec, count: total, isBatched: isBatched, passes: passes) {
      var elements = iterate()
      var pass = 1
      return AnyIterator {
        if let element = elements.next() { return element }
        guard pass < times ?? Int.max else { return nil }
        pass += 1
        elements = iterate()
        return elements.next()
      }
    }
  }

  /// Elements made ahead on a thread of their own, at most `count` of them.
  public func prefetched(_ count: Int = 2) -> Dataset {
    let iterate = self.iterate
    let codec = self.codec
    return Dataset(codec: codec, count: self.count, isBatched: isBatched, passes: passes) {
      // Started here, so that passes are numbered in the order in which they are begun.
      let elements = iterate()
      let engine = Engines.current
      let queue = PrefetchQueue<Element>(capacity: Swift.max(count, 1)) {
        Engines.$override.withValue(engine) {
          guard let element = elements.next() else { return nil }
          // Pending operations are computed here and not where the element is used.
          try? Evaluation.evaluate(codec.unpack(element))
          return element
        }
      }
      return AnyIterator { queue.next() }
    }
  }

  private func mapped<Result>(
    _ codec: DatasetCodec<Result>, _ transform: @escaping (Element) -> Result
  ) -> Dataset<Result> {
    let iterate = self.iterate
    return Dataset<Result>(codec: codec, count: count, isBatched: isBatched, passes: passes) {
      let elements = iterate()
      return AnyIterator { elements.next().map(transform) }
    }
  }

  /// Each element turned into a tensor.
  public func map(_ transform: @escaping (Element) -> Tensor) -> Dataset<Tensor> { mapped(.tensor, transform) }

  /// Each element turned into an input and a target.
  public func map(_ transform: @escaping (Element) -> (Tensor, Tensor)) -> Dataset<(Tensor, Tensor)> {
    mapped(.pair, transform)
  }
}

/// A random choice among the next elements of an iterator.
enum ShuffleBuffer {
  static func iterate<Element>(_ elements: AnyIterator<Element>, size: Int, seed: UInt64) -> AnyIterator<Element> {
    var generator = RowShuffler(seed: seed)
    var buffer: [Element] = []
    return AnyIterator {
      while buffer.count < size, let element = elements.next() { buffer.append(element) }
      guard !buffer.isEmpty else { return nil }
      buffer.swapAt(generator.index(below: buffer.count), buffer.count - 1)
      return buffer.removeLast()
    }
  }
}

/// Copies rows of tensors into batches.
struct RowReader {
  private let columns: [(tensor: Tensor, column: RowGather.Column?)]

  init(_ tensors: [Tensor]) {
    columns = tensors.map { tensor in
      let rows = Swift.max(tensor.shape[0] ?? 1, 1)
      let storage = try? tensor.materialized()
      return (tensor, storage.map { RowGather.Column(source: $0, rowByteCount: tensor.type.byteCount / rows) })
    }
  }

  /// The rows, one behind the other.
  ///
  /// - Parameter length: how many rows are one element; then the result has an axis for them behind the first.
  func batch(_ rows: [Int32], length: Int? = nil) -> [Tensor] {
    let order = Storage(byteCount: rows.count * MemoryLayout<Int32>.stride)
    order.fill(with: rows)
    return columns.map { tensor, column in
      guard let column else { return tensor }
      let result = Storage(byteCount: rows.count * column.rowByteCount)
      let gather = RowGather([column], into: [result])
      gather.choose(rows.indices, of: order)
      Engines.current.run(gather)
      let leading = length.map { [rows.count / $0, $0] } ?? [rows.count]
      let shape = leading + tensor.shape.dimensions.dropFirst().map { $0 ?? 0 }
      return Tensor(storage: result, shape: shape, dtype: tensor.dtype)
    }
  }
}
