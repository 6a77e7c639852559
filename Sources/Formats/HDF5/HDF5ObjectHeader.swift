/// One message of an object header: a part of what describes a group or dataset.
struct HDF5Message {
  enum Kind: Int {
    case dataspace = 0x01, linkInfo = 0x02, datatype = 0x03, oldFillValue = 0x04, fillValue = 0x05, link = 0x06
    case externalFiles = 0x07, layout = 0x08, groupInfo = 0x0A, filters = 0x0B, attribute = 0x0C, comment = 0x0D
    case oldModificationTime = 0x0E, sharedMessageTable = 0x0F, continuation = 0x10, symbolTable = 0x11
    case modificationTime = 0x12, treeSettings = 0x13, driver = 0x14, attributeInfo = 0x15, referenceCount = 0x16
  }

  let kind: Kind
  /// Whether the body only says where the message is.
  let isShared: Bool
  let creationOrder: Int?
  let body: HDF5Cursor
}

/// The messages that describe one object. Versions 1 and 2.
struct HDF5ObjectHeader {
  /// Headers of real objects are far below this; their largest messages have 64 KiB.
  private static let maximumSize = 1 << 24

  let address: Int
  private(set) var messages: [HDF5Message] = []

  init(_ reader: HDF5Reader, at address: Int, who: String) throws {
    self.address = address
    let available = max(0, min(26, reader.source.count - reader.base - address))
    var prefix = try reader.structure("an object header", at: address, count: available, who: who)
    if prefix.remaining >= 4, prefix.bytes.starts(with: "OHDR".utf8) {
      try readVersion2(reader, &prefix, who: who)
    } else {
      try readVersion1(reader, &prefix, who: who)
    }
  }

  /// The first message of a kind.
  func first(_ kind: HDF5Message.Kind) -> HDF5Message? { messages.first { $0.kind == kind } }

  private mutating func readVersion1(_ reader: HDF5Reader, _ prefix: inout HDF5Cursor, who: String) throws {
    _ = try prefix.version(1...1)
    try prefix.skip(7)
    let size = try prefix.word()
    var chunks: [(address: Int, count: Int)] = [(address + 16, size)]
    var next = 0
    var total = 0
    while next < chunks.count {
      let chunk = chunks[next]
      next += 1
      total = try Self.total(total, chunk.count, prefix)
      var cursor = try reader.structure("an object header", at: chunk.address, count: chunk.count, who: who)
      while cursor.remaining >= 8 {
        let code = try cursor.short()
        let count = try cursor.short()
        let flags = try cursor.byte()
        try cursor.skip(3)
        try add(code, flags, nil, cursor.part(count, "a message of an object header"), &chunks)
      }
    }
  }

  private mutating func readVersion2(_ reader: HDF5Reader, _ prefix: inout HDF5Cursor, who: String) throws {
    try prefix.skip(4)
    _ = try prefix.version(2...2)
    let flags = try prefix.byte()
    if flags & 0x20 != 0 { try prefix.skip(16) }
    if flags & 0x10 != 0 { try prefix.skip(4) }
    let first = try prefix.size(1 << (flags & 3))
    _ = try Self.total(0, first, prefix)
    var chunks: [(address: Int, count: Int)] = [(address, prefix.position + first + 4)]
    var next = 0
    var total = 0
    while next < chunks.count {
      let chunk = chunks[next]
      let isFirst = next == 0
      next += 1
      total = try Self.total(total, chunk.count, prefix)
      var cursor = try reader.checkedStructure(
        "an object header", signature: isFirst ? "OHDR" : "OCHK", at: chunk.address, count: chunk.count, who: who)
      if isFirst { try cursor.skip(prefix.position - 4) }
      let headerSize = flags & 4 != 0 ? 6 : 4
      // A rest too short for a message is a gap.
      while cursor.remaining >= headerSize {
        let code = try cursor.byte()
        let count = try cursor.short()
        let messageFlags = try cursor.byte()
        let order = flags & 4 != 0 ? try cursor.short() : nil
        try add(code, messageFlags, order, cursor.part(count, "a message of an object header"), &chunks)
      }
    }
  }

  private static func total(_ total: Int, _ more: Int, _ cursor: HDF5Cursor) throws -> Int {
    guard more <= maximumSize - total else {
      throw cursor.damaged("an object header of more than \(maximumSize.counted("byte", "bytes"))")
    }
    return total + more
  }

  private mutating func add(
    _ code: Int, _ flags: Int, _ creationOrder: Int?, _ body: HDF5Cursor, _ chunks: inout [(address: Int, count: Int)]
  ) throws {
    guard let kind = HDF5Message.Kind(rawValue: code) else {
      // 0 is a message that was deleted; others say themselves whether they may be passed over.
      guard code == 0 || flags & 0x80 == 0 else {
        throw body.unsupported(
          "message \(code), which says that it must be understood", expected: "messages of the HDF5 specification 4.0",
          fix: "the file is newer than this library: write it again with h5py")
      }
      return
    }
    if kind == .continuation {
      var cursor = body
      chunks.append((try cursor.definedAddress(), try cursor.length()))
      return
    }
    messages.append(HDF5Message(kind: kind, isShared: flags & 2 != 0, creationOrder: creationOrder, body: body))
  }
}
