/// A heap of objects of any size, in blocks whose sizes double from row to row: links and attributes of newer files.
final class HDF5FractalHeap {
  /// The reader keeps the heap, so that the heap must not keep the reader.
  private unowned let reader: HDF5Reader
  private let who: String
  private let address: Int
  private let identifierLength: Int
  private let hasBlockChecksums: Bool
  private let hugeTree: Int?
  private let width: Int
  private let startSize: Int
  private let maximumDirectSize: Int
  /// Bytes of an offset in the heap, and of a length.
  private let heapOffsetSize: Int
  private let heapLengthSize: Int
  private let root: Int?
  private let rootRows: Int
  private var blocks: [Int: HDF5Cursor] = [:]
  private var indirectBlocks: [Int: [Int?]] = [:]
  private var hugeObjects: [UInt64: (address: Int, count: Int)]?

  /// The heap at an address, which is read once.
  static func at(_ address: Int, _ reader: HDF5Reader, who: String) throws -> HDF5FractalHeap {
    if let heap = reader.fractalHeaps[address] { return heap }
    let heap = try HDF5FractalHeap(reader, at: address, who: who)
    reader.fractalHeaps[address] = heap
    return heap
  }

  private init(_ reader: HDF5Reader, at address: Int, who: String) throws {
    self.reader = reader
    self.who = who
    self.address = address
    let size = 26 + 12 * reader.lengthSize + 3 * reader.offsetSize
    // With filters the checksum would be further on; such heaps are refused before it is compared.
    var cursor = try reader.structure("a fractal heap", at: address, count: size, who: who)
    try cursor.expect("FRHP")
    _ = try cursor.version(0...0)
    identifierLength = try cursor.short()
    guard try cursor.short() == 0 else {
      throw cursor.unsupported(
        "a fractal heap with filters", expected: "links and attributes that are not compressed",
        fix: "write the file again with h5py, which never compresses them")
    }
    try cursor.removeChecksum(verifying: reader.verifiesChecksums)
    let flags = try cursor.byte()
    hasBlockChecksums = flags & 2 != 0
    let maximumManaged = try cursor.word()
    _ = try cursor.length()
    hugeTree = try cursor.address()
    try cursor.skip(reader.lengthSize + reader.offsetSize + 8 * reader.lengthSize)
    width = try cursor.short()
    startSize = try cursor.length()
    maximumDirectSize = try cursor.length()
    let maximumBits = try cursor.short()
    _ = try cursor.short()
    root = try cursor.address()
    rootRows = try cursor.short()
    guard let startBits = HDF5.exponent(startSize), let directBits = HDF5.exponent(maximumDirectSize),
      let widthBits = HDF5.exponent(width), directBits >= startBits, directBits <= 32, (1...64).contains(maximumBits),
      rootRows <= 64, startBits + widthBits + rootRows <= 62
    else {
      throw cursor.damaged(
        "blocks of \(startSize) to \(maximumDirectSize.counted("byte", "bytes")), \(width) a row, \(rootRows.counted("row", "rows"))"
      )
    }
    heapOffsetSize = (maximumBits + 7) / 8
    heapLengthSize = min((directBits + 7) / 8, HDF5.bytesNeeded(for: maximumManaged))
  }

  private func damaged(_ received: String) -> FormatError {
    reader.damaged(who, expected: "a fractal heap without damage", received: received)
  }

  /// The object of an identifier.
  func object(_ identifier: ArraySlice<UInt8>) throws -> HDF5Cursor {
    var cursor = HDF5Cursor(
      Array(identifier.prefix(identifierLength)), structure: "an identifier of a fractal heap",
      offsetSize: reader.offsetSize, lengthSize: reader.lengthSize, who: who)
    let flags = try cursor.byte()
    switch flags >> 4 & 3 {
    case 0:
      let offset = try cursor.size(heapOffsetSize)
      return try managed(at: offset, count: cursor.size(heapLengthSize))
    case 1: return try huge(&cursor)
    case 2:
      // Longer identifiers have a length of 12 bits.
      var count = flags & 15
      if identifierLength > 18 { count = count << 8 | (try cursor.byte()) }
      return try cursor.part(count + 1, "an object of a fractal heap")
    default: throw cursor.damaged("an object of kind 3")
    }
  }

  private func huge(_ cursor: inout HDF5Cursor) throws -> HDF5Cursor {
    if identifierLength > reader.offsetSize + reader.lengthSize {
      let place = try cursor.definedAddress()
      return try reader.structure("a huge object of a heap", at: place, count: cursor.length(), who: who)
    }
    let key = try cursor.number(min(cursor.remaining, reader.lengthSize))
    if hugeObjects == nil {
      guard let hugeTree else { throw damaged("a huge object without an index of them") }
      var objects: [UInt64: (address: Int, count: Int)] = [:]
      try HDF5TreeV2.records(reader, at: hugeTree, type: 1, who: who) { record in
        var record = record
        let place = try record.definedAddress()
        let count = try record.length()
        objects[try record.number(reader.lengthSize)] = (place, count)
      }
      hugeObjects = objects
    }
    guard let object = hugeObjects?[key] else { throw damaged("a huge object \(key) that is not in its index") }
    return try reader.structure("a huge object of a heap", at: object.address, count: object.count, who: who)
  }

  private func managed(at offset: Int, count: Int) throws -> HDF5Cursor {
    guard let root else { throw damaged("an object of an empty heap") }
    var block: (address: Int, offset: Int, size: Int) = (root, 0, startSize)
    if rootRows > 0 {
      block = try directBlock(holding: offset, in: root, from: 0, rows: rootRows)
    }
    guard offset >= block.offset, count <= block.size, offset - block.offset <= block.size - count else {
      throw damaged("an object of \(count.counted("byte", "bytes")) at \(offset), beyond its block")
    }
    var cursor = try directBlock(at: block.address, size: block.size)
    try cursor.skip(offset - block.offset)
    return try cursor.part(count, "an object of a fractal heap")
  }

  /// The size of the blocks of a row.
  private func blockSize(row: Int) -> Int { row == 0 ? startSize : startSize << (row - 1) }

  /// Goes down from an indirect block to the direct block that holds `offset`.
  private func directBlock(
    holding offset: Int, in indirect: Int, from start: Int, rows: Int
  ) throws -> (address: Int, offset: Int, size: Int) {
    var rowStart = start
    for row in 0..<rows {
      let size = blockSize(row: row)
      guard offset >= rowStart + width * size else {
        let column = (offset - rowStart) / size
        guard column >= 0, let child = try children(ofIndirectBlock: indirect, rows: rows)[row * width + column] else {
          throw damaged("an object at \(offset), where no block is")
        }
        let childStart = rowStart + column * size
        if size <= maximumDirectSize { return (child, childStart, size) }
        let childRows = size.trailingZeroBitCount - (startSize * width).trailingZeroBitCount + 1
        guard childRows > 0, childRows <= row else {
          throw damaged("an indirect block of \(childRows.counted("row", "rows"))")
        }
        return try directBlock(holding: offset, in: child, from: childStart, rows: childRows)
      }
      rowStart += width * size
    }
    throw damaged("an object at \(offset), beyond the last block")
  }

  private func children(ofIndirectBlock address: Int, rows: Int) throws -> [Int?] {
    if let known = indirectBlocks[address], known.count == rows * width { return known }
    let headSize = 5 + reader.offsetSize + heapOffsetSize
    var cursor = try reader.checkedStructure(
      "an indirect block of a heap", signature: "FHIB", at: address,
      count: headSize + rows * width * reader.offsetSize + 4, who: who)
    _ = try cursor.version(0...0)
    guard try cursor.address() == self.address else { throw cursor.damaged("a block of another heap") }
    try cursor.skip(heapOffsetSize)
    var children: [Int?] = []
    for _ in 0..<(rows * width) { children.append(try cursor.address()) }
    indirectBlocks[address] = children
    return children
  }

  private func directBlock(at address: Int, size: Int) throws -> HDF5Cursor {
    if let known = blocks[address], known.remaining == size { return known }
    let block = try reader.structure("a block of a heap", at: address, count: size, who: who)
    var cursor = block
    try cursor.expect("FHDB")
    _ = try cursor.version(0...0)
    guard try cursor.address() == self.address else { throw cursor.damaged("a block of another heap") }
    try cursor.skip(heapOffsetSize)
    if hasBlockChecksums && reader.verifiesChecksums {
      let place = cursor.position
      let stored = try cursor.number(4)
      var bytes = block.bytes
      // The checksum was computed with zeros in its own place.
      bytes.replaceSubrange(place..<(place + 4), with: [0, 0, 0, 0])
      guard stored == UInt64(HDF5Checksum.lookup3(bytes[...])) else { throw cursor.damaged("a wrong checksum") }
    }
    blocks[address] = block
    return block
  }
}
