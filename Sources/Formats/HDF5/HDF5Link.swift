/// A name in a group and what it leads to.
struct HDF5Link {
  enum Target {
    /// The address of an object header.
    case object(Int)
    /// A path, in another file if `file` is there. Never followed.
    case path(String, file: String?)
    /// A kind of link that only its maker understands.
    case unknown(kind: Int)
  }

  let name: String
  let creationOrder: Int?
  let target: Target

  init(name: String, creationOrder: Int?, target: Target) {
    self.name = name
    self.creationOrder = creationOrder
    self.target = target
  }

  /// Reads a link message.
  init(_ body: HDF5Cursor) throws {
    var cursor = body
    cursor.structure = "a link message"
    _ = try cursor.version(1...1)
    let flags = try cursor.byte()
    let kind = flags & 8 != 0 ? try cursor.byte() : 0
    creationOrder = flags & 4 != 0 ? try cursor.size(8) : nil
    if flags & 16 != 0 { try cursor.skip(1) }
    let nameLength = try cursor.size(1 << (flags & 3))
    name = String(decoding: try cursor.take(nameLength), as: UTF8.self)
    switch kind {
    case 0: target = .object(try cursor.definedAddress())
    case 1:
      let length = try cursor.short()
      target = .path(String(decoding: try cursor.take(length), as: UTF8.self), file: nil)
    case 64:
      try cursor.skip(3)
      let file = try cursor.terminatedText()
      target = .path(try cursor.terminatedText(), file: file)
    default: target = .unknown(kind: kind)
    }
  }
}

extension HDF5Link {
  /// All links of a group, in the order in which the file has them.
  static func all(_ reader: HDF5Reader, of header: HDF5ObjectHeader, who: String) throws -> [HDF5Link] {
    if let table = header.first(.symbolTable) {
      var cursor = table.body
      cursor.structure = "a symbol table message"
      return try HDF5SymbolTable.links(reader, tree: cursor.definedAddress(), heap: cursor.definedAddress(), who: who)
    }
    var links = try header.messages.filter { $0.kind == .link }.map { try HDF5Link($0.body) }
    guard let info = header.first(.linkInfo) else { return links }
    var cursor = info.body
    cursor.structure = "a link info message"
    _ = try cursor.version(0...0)
    let flags = try cursor.byte()
    if flags & 1 != 0 { try cursor.skip(8) }
    guard let heapAddress = try cursor.address() else { return links }
    let heap = try HDF5FractalHeap.at(heapAddress, reader, who: who)
    try HDF5TreeV2.records(reader, at: cursor.definedAddress(), type: 5, who: who) { record in
      var record = record
      try record.skip(4)
      links.append(try HDF5Link(heap.object(record.take(record.remaining))))
    }
    return links
  }
}
