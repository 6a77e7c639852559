/// What is known of a dataset from its object header, and where its chunks are.
struct HDF5StoredDataset {
  let dataspace: HDF5Dataspace
  let datatype: HDF5Datatype
  let layout: HDF5Layout
  let filters: HDF5Filters
  /// The bytes of an element that was never written, if they aren't zeros.
  let fill: [UInt8]
  let hasExternalFiles: Bool
  /// Found when the elements are read for the first time.
  var chunks: [HDF5Chunk]?
  var isClaimed = false

  init(_ reader: HDF5Reader, header: HDF5ObjectHeader, who: String) throws {
    func required(_ kind: HDF5Message.Kind) throws -> HDF5Cursor {
      guard let message = header.first(kind) else {
        throw reader.damaged(who, expected: "a dataset with its \(kind)", received: "one without")
      }
      return try HDF5SharedMessages.body(of: message, reader, who: who)
    }
    dataspace = try HDF5Dataspace(required(.dataspace))
    var typeBody = try required(.datatype)
    let datatype = try HDF5Datatype(&typeBody)
    self.datatype = datatype
    layout = try HDF5Layout(required(.layout), rank: dataspace.shape.count)
    filters =
      try header.first(.filters).map { message in
        try HDF5Filters(HDF5SharedMessages.body(of: message, reader, who: who), itemSize: datatype.size)
      } ?? HDF5Filters()
    fill = try Self.fillValue(header, reader, who: who)
    hasExternalFiles = header.first(.externalFiles) != nil
  }

  private static func fillValue(_ header: HDF5ObjectHeader, _ reader: HDF5Reader, who: String) throws -> [UInt8] {
    var value: [UInt8] = []
    if let message = header.first(.fillValue) {
      var cursor = try HDF5SharedMessages.body(of: message, reader, who: who)
      cursor.structure = "a fill value"
      let version = try cursor.version(1...3)
      let isDefined: Bool
      if version == 3 {
        isDefined = try cursor.byte() & 0x20 != 0
      } else {
        try cursor.skip(2)
        // Version 1 always has the size, the others only with a value.
        isDefined = try cursor.byte() != 0 || version == 1
      }
      if isDefined { value = Array(try cursor.take(cursor.word())) }
    } else if let message = header.first(.oldFillValue) {
      var cursor = try HDF5SharedMessages.body(of: message, reader, who: who)
      cursor.structure = "a fill value"
      value = Array(try cursor.take(cursor.word()))
    }
    return value.allSatisfy { $0 == 0 } ? [] : value
  }
}
