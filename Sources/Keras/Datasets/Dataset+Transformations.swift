extension Dataset {
  /// Elements drawn at random from a buffer that is kept full.
  ///
  /// As all transformations, it gives a dataset that carries an error if an argument can't be; the error is thrown where the dataset
  /// is used.
  ///
  /// - Parameters:
  ///   - bufferSize: how many elements wait in the buffer; as many as there are elements for a perfect shuffle; at least 1.
  ///   - seed: fixes the order of all passes; each pass has its own.
  public func shuffled(bufferSize: Int, seed: Int? = nil) -> Dataset {
    if let failed = refused(
      "shuffled", "bufferSize", bufferSize, atLeast: 1, fix: "give data.count for a perfect shuffle")
    {
      return failed
    }
    let own = PassCounter(seed: seed ?? RandomSeed.next())
    if var rows {
      let order = rows.order
      rows.order = { ShuffleBuffer.iterate(order(), size: bufferSize, seed: own.next()) }
      return Dataset(rows: rows, codec: codec, passes: passes + [own])
    }
    let iterate = self.iterate
    return Dataset(codec: codec, count: count, isBatched: isBatched, passes: passes + [own]) {
      ShuffleBuffer.iterate(iterate(), size: bufferSize, seed: own.next())
    }
  }

  /// Consecutive elements joined along a new first axis.
  ///
  /// - Parameters:
  ///   - batchSize: at least 1; larger than the number of elements makes one batch of all.
  ///   - dropRemainder: leaves out a last batch that is smaller.
  public func batched(_ batchSize: Int, dropRemainder: Bool = false) -> Dataset {
    if let failed = refused("batched", "batchSize", batchSize, atLeast: 1, fix: "32 makes batches of 32 elements") {
      return failed
    }
    let size = batchSize
    let batchCount = count.map { $0 / size + (dropRemainder || $0 % size == 0 ? 0 : 1) }
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
          return codec.replace(rows.template, gather.batch(indices))
        }
      }
    }
    let iterate = self.iterate
    return Dataset(codec: codec, count: batchCount, isBatched: true, passes: passes) {
      let elements = iterate()
      return AnyIterator {
        var parts: [Element] = []
        while parts.count < size, let element = elements.next() { parts.append(element) }
        guard !parts.isEmpty, !dropRemainder || parts.count == size else { return nil }
        return codec.joined(parts)
      }
    }
  }

  /// The first `count` elements; all if there are fewer.
  public func taking(_ count: Int) -> Dataset {
    if let failed = refused("taking", "count", count, atLeast: 0, fix: "leave out taking to have all elements") {
      return failed
    }
    let iterate = self.iterate
    return Dataset(
      codec: codec, count: self.count.map { Swift.min($0, count) } ?? count, isBatched: isBatched, passes: passes
    ) {
      let elements = iterate()
      var left = count
      return AnyIterator {
        guard left > 0 else { return nil }
        left -= 1
        return elements.next()
      }
    }
  }

  /// All but the first `count` elements; none if there are fewer.
  public func skipping(_ count: Int) -> Dataset {
    if let failed = refused("skipping", "count", count, atLeast: 0, fix: "use taking to leave out elements at the end")
    {
      return failed
    }
    let iterate = self.iterate
    return Dataset(
      codec: codec, count: self.count.map { Swift.max($0 - count, 0) }, isBatched: isBatched, passes: passes
    ) {
      let elements = iterate()
      for _ in 0..<count where elements.next() == nil { break }
      return elements
    }
  }

  /// The elements `times` times over, or without end if `nil`; none of them for 0.
  public func repeated(_ times: Int? = nil) -> Dataset {
    if let failed = refused("repeated", "times", times ?? 0, atLeast: 0, fix: "write .repeated() to go on without end")
    {
      return failed
    }
    if times == 0 { return taking(0) }
    let iterate = self.iterate
    let total = times.flatMap { times in count.flatMap { (Size($0) * Size(times)).exact } }
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

  /// Elements made ahead on a thread of their own, at most `count` of them; none for 0.
  public func prefetched(_ count: Int = 2) -> Dataset {
    if let failed = refused("prefetched", "count", count, atLeast: 0, fix: "leave it out, which is two") {
      return failed
    }
    if count == 0 { return self }
    let iterate = self.iterate
    let codec = self.codec
    return Dataset(codec: codec, count: self.count, isBatched: isBatched, passes: passes) {
      // Started here, so that passes are numbered in the order in which they are begun.
      let elements = iterate()
      let engine = Engines.current
      let queue = PrefetchQueue<Element>(capacity: count) {
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

  /// The dataset that carries its own error, or that of an argument that is too small.
  private func refused(_ function: String, _ argument: String, _ value: Int, atLeast least: Int, fix: String)
    -> Dataset?
  {
    if error != nil { return self }
    guard value < least else { return nil }
    return Dataset(
      codec: codec,
      error: KerasError(
        "Dataset.\(function) cannot use this \(argument).", expected: "\(argument) of at least \(least)",
        received: "\(value)", fix: fix))
  }

  private func mapped<Result>(
    _ codec: DatasetCodec<Result>, _ transform: @escaping (Element) -> Result
  ) -> Dataset<Result> {
    if let error { return Dataset<Result>(codec: codec, error: error) }
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

  /// Each element turned into a batch of inputs, targets and sample weights.
  public func map(_ transform: @escaping (Element) -> Batch) -> Dataset<Batch> { mapped(.batches, transform) }
}
