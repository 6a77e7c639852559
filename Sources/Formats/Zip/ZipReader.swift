/// A zip archive opened for reading: its members in the order of the archive's list, stored or deflated, zip64 too.
///
/// The archive is untrusted: sizes that can't be true are refused before anything is allocated, and so are members that
/// share their bytes, which is how a small archive claims a huge content.
/// Source: PKWARE's APPNOTE.TXT, version 6.3.
package final class ZipReader {
  package struct Entry: Sendable {
    /// The name as it is in the archive. See `relativePath` before it becomes a path.
    package let name: String
    /// Bytes of the member's content.
    package let size: Int
    /// Whether the content lies in the archive as it is, so that any part of it can be read.
    package let isStored: Bool
    let compressedSize: Int
    let checksum: UInt32
    /// The place of the member's own header.
    let header: Int

    /// The name as a path in a folder, `nil` if it leads out of the folder or is not the same everywhere.
    package var relativePath: String? {
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      let isPlain = parts.allSatisfy { $0 != ".." && $0 != "." && !$0.isEmpty }
      return isPlain && !name.utf8.contains { $0 < 0x20 || [0x3A, 0x5C, 0x7F].contains($0) } ? name : nil
    }
  }

  package let entries: [Entry]
  /// What messages call the archive, such as "file 'a.npz'".
  package let label: String
  let source: any RandomAccessSource
  private let byName: [String: Int]

  package convenience init(path: String) throws { try self.init(RandomAccessFile(path: path)) }

  package convenience init(bytes: ByteStorage, label: String = "data in memory") throws {
    try self.init(RandomAccessMemory(bytes, label: label))
  }

  package init(_ source: any RandomAccessSource) throws {
    self.source = source
    label = source.label
    entries = try ZipDirectory(source).entries
    byName = Dictionary(entries.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  /// The member of that name, if there is one.
  package func entry(_ name: String) -> Entry? { byName[name].map { entries[$0] } }

  /// The content of a member as a stream, its checksum verified at the end.
  package func open(_ entry: Entry) throws -> ZipEntrySource { try ZipEntrySource(self, entry) }

  /// The whole content of a member, its checksum verified.
  package func read(_ entry: Entry) throws -> ByteStorage { try open(entry).readAll() }

  /// The content of a member to read from any place. A stored one is read where it lies, so that its checksum, which would
  /// need all of it, is not verified; a deflated one is inflated to memory.
  package func randomAccess(_ entry: Entry) throws -> any RandomAccessSource {
    let label = memberLabel(entry)
    guard entry.isStored else { return RandomAccessMemory(try read(entry), label: label) }
    return try RandomAccessRange(source, at: contentStart(entry), count: entry.size, label: label)
  }

  func memberLabel(_ entry: Entry) -> String { "member '\(shown(entry.name))' of \(label)" }

  /// Where the content of a member begins, behind a header of its own, whose name must be that of the list.
  func contentStart(_ entry: Entry) throws -> Int {
    let size = 30
    let header = try source.bytes(at: entry.header, count: min(size, source.count - entry.header))
    guard header.count == size, header.starts(with: [0x50, 0x4B, 3, 4]) else {
      throw damaged(entry, "no header of the member where the list says")
    }
    let nameLength = Int(header[26]) | Int(header[27]) << 8
    let start = entry.header + size + nameLength + (Int(header[28]) | Int(header[29]) << 8)
    guard start <= source.count, entry.compressedSize <= source.count - start else {
      throw damaged(entry, "content that ends beyond the archive")
    }
    let name = try source.bytes(at: entry.header + size, count: nameLength)
    guard String(decoding: name, as: UTF8.self) == entry.name else {
      throw damaged(entry, "'\(excerpt(name))' as its own name")
    }
    return start
  }

  func damaged(_ entry: Entry, _ received: String) -> FormatError {
    FormatError(
      "zip \(memberLabel(entry)) cannot be read.", expected: "content with the checksum of the archive's list",
      received: received, fix: "the file is cut short or damaged: download or write it again")
  }
}
