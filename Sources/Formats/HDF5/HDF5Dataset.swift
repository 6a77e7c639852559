/// A dataset: an array in a file.
package struct HDF5Dataset {
  /// Where the dataset is in the file, such as "/layers/dense/vars/0".
  package let path: String
  let reader: HDF5Reader
  private let header: HDF5ObjectHeader

  init(_ reader: HDF5Reader, header: HDF5ObjectHeader, path: String) throws {
    self.reader = reader
    self.header = header
    self.path = path
    if reader.datasets[header.address] == nil {
      reader.datasets[header.address] = try HDF5StoredDataset(reader, header: header, who: who)
    }
  }

  var who: String { "dataset '\(shown(path))' of \(reader.fileName) cannot be read." }

  var stored: HDF5StoredDataset {
    get { reader.datasets[header.address]! }
    nonmutating set { reader.datasets[header.address] = newValue }
  }

  /// Sizes of the axes, outermost first; empty for a scalar. What a file claims: check nothing against it but `byteCount()`.
  package var shape: [Int] { stored.dataspace.shape }

  /// The type of the elements as stored.
  package var datatype: HDF5Datatype { stored.datatype }

  package func attributes() throws -> HDF5Attributes { try HDF5Attributes(reader, of: header, who: who) }

  /// The type of the elements in arrays, `nil` if arrays can't have them, such as text.
  ///
  /// Keras stores bfloat16 as two opaque bytes, and says so in an attribute, which its legacy files leave out.
  package func dtype() throws -> ArrayDType? {
    if let dtype = datatype.elements?.dtype { return dtype }
    guard case .opaque(size: 2) = datatype else { return nil }
    return try attributes().value("dtype")?.text ?? "bfloat16" == "bfloat16" ? .bfloat16 : nil
  }

  /// Bytes of all elements, which are numbers, without reading them.
  package func numericByteCount() throws -> Int {
    _ = try numericType()
    return try byteCount()
  }

  /// The elements, in row-major order and the machine's byte order; complex numbers as real and imaginary part along a last
  /// axis more, elements that are arrays with their axes behind those of the dataset.
  package func read() throws -> FileArray {
    let dtype = try numericType()
    let shape = try datatype.arrayShape(stored.dataspace, as: dtype, who: who)
    let storage = try storedElements()
    datatype.arrange(storage.mutableBuffer)
    return FileArray(dtype: dtype, shape: shape, storage: storage)
  }

  /// Reads the elements into memory of exactly `byteCount()` bytes, such as a tensor's.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    _ = try numericType()
    let count = try byteCount()
    precondition(buffer.count == count, "\(path) has \(count) bytes, not \(buffer.count)")
    try readStoredElements(into: buffer)
    datatype.arrange(buffer)
  }

  /// The texts of a dataset of text, in row-major order.
  package func readTexts() throws -> [String] {
    let bytes = try storedElements().array
    let cursor = HDF5Cursor(
      bytes, structure: "text", offsetSize: reader.offsetSize, lengthSize: reader.lengthSize, who: who)
    guard let texts = try HDF5Text.read(datatype, cursor, count: stored.dataspace.count, reader) else {
      throw FormatError(
        who, expected: "text", received: "elements of type \(datatype.name)", fix: "read it as an array of numbers")
    }
    return texts
  }

  private func numericType() throws -> ArrayDType {
    if let dtype = try dtype() { return dtype }
    throw FormatError(
      who, expected: ArrayDType.allCases.map(\.rawValue).joined(separator: ", ") + " or complex numbers",
      received: "elements of type \(datatype.name)",
      fix: stored.isText
        ? "read it as text" : "write the dataset with one of the expected types")
  }

  private func storedElements() throws -> ByteStorage {
    let storage = try ByteStorage(count: byteCount(), who: who)
    try readStoredElements(into: storage.mutableBuffer)
    return storage
  }
}

extension HDF5StoredDataset {
  var isText: Bool {
    switch datatype {
    case .fixedText, .variableText: true
    default: false
    }
  }
}
