/// A safetensors file opened for reading. Opening reads the header; arrays are read when they are asked for.
///
/// The file is untrusted: places must follow one another without holes and fit shapes and file exactly.
package struct SafetensorsFile {
  package struct Entry: Sendable {
    package let name: String
    /// The type by the format's name, such as "F32".
    package let typeName: String
    package let shape: [Int]
    /// The type of the elements, `nil` if arrays can't have it, such as "F8_E4M3".
    package let dtype: ArrayDType?
    /// The place of the elements in the file.
    let range: Range<Int>

    /// Bytes of all elements.
    package var byteCount: Int { range.count }
  }

  /// The arrays in the order in which they lie in the file.
  package let entries: [Entry]
  /// Texts about the file, in their order.
  package let metadata: [(key: String, value: String)]
  private let source: any RandomAccessSource
  private let byName: [String: Int]

  package init(path: String) throws { try self.init(RandomAccessFile(path: path)) }

  package init(_ source: any RandomAccessSource) throws {
    self.source = source
    let who = "safetensors \(source.label) cannot be opened."
    func damaged(_ expected: String, _ received: String) -> FormatError {
      FormatError(
        who, expected: expected, received: received,
        fix: "the file is cut short, damaged or not safetensors: download or write it again")
    }
    guard source.count >= 8 else { throw damaged("8 bytes at least", source.count.counted("byte", "bytes")) }
    let length = try source.bytes(at: 0, count: 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let limit = min(source.count - 8, Safetensors.maximumHeader)
    guard length <= UInt64(limit) else {
      throw damaged(
        "a header of at most \(limit.counted("byte", "bytes"))", "\(length.counted("byte", "bytes")) claimed")
    }
    let start = 8 + Int(length)
    let header = try JSONValue(
      parsing: source.storage(at: 8, count: Int(length)), label: "the header of \(source.label)")
    guard let members = header.object?.members else { throw damaged("an object as the header", header.kind) }
    var entries: [Entry] = []
    var metadata: [(key: String, value: String)] = []
    for (name, value) in members {
      if name == Safetensors.metadataKey {
        for (key, text) in value.object?.members ?? [] { metadata.append((key, text.string ?? text.text())) }
      } else if let entry = Self.entry(name, value, start: start) {
        entries.append(entry)
      } else {
        throw damaged("arrays with dtype, shape and data_offsets that fit each other", "'\(shown(name))' without")
      }
    }
    entries.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    var end = start
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw damaged(
          "arrays one behind the other",
          "'\(shown(entry.name))' at byte \(entry.range.lowerBound - start), not \(end - start)")
      }
      end = entry.range.upperBound
    }
    guard end == source.count else {
      throw damaged("\(end.counted("byte", "bytes")), as the header says", source.count.counted("byte", "bytes"))
    }
    self.entries = entries
    self.metadata = metadata
    byName = Dictionary(entries.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  /// One array of the header, `nil` if its type, shape and place don't fit each other.
  private static func entry(_ name: String, _ value: JSONValue, start: Int) -> Entry? {
    guard let typeName = value["dtype"]?.string, let sizes = value["shape"]?.array,
      let offsets = value["data_offsets"]?.array, offsets.count == 2, case .integer(let first) = offsets[0],
      case .integer(let last) = offsets[1], first >= 0, last >= first, last <= 1 << 60, sizes.count <= 1 << 10
    else { return nil }
    var shape: [Int] = []
    for size in sizes {
      guard case .integer(let size) = size else { return nil }
      shape.append(size)
    }
    let dtype = Safetensors.types[typeName]
    // Of a type that is not known the size of an element isn't either; its array can't be read, only passed over.
    if let dtype, FileArray.byteCount(dtype: dtype, shape: shape) != last - first { return nil }
    return Entry(
      name: name, typeName: typeName, shape: shape, dtype: dtype, range: (start + first)..<(start + last))
  }

  /// The array of that name, if there is one.
  package func entry(_ name: String) -> Entry? { byName[name].map { entries[$0] } }

  /// The elements, in the machine's byte order.
  package func read(_ entry: Entry) throws -> FileArray {
    let dtype = try numericType(entry)
    let storage = try source.storage(at: entry.range.lowerBound, count: entry.range.count)
    arrange(storage.mutableBuffer, dtype)
    return FileArray(dtype: dtype, shape: entry.shape, storage: storage)
  }

  /// Reads the elements into memory of exactly their size, such as a tensor's.
  package func read(_ entry: Entry, into buffer: UnsafeMutableRawBufferPointer) throws {
    let dtype = try numericType(entry)
    precondition(
      buffer.count == entry.range.count,
      "\(entry.name) has \(entry.range.count.counted("byte", "bytes")), not \(buffer.count)")
    try source.read(at: entry.range.lowerBound, into: buffer)
    arrange(buffer, dtype)
  }

  private func numericType(_ entry: Entry) throws -> ArrayDType {
    if let dtype = entry.dtype { return dtype }
    throw FormatError(
      "array '\(shown(entry.name))' of safetensors \(source.label) cannot be read.",
      expected: Safetensors.types.keys.sorted().joined(separator: ", "),
      received: "elements of type '\(shown(entry.typeName))'", fix: "write the array with one of these types")
  }

  private func arrange(_ bytes: UnsafeMutableRawBufferPointer, _ dtype: ArrayDType) {
    #if !_endian(little)
      ElementOrder.swapBytes(bytes, itemSize: dtype.itemSize)
    #endif
    if dtype == .bool {
      // Swift knows only 0 and 1.
      for index in bytes.indices { bytes[index] = bytes[index] == 0 ? 0 : 1 }
    }
  }
}
