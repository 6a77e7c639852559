/// The list of members at the end of a zip archive.
struct ZipDirectory {
  private(set) var entries: [ZipReader.Entry] = []
  private let source: any RandomAccessSource

  init(_ source: any RandomAccessSource) throws {
    self.source = source
    let (count, range, shift) = try findList()
    var names: Set<String> = []
    var claimed = 0
    var cursor = try ZipFields(source.bytes(at: range.lowerBound, count: range.count))
    for index in 0..<count {
      guard let record = cursor.listRecord() else {
        throw damaged("\(count.counted("member", "members")) in a list that ends at member \(index)")
      }
      let entry = try checked(record, end: range.lowerBound, shift: shift, claimed: claimed)
      guard names.insert(entry.name).inserted else { throw damaged("two members named '\(shown(entry.name))'") }
      claimed += entry.compressedSize
      entries.append(entry)
    }
    try requireSeparatePlaces()
  }

  private func damaged(_ received: String) -> FormatError {
    FormatError(
      "zip \(source.label) cannot be read.", expected: "a list of members that fits the file", received: received,
      fix: "the file is damaged, or made to do harm: download it again from a source that you trust")
  }

  private func notZip(_ received: String) -> FormatError {
    FormatError(
      "zip \(source.label) cannot be opened.", expected: "a zip archive", received: received,
      fix: "the file is cut short, damaged or not zip: download or write it again")
  }

  /// The number of members, the place of the list, and by how much all places are off because something was put before the
  /// archive, such as a program that unpacks it.
  private func findList() throws -> (count: Int, range: Range<Int>, shift: Int) {
    guard source.count > 0 else { throw notZip("an empty file") }
    let tailStart = max(0, source.count - 22 - Int(UInt16.max))
    let tail = try source.bytes(at: tailStart, count: source.count - tailStart)
    var place = tail.count - 22
    // The end record has a comment of any length behind it.
    while place >= 0 {
      if tail[place] == 0x50, tail[place...].starts(with: [0x50, 0x4B, 5, 6]),
        Int(tail[place + 20]) | Int(tail[place + 21]) << 8 == tail.count - place - 22
      {
        break
      }
      place -= 1
    }
    guard place >= 0 else {
      let start = try source.bytes(at: 0, count: min(4, source.count))
      throw notZip(
        start == [0x50, 0x4B, 3, 4]
          ? "an archive without the list at its end" : "'\(excerpt(tail.prefix(16)))' at the start")
    }
    var fields = ZipFields(Array(tail[(place + 4)...]))
    let disk = fields.number(2), listDisk = fields.number(2), _ = fields.number(2)
    var count = fields.number(2)
    var size = fields.number(4)
    var offset = fields.number(4)
    var end = tailStart + place
    if let large = try largeEnd(before: end) {
      (count, size, offset, end) = large
    } else if disk != 0 || listDisk != 0 {
      throw notZip("one part of an archive in several files")
    }
    guard size <= end, offset <= end - size, count <= size / 46 else {
      throw damaged("\(count.counted("member", "members")) in \(size.counted("byte", "bytes")) at byte \(offset)")
    }
    let start = end - size
    return (count, start..<end, start - offset)
  }

  /// What a zip64 archive says instead, which has fields of 8 bytes and ends where its own end record begins.
  private func largeEnd(before end: Int) throws -> (count: Int, size: Int, offset: Int, end: Int)? {
    guard end >= 20 + 56 else { return nil }
    var locator = try ZipFields(source.bytes(at: end - 20, count: 20))
    guard locator.number(4) == 0x0706_4B50 else { return nil }
    _ = locator.number(4)
    // Its place may be off like all others, so look where it is when nothing follows its usual fields as well.
    for place in [locator.number(8), end - 20 - 56] where place <= end - 20 - 56 {
      var record = try ZipFields(source.bytes(at: place, count: 56))
      guard record.number(4) == 0x0606_4B50 else { continue }
      _ = record.number(8)
      _ = record.number(8)
      guard record.number(4) == 0 else { throw notZip("one part of an archive in several files") }
      let total = record.number(8)
      return (total == record.number(8) ? total : .max, record.number(8), record.number(8), place)
    }
    throw damaged("no zip64 list where its end says")
  }

  private func checked(
    _ record: ZipFields.ListRecord, end: Int, shift: Int, claimed: Int
  ) throws -> ZipReader.Entry {
    let name = shown(record.name)
    guard record.flags & 1 == 0 else {
      throw FormatError(
        "zip member '\(name)' of \(source.label) cannot be read.", expected: "a member that is not encrypted",
        received: "an encrypted one", fix: "unpack the archive with its password and zip it again without")
    }
    guard record.method == 0 || record.method == 8 else {
      throw FormatError(
        "zip member '\(name)' of \(source.label) cannot be read.", expected: "a member stored (0) or deflated (8)",
        received: "compression method \(record.method)", fix: "unpack the archive and zip it again with a common tool")
    }
    guard record.compressedSize <= source.count - claimed else {
      throw damaged("members that claim more bytes than the file has (\(source.count))")
    }
    let limit = record.method == 0 ? record.compressedSize : inflationLimit(compressed: record.compressedSize)
    guard record.size <= limit, record.method != 0 || record.size == record.compressedSize else {
      throw damaged(
        "member '\(name)' that claims \(record.size.counted("byte", "bytes")), made from \(record.compressedSize)")
    }
    let headSize = 30 + record.name.utf8.count
    guard record.header <= end - shift, headSize <= end - shift - record.header,
      record.compressedSize <= end - shift - record.header - headSize
    else { throw damaged("member '\(name)' at byte \(record.header), beyond the list") }
    return ZipReader.Entry(
      name: record.name, size: record.size, isStored: record.method == 0, compressedSize: record.compressedSize,
      checksum: record.checksum, header: record.header + shift)
  }

  private func requireSeparatePlaces() throws {
    var end = 0
    for entry in entries.sorted(by: { $0.header < $1.header }) {
      guard entry.header >= end else { throw damaged("member '\(shown(entry.name))' that lies within another one") }
      end = entry.header + 30 + entry.compressedSize
    }
  }
}
