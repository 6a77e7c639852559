/// The index of a chunked dataset that can grow along one axis: entries in blocks that double in size.
final class HDF5ExtensibleArray {
  private let reader: HDF5Reader
  private let who: String
  private let entrySize: Int
  private let offsetSize: Int
  private let indexEntries: Int
  private let minimumEntries: Int
  private let pageEntries: Int
  private let entriesInIndex: HDF5Cursor?
  /// Addresses of the data blocks and of the super blocks that the index block leads to.
  private var dataBlocks: [Int?] = []
  private var superBlocks: [Int?] = []
  private let firstSuperBlock: Int
  private var readSuperBlocks: [Int: SuperBlock] = [:]
  private var readEntries: [Int: HDF5Cursor] = [:]

  /// A block of addresses of data blocks, which may be paged.
  private struct SuperBlock {
    let dataBlocks: [Int?]
    let pageBits: ArraySlice<UInt8>
  }

  init(_ reader: HDF5Reader, at address: Int, isFiltered: Bool, who: String) throws {
    self.reader = reader
    self.who = who
    var cursor = try reader.checkedStructure(
      "an extensible array", signature: "EAHD", at: address, count: 16 + 6 * reader.lengthSize + reader.offsetSize,
      who: who)
    _ = try cursor.version(0...0)
    let client = try cursor.byte()
    entrySize = try cursor.byte()
    let countBits = try cursor.byte()
    indexEntries = try cursor.byte()
    minimumEntries = try cursor.byte()
    let minimumPointers = try cursor.byte()
    let pageBits = try cursor.byte()
    guard client == (isFiltered ? 1 : 0), (1...48).contains(countBits), pageBits <= countBits,
      let minimumBits = HDF5.exponent(minimumEntries), minimumBits <= countBits,
      let pointerBits = HDF5.exponent(minimumPointers), 2 * pointerBits <= 1 + countBits - minimumBits,
      isFiltered ? (reader.offsetSize + 5...reader.offsetSize + 12).contains(entrySize) : entrySize == reader.offsetSize
    else {
      throw cursor.damaged(
        "entries of \(entrySize.counted("byte", "bytes")) for kind \(client), blocks of \(minimumEntries) and more")
    }
    offsetSize = (countBits + 7) / 8
    pageEntries = 1 << pageBits
    firstSuperBlock = 2 * pointerBits
    try cursor.skip(6 * reader.lengthSize)
    guard let block = try cursor.address() else {
      entriesInIndex = nil
      return
    }
    let superCount = 1 + countBits - minimumBits - firstSuperBlock
    let dataCount = 2 * (minimumPointers - 1)
    let size = 10 + indexEntries * entrySize + (1 + dataCount + superCount) * reader.offsetSize
    var index = try reader.checkedStructure(
      "the index of an extensible array", signature: "EAIB", at: block, count: size, who: who)
    try Self.skipHead(&index, reader)
    entriesInIndex = try index.part(indexEntries * entrySize)
    for _ in 0..<dataCount { dataBlocks.append(try index.address()) }
    for _ in 0..<superCount { superBlocks.append(try index.address()) }
  }

  private static func skipHead(_ cursor: inout HDF5Cursor, _ reader: HDF5Reader) throws {
    _ = try cursor.version(0...0)
    try cursor.skip(1 + reader.offsetSize)
  }

  /// The entry of a chunk, `nil` if it was never written.
  func entry(_ number: Int) throws -> HDF5Cursor? {
    guard var entriesInIndex, number < 1 << 48 else { return nil }
    if number < indexEntries {
      try entriesInIndex.skip(number * entrySize)
      return try entriesInIndex.part(entrySize)
    }
    // Super block u stands for 2^(u/2) data blocks of 2^((u+1)/2) times the minimum, so it starts at minimum * (2^u - 1).
    let rest = number - indexEntries
    let level = Int.bitWidth - 1 - (rest / minimumEntries + 1).leadingZeroBitCount
    let inLevel = rest - minimumEntries * (1 << level - 1)
    let blockEntries = minimumEntries << ((level + 1) / 2)
    let block = inLevel / blockEntries
    let place = inLevel % blockEntries
    if level < firstSuperBlock {
      // The data blocks of the levels before this one come first.
      let before = (0..<level).reduce(0) { $0 + 1 << ($1 / 2) }
      guard before + block < dataBlocks.count, let address = dataBlocks[before + block] else { return nil }
      return try entry(place, inBlockAt: address, entries: blockEntries, pageBits: [], firstBit: 0)
    }
    guard level - firstSuperBlock < superBlocks.count, let superAddress = superBlocks[level - firstSuperBlock] else {
      return nil
    }
    let superBlock = try readSuperBlocks[superAddress] ?? readSuperBlock(superAddress, level, blockEntries)
    readSuperBlocks[superAddress] = superBlock
    guard let address = superBlock.dataBlocks[block] else { return nil }
    let firstBit = block * (blockEntries / pageEntries)
    return try entry(
      place, inBlockAt: address, entries: blockEntries, pageBits: superBlock.pageBits, firstBit: firstBit)
  }

  private func readSuperBlock(_ address: Int, _ level: Int, _ blockEntries: Int) throws -> SuperBlock {
    let blockCount = 1 << (level / 2)
    let pages = blockEntries > pageEntries ? blockEntries / pageEntries : 0
    let bitBytes = blockCount * ((pages + 7) / 8)
    let size = 10 + reader.offsetSize + offsetSize + bitBytes + blockCount * reader.offsetSize
    var cursor = try reader.checkedStructure(
      "a super block of an extensible array", signature: "EASB", at: address, count: size, who: who)
    try Self.skipHead(&cursor, reader)
    try cursor.skip(offsetSize)
    let bits = try cursor.take(bitBytes)
    var blocks: [Int?] = []
    for _ in 0..<blockCount { blocks.append(try cursor.address()) }
    return SuperBlock(dataBlocks: blocks, pageBits: bits)
  }

  private func entry(
    _ place: Int, inBlockAt address: Int, entries: Int, pageBits: ArraySlice<UInt8>, firstBit: Int
  ) throws -> HDF5Cursor? {
    let headSize = 6 + reader.offsetSize + offsetSize
    guard entries > pageEntries else {
      var cursor = try readEntries[address] ?? readBlock(address, headSize, entries)
      readEntries[address] = cursor
      try cursor.skip(headSize + place * entrySize - cursor.position)
      return try cursor.part(entrySize)
    }
    let page = place / pageEntries
    let bit = firstBit + page
    guard bit / 8 < pageBits.count, pageBits[pageBits.startIndex + bit / 8] & (0x80 >> (bit % 8)) != 0 else {
      return nil
    }
    let pageSize = pageEntries * entrySize + 4
    let pageAddress = address + headSize + 4 + page * pageSize
    var cursor = try readEntries[pageAddress] ?? readPage(pageAddress, pageSize)
    readEntries[pageAddress] = cursor
    try cursor.skip((place - page * pageEntries) * entrySize)
    return try cursor.part(entrySize)
  }

  private func readBlock(_ address: Int, _ headSize: Int, _ entries: Int) throws -> HDF5Cursor {
    var cursor = try reader.checkedStructure(
      "a data block of an extensible array", signature: "EADB", at: address, count: headSize + entries * entrySize + 4,
      who: who)
    try Self.skipHead(&cursor, reader)
    return cursor
  }

  private func readPage(_ address: Int, _ size: Int) throws -> HDF5Cursor {
    var cursor = try reader.structure("a page of an extensible array", at: address, count: size, who: who)
    try cursor.removeChecksum(verifying: reader.verifiesChecksums)
    return cursor
  }
}
