/// An HDF5 file opened for reading, of any version that h5py and Keras ever wrote.
///
/// Opening reads a few hundred bytes; groups, attributes and datasets are read when they are asked for. The file is untrusted:
/// whatever it holds, every call ends in a value or a `FormatError`, and takes time and memory in proportion to its size.
package struct HDF5File {
  /// The group that holds all others.
  package let root: HDF5Group

  package init(path: String) throws { try self.init(RandomAccessFile(path: path)) }

  package init(_ source: any RandomAccessSource) throws { try self.init(source, verifiesChecksums: true) }

  init(_ source: any RandomAccessSource, verifiesChecksums: Bool) throws {
    let reader = HDF5Reader(source, verifiesChecksums: verifiesChecksums)
    let superblock = try HDF5Superblock(reader)
    let who = "\(reader.fileName) cannot be opened."
    if let address = superblock.extension {
      let header = try reader.header(at: address, who: who)
      if let table = header.first(.sharedMessageTable) {
        reader.sharedMessages = try HDF5SharedMessages(reader, message: table.body, who: who)
      }
    }
    guard case .group(let root) = try HDF5Object(reader, at: superblock.root, path: "/") else {
      throw reader.damaged(who, expected: "a group as the root", received: "another object")
    }
    self.root = root
  }

  /// Whether bytes at the start of a file are those of HDF5 without a user block.
  package static func isHDF5(_ start: [UInt8]) -> Bool { start.starts(with: HDF5Superblock.signature) }
}
