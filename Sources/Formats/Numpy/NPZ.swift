/// NumPy's npz format: a zip archive of npy files, each named after its array.
package enum NPZ {
  /// An array and its name in the archive, without ".npy".
  package struct NamedArray: Sendable {
    package let name: String
    package let array: FileArray

    package init(_ name: String, _ array: FileArray) {
      self.name = name
      self.array = array
    }
  }

  /// The arrays in the order of the archive; members that are not npy are passed over.
  ///
  /// - Parameter names: which arrays to read, all if `nil`; one that is missing is an error that lists what is there.
  package static func read(path: String, names: [String]? = nil) throws -> [NamedArray] {
    try read(from: ZipReader(path: path), names: names)
  }

  package static func read(bytes: ByteStorage, names: [String]? = nil) throws -> [NamedArray] {
    try read(from: ZipReader(bytes: bytes), names: names)
  }

  package static func read(from reader: ZipReader, names: [String]? = nil) throws -> [NamedArray] {
    let suffix = ".npy"
    let present = reader.entries.filter { $0.name.hasSuffix(suffix) }
    let wanted = try names.map { names in
      try names.map { name in
        guard let entry = reader.entry(name + suffix) else {
          let list = present.prefix(12).map { "'\(shown(String($0.name.dropLast(suffix.count))))'" }.joined(
            separator: ", ")
          throw FormatError(
            "npz \(reader.label) cannot be read.", expected: "an array '\(name)'",
            received: present.isEmpty ? "no arrays" : list + (present.count > 12 ? ", …" : ""),
            fix: "ask for an array that is there, or give the file that holds it")
        }
        return entry
      }
    }
    return try (wanted ?? present).map { entry in
      NamedArray(String(entry.name.dropLast(suffix.count)), try NPY.read(from: reader.open(entry)))
    }
  }

  /// What the archive says of an array.
  package struct Entry: Sendable {
    /// The name in the archive, without ".npy".
    package let name: String
    package let dtype: ArrayDType
    package let shape: [Int]
    package let byteCount: Int
  }

  /// Names, types and shapes of the arrays, in the order of the archive; elements are not read.
  package static func list(_ reader: ZipReader) throws -> [Entry] {
    try reader.entries.filter { $0.name.hasSuffix(".npy") }.map { entry in
      let source = try reader.open(entry)
      let header = try NPY.readHeader(from: source, who: "npy \(source.label) cannot be read.")
      guard let count = FileArray.byteCount(dtype: header.dtype, shape: header.shape), count == source.remaining else {
        throw FormatError(
          "npy \(source.label) cannot be read.", expected: "the elements of \(header.dtype) \(header.shape)",
          received: source.remaining.counted("byte", "bytes"),
          fix: "the file is cut short or damaged: download or write it again")
      }
      return Entry(
        name: String(entry.name.dropLast(".npy".count)), dtype: header.dtype, shape: header.shape, byteCount: count)
    }
  }

  /// Writes the arrays in their order; the file is there whole or not at all, and equal arrays give equal files.
  package static func write(
    _ arrays: [NamedArray], to path: String, compression: ZipWriter.Compression = .stored
  ) throws {
    let members = try arrays.map { ZipWriter.Member(name: $0.name + ".npy", content: try NPY.pieces(of: $0.array)) }
    try ZipWriter.write(members, to: path, compression: compression)
  }
}
