/// The index of a chunked dataset that can't grow: one entry a chunk, in pages if there are many.
final class HDF5FixedArray {
  private let reader: HDF5Reader
  private let who: String
  private let entrySize: Int
  private let count: Int
  private let pageCount: Int
  private let pageEntries: Int
  private var entries: HDF5Cursor?
  private var pages: [Int: HDF5Cursor] = [:]
  private var pageBits: ArraySlice<UInt8> = []
  private var firstPage = 0

  init(_ reader: HDF5Reader, at address: Int, isFiltered: Bool, who: String) throws {
    self.reader = reader
    self.who = who
    var cursor = try reader.checkedStructure(
      "a fixed array", signature: "FAHD", at: address, count: 12 + reader.lengthSize + reader.offsetSize, who: who)
    _ = try cursor.version(0...0)
    let client = try cursor.byte()
    entrySize = try cursor.byte()
    let pageBits = try cursor.byte()
    count = try cursor.length()
    guard client == (isFiltered ? 1 : 0), (0...32).contains(pageBits), count > 0, count <= reader.source.count,
      isFiltered ? (reader.offsetSize + 5...reader.offsetSize + 12).contains(entrySize) : entrySize == reader.offsetSize
    else {
      throw cursor.damaged(
        "\(count.counted("entry", "entries")) of \(entrySize.counted("byte", "bytes")) for kind \(client), pages of 2^\(pageBits)"
      )
    }
    pageEntries = 1 << pageBits
    pageCount = count > pageEntries ? (count - 1) / pageEntries + 1 : 0
    let block = try cursor.address()
    guard let block else { return }
    let headSize = 6 + reader.offsetSize
    let size = headSize + (pageCount > 0 ? (pageCount + 7) / 8 : count * entrySize) + 4
    var entries = try reader.checkedStructure(
      "the block of a fixed array", signature: "FADB", at: block, count: size, who: who)
    _ = try entries.version(0...0)
    try entries.skip(headSize - 5)
    self.entries = entries
    if pageCount > 0 { self.pageBits = try entries.take((pageCount + 7) / 8) }
    firstPage = block + size
  }

  /// The entry of a chunk, `nil` if it was never written.
  func entry(_ number: Int) throws -> HDF5Cursor? {
    guard number < count else {
      throw reader.damaged(who, expected: "an index of \(count.counted("chunk", "chunks"))", received: "more chunks")
    }
    guard var entries else { return nil }
    guard pageCount > 0 else {
      try entries.skip(number * entrySize)
      return try entries.part(entrySize)
    }
    let page = number / pageEntries
    // The highest bit of a byte is that of the first page.
    guard pageBits[pageBits.startIndex + page / 8] & (0x80 >> (page % 8)) != 0 else { return nil }
    var cursor = try pages[page] ?? readPage(page)
    pages[page] = cursor
    try cursor.skip((number - page * pageEntries) * entrySize)
    return try cursor.part(entrySize)
  }

  private func readPage(_ page: Int) throws -> HDF5Cursor {
    let inPage = min(pageEntries, count - page * pageEntries)
    let address = firstPage + page * (pageEntries * entrySize + 4)
    var cursor = try reader.structure("a page of a fixed array", at: address, count: inPage * entrySize + 4, who: who)
    try cursor.removeChecksum(verifying: reader.verifiesChecksums)
    return cursor
  }
}
