/// The attributes of a group or dataset.
package struct HDF5Attributes {
  private let reader: HDF5Reader
  private let records: [HDF5AttributeRecord]

  init(_ reader: HDF5Reader, of header: HDF5ObjectHeader, who: String) throws {
    self.reader = reader
    if let known = reader.attributes[header.address] {
      records = known
      return
    }
    let records = try HDF5AttributeRecord.all(reader, of: header, who: who)
    guard Set(records.map(\.name)).count == records.count else {
      throw reader.damaged(who, expected: "attributes of different names", received: "two of one name")
    }
    reader.attributes[header.address] = records
    self.records = records
  }

  /// The names in order of their bytes, as h5py lists them.
  package var names: [String] {
    records.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The names in the order in which the attributes were made, `nil` if the file doesn't tell.
  package var namesInCreationOrder: [String]? {
    guard records.allSatisfy({ $0.creationOrder != nil }) else { return nil }
    return records.sorted { ($0.creationOrder ?? 0) < ($1.creationOrder ?? 0) }.map(\.name)
  }

  /// The value of an attribute, `nil` if there is none of that name.
  package func value(_ name: String) throws -> HDF5Attribute? {
    try records.first { $0.name == name }?.value(reader)
  }
}
