/// One chunk of a dataset, as it is stored.
struct HDF5Chunk {
  /// The place of the chunk among chunks, along each axis.
  let place: [Int]
  let address: Int
  /// Stored bytes.
  let size: Int
  /// Bits of the filters that were left out.
  let mask: Int
}

/// Finds the chunks of a dataset.
struct HDF5ChunkIndex {
  let reader: HDF5Reader
  let who: String
  let dataspace: HDF5Dataspace
  /// Sizes of a chunk along the axes.
  let sizes: [Int]
  /// Bytes of a whole chunk.
  let chunkBytes: Int
  let isFiltered: Bool
  /// Chunks along each axis.
  let counts: [Int]

  init(
    _ reader: HDF5Reader, dataspace: HDF5Dataspace, sizes: [Int], chunkBytes: Int, isFiltered: Bool, who: String
  ) {
    self.reader = reader
    self.who = who
    self.dataspace = dataspace
    self.sizes = sizes
    self.chunkBytes = chunkBytes
    self.isFiltered = isFiltered
    counts = zip(dataspace.shape, sizes).map { ($0 + $1 - 1) / $1 }
  }

  /// The chunks that are stored, each place at most once.
  func chunks(at address: Int, index: HDF5Layout.ChunkIndex) throws -> [HDF5Chunk] {
    var chunks: [HDF5Chunk] = []
    var places: Set<[Int]> = []
    /// Chunks beyond the end of a dataset that became smaller are passed over.
    func add(_ chunk: HDF5Chunk) throws {
      guard zip(chunk.place, counts).allSatisfy({ $0 < $1 }) else { return }
      guard places.insert(chunk.place).inserted else {
        throw reader.damaged(who, expected: "each chunk once", received: "two chunks at \(chunk.place)")
      }
      try reader.claimElements(chunk.size, who: who)
      chunks.append(chunk)
    }
    switch index {
    case .single(let size, let mask):
      try add(HDF5Chunk(place: counts.map { _ in 0 }, address: address, size: size ?? chunkBytes, mask: mask))
    case .implicit:
      try requireCount()
      try forEachPlace { place, number in
        let (offset, overflow) = number.multipliedReportingOverflow(by: chunkBytes)
        let (start, carry) = address.addingReportingOverflow(offset)
        guard !overflow, !carry else {
          throw reader.damaged(who, expected: "chunks within the file", received: "chunk \(number)")
        }
        try add(HDF5Chunk(place: place, address: start, size: chunkBytes, mask: 0))
      }
    case .fixedArray:
      try requireCount()
      let array = try HDF5FixedArray(reader, at: address, isFiltered: isFiltered, who: who)
      try forEachPlace { place, number in
        if let chunk = try entry(array.entry(number), at: place) { try add(chunk) }
      }
    case .extensibleArray:
      try requireCount()
      let array = try HDF5ExtensibleArray(reader, at: address, isFiltered: isFiltered, who: who)
      try forEachPlace { place, number in
        if let chunk = try entry(array.entry(number), at: place) { try add(chunk) }
      }
    case .treeV1: try treeV1(at: address, add)
    case .treeV2: try treeV2(at: address, add)
    }
    return chunks
  }

  /// An entry of an array index: address, and for filtered chunks stored size and mask.
  private func entry(_ entry: HDF5Cursor?, at place: [Int]) throws -> HDF5Chunk? {
    guard var entry, let address = try entry.address() else { return nil }
    guard isFiltered else { return HDF5Chunk(place: place, address: address, size: chunkBytes, mask: 0) }
    let size = try entry.size(entry.remaining - 4)
    return HDF5Chunk(place: place, address: address, size: size, mask: try entry.word())
  }

  /// Array indices are asked for every chunk, stored or not; there can't be many more than bytes.
  private func requireCount() throws {
    var total = 1
    for count in counts {
      let (product, overflow) = total.multipliedReportingOverflow(by: count)
      guard !overflow, product <= max(reader.source.count, 1 << 20) else {
        throw reader.damaged(
          who, expected: "a file with room for its chunks",
          received: "\(counts) chunks in \(reader.source.count.counted("byte", "bytes"))")
      }
      total = product
    }
  }

  /// Calls `body` with every place of a chunk and its number in the index. That counts the axes by the chunks that the dataset
  /// may grow to, the one axis without a bound outermost.
  private func forEachPlace(_ body: ([Int], Int) throws -> Void) throws {
    let rank = counts.count
    guard rank > 0, !counts.contains(0) else { return }
    let unbounded = dataspace.maximumShape.firstIndex { $0 == nil }
    let order = (unbounded.map { [$0] } ?? []) + (0..<rank).filter { $0 != unbounded }
    var strides = Array(repeating: 0, count: rank)
    var stride = 1
    for axis in order.reversed() {
      strides[axis] = stride
      let maximum = dataspace.maximumShape[axis] ?? dataspace.shape[axis]
      let (product, overflow) = stride.multipliedReportingOverflow(by: max(1, (maximum - 1) / sizes[axis] + 1))
      stride = overflow ? .max : product
    }
    var place = Array(repeating: 0, count: rank)
    while true {
      var number = 0
      for axis in 0..<rank {
        let (offset, overflow) = place[axis].multipliedReportingOverflow(by: strides[axis])
        let (sum, carry) = number.addingReportingOverflow(offset)
        guard !overflow, !carry else {
          throw reader.damaged(who, expected: "chunks that can be counted", received: "a dataset that may grow too far")
        }
        number = sum
      }
      try body(place, number)
      var axis = rank - 1
      while axis >= 0 {
        place[axis] += 1
        if place[axis] < counts[axis] { break }
        place[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  private func treeV1(at address: Int, _ add: (HDF5Chunk) throws -> Void) throws {
    let rank = sizes.count
    try HDF5TreeV1.walk(reader, at: address, type: 1, keySize: 8 + 8 * (rank + 1), who: who) { key, child in
      let size = try key.word()
      let mask = try key.word()
      var place: [Int] = []
      for axis in 0..<rank {
        let offset = try key.size(8)
        guard offset % sizes[axis] == 0 else { throw key.damaged("a chunk at \(offset), in chunks of \(sizes)") }
        place.append(offset / sizes[axis])
      }
      try add(HDF5Chunk(place: place, address: child, size: size, mask: mask))
    }
  }

  private func treeV2(at address: Int, _ add: (HDF5Chunk) throws -> Void) throws {
    try HDF5TreeV2.records(reader, at: address, type: isFiltered ? 11 : 10, who: who) { record in
      var record = record
      let child = try record.definedAddress()
      var size = chunkBytes
      var mask = 0
      if isFiltered {
        let width = record.remaining - 4 - 8 * sizes.count
        guard (1...8).contains(width) else {
          throw record.damaged("\(record.remaining.counted("byte", "bytes")) behind the address")
        }
        size = try record.size(width)
        mask = try record.word()
      }
      var place: [Int] = []
      for _ in sizes { place.append(try record.size(8)) }
      try add(HDF5Chunk(place: place, address: child, size: size, mask: mask))
    }
  }
}
