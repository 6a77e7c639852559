/// A collection of objects of any length, such as the texts of a dataset.
struct HDF5GlobalHeap {
  private let cursor: HDF5Cursor
  /// The bytes of each object within the collection.
  private let objects: [Int: Range<Int>]

  private init(_ reader: HDF5Reader, at address: Int, who: String) throws {
    let headSize = (8 + reader.lengthSize + 7) & ~7
    var head = try reader.structure("a global heap", at: address, count: headSize, who: who)
    try head.expect("GCOL")
    _ = try head.version(1...1)
    try head.skip(3)
    let size = try head.length()
    guard size >= headSize else { throw head.damaged("a size of \(size)") }
    var cursor = try reader.structure("a global heap", at: address, count: size, who: who)
    self.cursor = cursor
    try cursor.skip(headSize)
    var objects: [Int: Range<Int>] = [:]
    while cursor.remaining >= headSize {
      let index = try cursor.short()
      try cursor.skip(6)
      let count = try cursor.length()
      try cursor.skip(headSize - 8 - reader.lengthSize)
      // Index 0 is the free rest.
      if index == 0 { break }
      objects[index] = cursor.position..<(cursor.position + (try cursor.take(count).count))
      try cursor.skip(min(cursor.remaining, (8 - count % 8) % 8))
    }
    self.objects = objects
  }

  /// Reads the place of an object in a heap and returns the object, of which each element uses the first `length` bytes.
  static func object(_ place: inout HDF5Cursor, _ reader: HDF5Reader) throws -> ArraySlice<UInt8> {
    let length = try place.word()
    let address = try place.address()
    let index = try place.word()
    guard length > 0, let address, address > 0 else { return [] }
    let heap: HDF5GlobalHeap
    if let known = reader.globalHeaps[address] {
      heap = known
    } else {
      heap = try HDF5GlobalHeap(reader, at: address, who: place.who)
      reader.globalHeaps[address] = heap
    }
    guard let range = heap.objects[index], length <= range.count else {
      throw heap.cursor.damaged("\(length.counted("byte", "bytes")) of object \(index), which it does not have")
    }
    return heap.cursor.bytes[range.prefix(length)]
  }
}
