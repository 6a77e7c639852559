/// Tar archives (POSIX ustar and pax, GNU's long names), gzipped or not: read in one pass, never unpacked to disk.
///
/// Names are only compared with the ones that are wanted, so none of them can lead anywhere.
package enum Tar {
  private static let blockSize = 512

  /// The contents of the wanted regular files, by name.
  ///
  /// - Throws: if the archive is damaged, or a wanted file is not in it.
  package static func read(path: String, names: [String]) throws -> [String: ByteStorage] {
    let start = try FileSource(path: path).readBytes(2)
    let source = try FileSource(path: path)
    return try read(from: Gzip.isGzip(start) ? GzipSource(source) : source, names: names)
  }

  package static func read(from source: any ByteSource, names: [String]) throws -> [String: ByteStorage] {
    var wanted = Set(names)
    var found: [String: ByteStorage] = [:]
    var longName: String?
    while !wanted.isEmpty {
      let block = try source.readBytes(blockSize)
      // The archive ends with blocks of zeros; some writers leave them out.
      if block.isEmpty || block.allSatisfy({ $0 == 0 }) { break }
      let header = try Header(block, source)
      let name = longName ?? header.name
      longName = nil
      switch header.kind {
      case "L", "x":
        let content = try content(header.size, source, limit: 1 << 16).array
        longName = header.kind == "L" ? String(decoding: content.prefix { $0 != 0 }, as: UTF8.self) : paxName(content)
      case "0", "\0", "7":
        if wanted.remove(name) != nil {
          found[name] = try content(header.size, source, limit: .max)
        } else {
          try skip(padded(header.size, source), source)
        }
      default: try skip(padded(header.size, source), source)
      }
    }
    if let missing = wanted.min() {
      throw FormatError(
        "tar \(source.label) cannot be read.", expected: "a file '\(shown(missing))' in the archive",
        received: "an archive without it", fix: "the archive is another one or cut short: download it again")
    }
    return found
  }

  private struct Header {
    let name: String
    let size: Int
    let kind: Character

    init(_ block: [UInt8], _ source: any ByteSource) throws {
      guard block.count == blockSize else {
        throw damaged(source, "\(block.count.counted("byte", "bytes")) in the place of a header")
      }
      let sum = block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
      guard Tar.number(block[148..<156]) == sum else { throw damaged(source, "a header with the wrong checksum") }
      guard let size = Tar.number(block[124..<136]), size <= source.remaining else {
        throw damaged(source, "a file that claims more bytes than there are")
      }
      func text(_ range: Range<Int>) -> String { String(decoding: block[range].prefix { $0 != 0 }, as: UTF8.self) }
      let isPOSIX = block[257..<263].elementsEqual(Array("ustar\0".utf8))
      let prefix = isPOSIX ? text(345..<500) : ""
      name = prefix.isEmpty ? text(0..<100) : prefix + "/" + text(0..<100)
      self.size = size
      kind = Character(Unicode.Scalar(block[156]))
    }
  }

  /// A field of octal digits, or, as GNU has it for large numbers, of 95 bits behind a set one.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    if let first = field.first, first & 0x80 != 0 {
      var value = Int(first & 0x7F)
      for byte in field.dropFirst() {
        guard value < 1 << 54 else { return nil }
        value = value << 8 | Int(byte)
      }
      return value
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    return digits.isEmpty ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }

  /// The record `path` of a pax header, whose records are lines `LENGTH KEY=VALUE`.
  private static func paxName(_ content: [UInt8]) -> String? {
    var rest = content[...]
    while let space = rest.firstIndex(of: 0x20), let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
      length > space - rest.startIndex + 1, length <= rest.count
    {
      let record = rest[(space + 1)..<(rest.startIndex + length - 1)]
      if record.starts(with: "path=".utf8) { return String(decoding: record.dropFirst(5), as: UTF8.self) }
      rest = rest.dropFirst(length)
    }
    return nil
  }

  private static func padded(_ size: Int, _ source: any ByteSource) throws -> Int {
    // A bounded size: it was compared with what is left.
    (size + blockSize - 1) / blockSize * blockSize
  }

  /// The content of a file and what fills its last block.
  private static func content(_ size: Int, _ source: any ByteSource, limit: Int) throws -> ByteStorage {
    guard size <= limit else { throw damaged(source, "a name of \(size.counted("byte", "bytes"))") }
    let storage = try ByteStorage(count: size, who: "tar \(source.label) cannot be read.")
    guard try source.readFully(into: storage.mutableBuffer) == size else { throw cutShort(source) }
    try skip(padded(size, source) - size, source)
    return storage
  }

  private static func skip(_ count: Int, _ source: any ByteSource) throws {
    guard count > 0 else { return }
    let chunk = try ByteStorage(count: min(count, 1 << 18), who: "tar \(source.label) cannot be read.")
    var left = count
    while left > 0 {
      let wanted = min(left, chunk.count)
      let got = try source.readFully(into: UnsafeMutableRawBufferPointer(rebasing: chunk.mutableBuffer[..<wanted]))
      guard got > 0 else { throw cutShort(source) }
      left -= got
    }
  }

  private static func cutShort(_ source: any ByteSource) -> FormatError {
    damaged(source, "its end in the middle of a file")
  }

  private static func damaged(_ source: any ByteSource, _ received: String) -> FormatError {
    FormatError(
      "tar \(source.label) cannot be read.", expected: "a whole tar archive", received: received,
      fix: "the archive is damaged or cut short: download it again")
  }
}
