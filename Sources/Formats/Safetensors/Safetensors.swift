/// The safetensors format: the length of a header, a JSON header with names, types, shapes and places, and the elements.
/// Source: the format's description in github.com/huggingface/safetensors.
package enum Safetensors {
  /// The format's own bound on the header.
  static let maximumHeader = 100_000_000
  static let metadataKey = "__metadata__"

  /// The element types by the format's names.
  static let types: [String: ArrayDType] = [
    "BOOL": .bool, "I8": .int8, "I16": .int16, "I32": .int32, "I64": .int64, "U8": .uint8, "U16": .uint16,
    "U32": .uint32, "U64": .uint64, "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64,
  ]

  /// An array to write.
  package struct NewArray: Sendable {
    let name: String
    let dtype: ArrayDType
    let shape: [Int]
    let content: BytePiece

    package init(_ name: String, _ array: FileArray) throws {
      try self.init(name, dtype: array.dtype, shape: array.shape) { try array.littleEndianStorage() }
    }

    /// An array whose elements are made when it is their turn to be written, in row-major and little-endian order.
    package init(
      _ name: String, dtype: ArrayDType, shape: [Int], content: @escaping @Sendable () throws -> ByteStorage
    ) throws {
      guard let count = FileArray.byteCount(dtype: dtype, shape: shape), name != metadataKey else {
        throw FormatError(
          "array '\(shown(name))' cannot be written to safetensors.",
          expected: "elements that can be counted, and another name than '\(metadataKey)'", received: "\(shape)",
          fix: "write the array with another shape or name")
      }
      self.name = name
      self.dtype = dtype
      self.shape = shape
      self.content = BytePiece(count: count, content)
    }
  }

  /// Writes the arrays, those with the widest elements first so that all are aligned, then by name; the file is there whole or
  /// not at all, and equal arrays give equal files.
  package static func write(_ arrays: [NewArray], metadata: [(String, String)] = [], to path: String) throws {
    try AtomicFile.write(pieces(arrays, metadata: metadata), to: path)
  }

  /// The file in the order of its bytes.
  package static func pieces(_ arrays: [NewArray], metadata: [(String, String)] = []) throws -> [BytePiece] {
    var header = JSONObject()
    if !metadata.isEmpty { header[metadataKey] = .object(JSONObject(metadata.map { ($0, .string($1)) })) }
    let sorted = arrays.sorted { left, right in
      left.dtype.itemSize == right.dtype.itemSize
        ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : left.dtype.itemSize > right.dtype.itemSize
    }
    var position = 0
    for array in sorted {
      guard header[array.name] == nil else {
        throw FormatError(
          "array '\(shown(array.name))' cannot be written to safetensors.",
          expected: "a name of its own for each array",
          received: "two arrays of this name", fix: "rename one of them")
      }
      let end = position + array.content.count
      let name = types.first { $0.value == array.dtype }!.key
      header[array.name] = [
        "dtype": .string(name), "shape": .array(array.shape.map { .integer($0) }),
        "data_offsets": [.integer(position), .integer(end)],
      ]
      position = end
    }
    var text = JSONValue.object(header).utf8(.compact)
    text += repeatElement(0x20, count: (8 - text.count % 8) % 8)
    guard text.count <= maximumHeader else {
      throw FormatError(
        "\(arrays.count.counted("array", "arrays")) cannot be written to safetensors.",
        expected: "at most \(maximumHeader.counted("byte", "bytes")) of header",
        received: text.count.counted("byte", "bytes"), fix: "write the arrays to several files")
    }
    let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) }
    return [BytePiece(try ByteStorage(length + text))] + sorted.map(\.content)
  }
}
