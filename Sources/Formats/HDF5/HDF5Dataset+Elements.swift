extension HDF5Dataset {
  /// Bytes of all elements, which the file is known to justify.
  package func byteCount() throws -> Int {
    let stored = stored
    let (count, overflow) = stored.dataspace.count.multipliedReportingOverflow(by: stored.datatype.size)
    guard !overflow else {
      throw reader.damaged(who, expected: "elements that can be counted", received: "\(shape) of \(datatype.name)")
    }
    if stored.isClaimed { return count }
    guard !stored.hasExternalFiles else {
      throw FormatError(
        who, expected: "a dataset stored in the file itself", received: "one in other files",
        fix: "copy it to a dataset of its own with h5py; other files are not opened, so that no file can reach for them"
      )
    }
    if count > 0 {
      switch stored.layout {
      case .compact(let elements):
        guard count <= elements.remaining else {
          throw reader.damaged(
            who, expected: "\(count.counted("byte", "bytes")) in its object header",
            received: elements.remaining.counted("byte", "bytes"))
        }
      case .contiguous(.some): try reader.claimElements(count, who: who)
      case .contiguous(nil): try reader.claimExpanded(count, stored: 0, who: who)
      case .chunked:
        let chunks = try findChunks()
        self.stored.chunks = chunks
        try reader.claimExpanded(count, stored: chunks.reduce(0) { $0 + $1.size }, who: who)
      }
    }
    self.stored.isClaimed = true
    return count
  }

  /// Reads the elements as they are stored; `buffer` has `byteCount()` bytes.
  func readStoredElements(into buffer: UnsafeMutableRawBufferPointer) throws {
    guard !buffer.isEmpty else { return }
    let stored = stored
    switch stored.layout {
    case .compact(var elements): buffer.copyBytes(from: try elements.take(buffer.count))
    case .contiguous(let address?):
      guard address <= reader.source.count - reader.base - buffer.count else {
        throw reader.damaged(
          who, expected: "\(buffer.count.counted("byte", "bytes")) at address \(address)",
          received: "\((reader.source.count - reader.base).counted("byte", "bytes")) in all")
      }
      try reader.source.read(at: reader.base + address, into: buffer)
    case .contiguous(nil): fill(buffer, with: stored.fill)
    case .chunked(_, let sizes, let filtersEdges, _):
      let chunks = stored.chunks ?? []
      let counts = zip(shape, sizes).map { ($0 + $1 - 1) / $1 }
      if chunks.count < counts.reduce(1, *) { fill(buffer, with: stored.fill) }
      let chunkBytes = try chunkBytes(sizes)
      for chunk in chunks {
        let isEdge = zip(zip(chunk.place, sizes), shape).contains { ($0.0 + 1) * $0.1 > $1 }
        let mask = isEdge && !filtersEdges ? -1 : chunk.mask
        try read(chunk, mask: mask, sizes: sizes, chunkBytes: chunkBytes, into: buffer)
      }
    }
  }

  private func fill(_ buffer: UnsafeMutableRawBufferPointer, with value: [UInt8]) {
    guard value.count == datatype.size else {
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      return
    }
    for start in stride(from: 0, to: buffer.count, by: value.count) {
      UnsafeMutableRawBufferPointer(rebasing: buffer[start..<(start + value.count)]).copyBytes(from: value)
    }
  }

  private func chunkBytes(_ sizes: [Int]) throws -> Int {
    var total = datatype.size
    for size in sizes {
      let (product, overflow) = total.multipliedReportingOverflow(by: size)
      guard !overflow, product <= Int(UInt32.max) else {
        throw reader.damaged(who, expected: "chunks below 4 GiB", received: "chunks of \(sizes) elements")
      }
      total = product
    }
    return total
  }

  private func findChunks() throws -> [HDF5Chunk] {
    guard case .chunked(let address?, let sizes, _, let index) = stored.layout, !shape.isEmpty else { return [] }
    let finder = HDF5ChunkIndex(
      reader, dataspace: stored.dataspace, sizes: sizes, chunkBytes: try chunkBytes(sizes),
      isFiltered: !stored.filters.filters.isEmpty, who: who)
    return try finder.chunks(at: address, index: index)
  }

  private func read(
    _ chunk: HDF5Chunk, mask: Int, sizes: [Int], chunkBytes: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws {
    guard chunk.address <= reader.source.count - reader.base - chunk.size else {
      throw reader.damaged(
        who, expected: "a chunk of \(chunk.size.counted("byte", "bytes")) at address \(chunk.address)",
        received: "\((reader.source.count - reader.base).counted("byte", "bytes")) in all")
    }
    let place = reader.base + chunk.address
    // A chunk that is the whole dataset needs no second copy if nothing was done to it.
    if stored.filters.filters.isEmpty && sizes == shape && chunk.size == buffer.count {
      return try reader.source.read(at: place, into: buffer)
    }
    let bytes = try stored.filters.undo(
      reader.source.storage(at: place, count: chunk.size), size: chunkBytes, mask: mask, who: who)
    withExtendedLifetime(bytes) { copy(bytes.buffer, of: chunk.place, sizes: sizes, into: buffer) }
  }

  /// Copies the part of a chunk that lies within the dataset, one run of the last axis after the other.
  private func copy(
    _ chunk: UnsafeRawBufferPointer, of place: [Int], sizes: [Int], into buffer: UnsafeMutableRawBufferPointer
  ) {
    let itemSize = datatype.size
    let shape = shape
    let rank = shape.count
    let starts = zip(place, sizes).map { $0 * $1 }
    let inside = (0..<rank).map { min(sizes[$0], shape[$0] - starts[$0]) }
    let run = inside[rank - 1] * itemSize
    var index = Array(repeating: 0, count: rank)
    while true {
      var from = 0
      var to = 0
      for axis in 0..<rank {
        from = from * sizes[axis] + index[axis]
        to = to * shape[axis] + starts[axis] + index[axis]
      }
      UnsafeMutableRawBufferPointer(rebasing: buffer[(to * itemSize)...].prefix(run)).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: chunk[(from * itemSize)...].prefix(run)))
      var axis = rank - 2
      while axis >= 0 {
        index[axis] += 1
        if index[axis] < inside[axis] { break }
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
