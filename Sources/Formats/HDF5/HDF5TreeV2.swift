/// B-trees of version 2: the index of newer groups, attributes, heaps and chunks.
struct HDF5TreeV2 {
  private let reader: HDF5Reader
  private let who: String
  private let type: Int
  private let recordSize: Int
  private let nodeSize: Int
  /// Bytes of the field with the number of records in a child.
  private let countSize: Int
  /// By level, bytes of the field with the number of records below a child of that level; 0 for leaves, which have none.
  private let totalSizes: [Int]

  /// Calls `body` with every record of the tree, in order of their keys.
  static func records(
    _ reader: HDF5Reader, at address: Int, type: Int, who: String, _ body: (HDF5Cursor) throws -> Void
  ) throws {
    var cursor = try reader.checkedStructure(
      "a B-tree", signature: "BTHD", at: address, count: 22 + reader.offsetSize + reader.lengthSize, who: who)
    _ = try cursor.version(0...0)
    let foundType = try cursor.byte()
    let nodeSize = try cursor.word()
    let recordSize = try cursor.short()
    let depth = try cursor.short()
    try cursor.skip(2)
    let root = try cursor.address()
    let rootCount = try cursor.short()
    guard foundType == type else { throw cursor.damaged("one of type \(foundType) where \(type) was to be") }
    guard let root else { return }
    let tree = try HDF5TreeV2(
      reader, type: type, recordSize: recordSize, nodeSize: nodeSize, depth: depth, cursor, who: who)
    try tree.readNode(at: root, level: depth, count: rootCount, body)
  }

  private init(
    _ reader: HDF5Reader, type: Int, recordSize: Int, nodeSize: Int, depth: Int, _ cursor: HDF5Cursor, who: String
  ) throws {
    self.reader = reader
    self.who = who
    self.type = type
    self.recordSize = recordSize
    self.nodeSize = nodeSize
    guard recordSize > 0, nodeSize >= 10 + recordSize, depth < 64 else {
      throw cursor.damaged(
        "nodes of \(nodeSize.counted("byte", "bytes")), records of \(recordSize), \(depth.counted("level", "levels"))")
    }
    let leafRecords = (nodeSize - 10) / recordSize
    countSize = HDF5.bytesNeeded(for: leafRecords)
    var totalSizes = [0]
    var total = leafRecords
    for _ in 0..<depth {
      let pointerSize = reader.offsetSize + countSize + totalSizes.last!
      let room = nodeSize - 10 - pointerSize
      let records = room / (recordSize + pointerSize)
      guard room > 0, records > 0 else {
        throw cursor.damaged("nodes of \(nodeSize.counted("byte", "bytes")), records of \(recordSize)")
      }
      let (product, overflow) = total.multipliedReportingOverflow(by: records + 1)
      let (sum, carry) = product.addingReportingOverflow(records)
      total = overflow || carry ? .max : sum
      totalSizes.append(HDF5.bytesNeeded(for: total))
    }
    self.totalSizes = totalSizes
  }

  private func readNode(at address: Int, level: Int, count: Int, _ body: (HDF5Cursor) throws -> Void) throws {
    let isLeaf = level == 0
    let totalSize = level > 0 ? totalSizes[level - 1] : 0
    let pointerSize = reader.offsetSize + countSize + totalSize
    guard count <= nodeSize else {
      throw reader.damaged(
        who, expected: "B-tree nodes of \(nodeSize.counted("byte", "bytes"))",
        received: "one with \(count.counted("record", "records"))")
    }
    let used = 10 + count * recordSize + (isLeaf ? 0 : (count + 1) * pointerSize)
    guard used <= nodeSize else {
      throw reader.damaged(
        who, expected: "B-tree nodes of \(nodeSize.counted("byte", "bytes"))",
        received: "one with \(count.counted("record", "records")) of \(recordSize.counted("byte", "bytes"))")
    }
    var cursor = try reader.checkedStructure(
      "a B-tree node", signature: isLeaf ? "BTLF" : "BTIN", at: address, count: used, who: who)
    _ = try cursor.version(0...0)
    let foundType = try cursor.byte()
    guard foundType == type else { throw cursor.damaged("a node of type \(foundType) where \(type) was to be") }
    var records: [HDF5Cursor] = []
    records.reserveCapacity(count)
    for _ in 0..<count { records.append(try cursor.part(recordSize, "a B-tree record")) }
    if isLeaf {
      for record in records { try body(record) }
      return
    }
    for index in 0...count {
      let child = try cursor.definedAddress()
      let childCount = try cursor.size(countSize)
      try cursor.skip(totalSize)
      try readNode(at: child, level: level - 1, count: childCount, body)
      if index < count { try body(records[index]) }
    }
  }
}
