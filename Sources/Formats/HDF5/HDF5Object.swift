/// What a name in a group leads to.
package enum HDF5Object {
  case group(HDF5Group)
  case dataset(HDF5Dataset)
  /// A datatype that several datasets use.
  case datatype

  init(_ reader: HDF5Reader, at address: Int, path: String) throws {
    let who = "object '\(shown(path))' of \(reader.fileName) cannot be read."
    let header = try reader.header(at: address, who: who)
    if header.first(.layout) != nil {
      self = .dataset(try HDF5Dataset(reader, header: header, path: path))
    } else if header.first(.symbolTable) != nil || header.first(.linkInfo) != nil || header.first(.link) != nil {
      self = .group(HDF5Group(reader, header: header, path: path))
    } else if header.first(.datatype) != nil {
      self = .datatype
    } else {
      throw reader.damaged(who, expected: "a group, a dataset or a datatype", received: "none of the three")
    }
  }
}
