/// An attribute as it is stored: its name, and what is needed to read its value.
struct HDF5AttributeRecord {
  let name: String
  let creationOrder: Int?
  private let datatype: HDF5Datatype
  private let dataspace: HDF5Dataspace
  private let elements: HDF5Cursor

  /// Reads an attribute message. Versions 1 to 3.
  init(_ body: HDF5Cursor, creationOrder: Int?, _ reader: HDF5Reader, who: String) throws {
    self.creationOrder = creationOrder
    var cursor = body
    cursor.structure = "an attribute"
    let version = try cursor.version(1...3)
    let flags = try cursor.byte()
    let nameSize = try cursor.short()
    let datatypeSize = try cursor.short()
    let dataspaceSize = try cursor.short()
    if version == 3 { try cursor.skip(1) }
    func padded(_ size: Int) -> Int { version == 1 ? (size + 7) & ~7 : size }
    let nameBytes = try cursor.take(padded(nameSize)).prefix(nameSize)
    name = String(decoding: nameBytes.prefix { $0 != 0 }, as: UTF8.self)
    var datatypePart = try cursor.part(padded(datatypeSize))
    if version > 1 && flags & 1 != 0 {
      datatypePart = try HDF5SharedMessages.shared(&datatypePart, kind: .datatype, reader, who: who)
    }
    var dataspacePart = try cursor.part(padded(dataspaceSize))
    if version > 1 && flags & 2 != 0 {
      dataspacePart = try HDF5SharedMessages.shared(&dataspacePart, kind: .dataspace, reader, who: who)
    }
    datatype = try HDF5Datatype(&datatypePart)
    dataspace = try HDF5Dataspace(dataspacePart)
    let (size, overflow) = dataspace.count.multipliedReportingOverflow(by: datatype.size)
    guard !overflow, size <= cursor.remaining else {
      throw cursor.damaged(
        "\(cursor.remaining.counted("byte", "bytes")) for \(dataspace.shape) elements of \(datatype.name)")
    }
    elements = try cursor.part(size, "the elements of an attribute")
  }

  func value(_ reader: HDF5Reader) throws -> HDF5Attribute {
    if dataspace.isNull { return .empty }
    if let texts = try HDF5Text.read(datatype, elements, count: dataspace.count, reader) {
      return .texts(texts, shape: dataspace.shape)
    }
    guard let dtype = datatype.elements?.dtype else { return .other(datatype.name) }
    let shape = try datatype.arrayShape(dataspace, as: dtype, who: elements.who)
    var cursor = elements
    let storage = try ByteStorage(Array(cursor.take(cursor.remaining)))
    datatype.arrange(storage.mutableBuffer)
    return .numbers(FileArray(dtype: dtype, shape: shape, storage: storage))
  }
}

extension HDF5AttributeRecord {
  /// All attributes of an object, in the order in which the file has them.
  static func all(_ reader: HDF5Reader, of header: HDF5ObjectHeader, who: String) throws -> [HDF5AttributeRecord] {
    var records = try header.messages.filter { $0.kind == .attribute }.map { message in
      try HDF5AttributeRecord(
        HDF5SharedMessages.body(of: message, reader, who: who), creationOrder: message.creationOrder, reader, who: who)
    }
    guard let info = header.first(.attributeInfo) else { return records }
    var cursor = info.body
    cursor.structure = "an attribute info message"
    _ = try cursor.version(0...0)
    let flags = try cursor.byte()
    if flags & 1 != 0 { try cursor.skip(2) }
    guard let heapAddress = try cursor.address() else { return records }
    let heap = try HDF5FractalHeap.at(heapAddress, reader, who: who)
    try HDF5TreeV2.records(reader, at: cursor.definedAddress(), type: 8, who: who) { record in
      var record = record
      let identifier = try record.take(8)
      let messageFlags = try record.byte()
      let order = try record.word()
      let message: HDF5Cursor
      if messageFlags & 2 != 0, let shared = reader.sharedMessages {
        message = try shared.object(identifier, kind: .attribute, reader, who: who)
      } else {
        message = try heap.object(identifier)
      }
      records.append(
        try HDF5AttributeRecord(message, creationOrder: flags & 1 != 0 ? order : nil, reader, who: who))
    }
    return records
  }
}
