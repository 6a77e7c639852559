/// Where messages are that several objects share: a committed datatype, or a heap of the whole file.
struct HDF5SharedMessages {
  /// The heap of each index, and the kinds of messages in it as bits.
  private var heaps: [(kinds: Int, address: Int)] = []

  /// Reads the table that a shared message table message of the superblock's extension leads to.
  init(_ reader: HDF5Reader, message: HDF5Cursor, who: String) throws {
    var message = message
    message.structure = "a shared message table message"
    _ = try message.version(0...0)
    let address = try message.definedAddress()
    let count = try message.byte()
    let entrySize = 14 + 2 * reader.offsetSize
    var cursor = try reader.checkedStructure(
      "a shared message table", signature: "SMTB", at: address, count: 8 + count * entrySize, who: who)
    for _ in 0..<count {
      _ = try cursor.version(0...0)
      try cursor.skip(1)
      let kinds = try cursor.short()
      try cursor.skip(10)
      _ = try cursor.address()
      if let heap = try cursor.address() { heaps.append((kinds, heap)) }
    }
  }

  /// The body of a message, which is elsewhere if the message is shared.
  static func body(of message: HDF5Message, _ reader: HDF5Reader, who: String) throws -> HDF5Cursor {
    guard message.isShared else { return message.body }
    var cursor = message.body
    return try shared(&cursor, kind: message.kind, reader, who: who)
  }

  /// The body of the message that a shared message record leads to.
  static func shared(
    _ cursor: inout HDF5Cursor, kind: HDF5Message.Kind, _ reader: HDF5Reader, who: String
  ) throws -> HDF5Cursor {
    cursor.structure = "a shared message"
    let version = try cursor.version(1...3)
    let place = try cursor.byte()
    if version == 1 { try cursor.skip(6) }
    if version == 3 && place == 1 {
      let identifier = try cursor.take(8)
      guard let shared = reader.sharedMessages else { throw cursor.damaged("a heap that the file does not have") }
      return try shared.object(identifier, kind: kind, reader, who: who)
    }
    let address = try cursor.definedAddress()
    let header = try reader.header(at: address, who: who)
    // One that is shared once more could lead back to itself.
    guard let message = header.first(kind), !message.isShared else {
      throw cursor.damaged("an object without the message that it shares")
    }
    return message.body
  }

  /// The message of an identifier in the file's heap for messages of its kind.
  func object(
    _ identifier: ArraySlice<UInt8>, kind: HDF5Message.Kind, _ reader: HDF5Reader, who: String
  ) throws -> HDF5Cursor {
    guard let heap = heaps.first(where: { $0.kinds >> kind.rawValue & 1 == 1 }) else {
      throw reader.damaged(
        who, expected: "a heap for shared messages of kind \(kind)", received: "a file that has none")
    }
    return try HDF5FractalHeap.at(heap.address, reader, who: who).object(identifier)
  }
}
