/// The links of a group in the oldest layout: a B-tree of symbol table nodes, and a heap with their names.
enum HDF5SymbolTable {
  static func links(_ reader: HDF5Reader, tree: Int, heap heapAddress: Int, who: String) throws -> [HDF5Link] {
    let heap = try names(reader, at: heapAddress, who: who)
    var links: [HDF5Link] = []
    try HDF5TreeV1.walk(reader, at: tree, type: 0, keySize: reader.lengthSize, who: who) { _, child in
      try readNode(reader, at: child, names: heap, who: who, into: &links)
    }
    return links
  }

  /// The data of a local heap.
  private static func names(_ reader: HDF5Reader, at address: Int, who: String) throws -> HDF5Cursor {
    var cursor = try reader.structure(
      "a local heap", at: address, count: 8 + 2 * reader.lengthSize + reader.offsetSize, who: who)
    try cursor.expect("HEAP")
    _ = try cursor.version(0...0)
    try cursor.skip(3)
    let size = try cursor.length()
    try cursor.skip(reader.lengthSize)
    return try reader.structure("the data of a local heap", at: cursor.definedAddress(), count: size, who: who)
  }

  private static func readNode(
    _ reader: HDF5Reader, at address: Int, names: HDF5Cursor, who: String, into links: inout [HDF5Link]
  ) throws {
    var head = try reader.structure("a symbol table node", at: address, count: 8, who: who)
    try head.expect("SNOD")
    _ = try head.version(1...1)
    try head.skip(1)
    let count = try head.short()
    var cursor = try reader.structure(
      "a symbol table node", at: address + 8, count: count * (2 * reader.offsetSize + 24), who: who)
    for _ in 0..<count {
      let name = try text(names, at: cursor.size(reader.offsetSize))
      let object = try cursor.address()
      let cacheType = try cursor.word()
      try cursor.skip(4)
      var scratch = try cursor.part(16)
      let target: HDF5Link.Target
      if cacheType == 2 {
        target = .path(try text(names, at: scratch.word()), file: nil)
      } else if let object {
        target = .object(object)
      } else {
        throw cursor.damaged("the link '\(shown(name))' to no address")
      }
      links.append(HDF5Link(name: name, creationOrder: nil, target: target))
    }
  }

  private static func text(_ heap: HDF5Cursor, at offset: Int) throws -> String {
    var cursor = heap
    try cursor.skip(offset)
    return try cursor.terminatedText()
  }
}
