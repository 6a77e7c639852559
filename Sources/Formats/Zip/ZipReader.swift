import CZip

/// A zip archive opened for reading: its members in the order of the archive, stored or deflated, zip64 too.
///
/// The list of members is untrusted: sizes that can't be true are refused before anything is allocated.
package final class ZipReader {
  package struct Entry: Sendable {
    package let name: String
    /// Bytes of the member's content.
    package let size: Int
    let compressedSize: Int
    let isStored: Bool
    let index: UInt64
  }

  package let entries: [Entry]
  /// What messages call the archive, such as "file 'a.npz'".
  package let label: String
  fileprivate let archive: OpaquePointer
  private let content: ByteStorage?

  package convenience init(path: String) throws {
    // Opened here first: libzip would wait for a named pipe, and its words for a missing file are poorer.
    let size = try FileSource(path: path).remaining
    try self.init(label: "file '\(path)'", fileSize: size, content: nil) { error in
      zip_source_file_create(path, 0, -1, error)
    }
  }

  package convenience init(bytes: ByteStorage, label: String = "data in memory") throws {
    try self.init(label: label, fileSize: bytes.count, content: bytes) { error in
      zip_source_buffer_create(bytes.baseAddress, UInt64(bytes.count), 0, error)
    }
  }

  private init(
    label: String, fileSize: Int, content: ByteStorage?,
    source makeSource: (UnsafeMutablePointer<zip_error_t>) -> OpaquePointer?
  ) throws {
    self.label = label
    self.content = content
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    let source = makeSource(&error)
    // libzip takes no bytes at all for an archive of no members.
    guard let source, fileSize > 0, let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
      if let source { zip_source_free(source) }
      throw FormatError(
        "zip \(label) cannot be opened.", expected: "a zip archive",
        received: fileSize == 0 ? "an empty file" : String(cString: zip_error_strerror(&error)),
        fix: "the file is cut short, damaged or not zip: download or write it again")
    }
    do {
      entries = try Self.list(archive, label: label, fileSize: fileSize)
    } catch {
      zip_discard(archive)
      throw error
    }
    self.archive = archive
  }

  deinit { zip_discard(archive) }

  /// The member of that name, if there is one.
  package func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }

  /// The content of a member as a stream; the archive stays open as long as the stream lives.
  package func open(_ entry: Entry) throws -> ZipEntrySource { try ZipEntrySource(self, entry) }

  /// The whole content of a member, its checksum verified.
  package func read(_ entry: Entry) throws -> ByteStorage { try open(entry).readAll() }

  private static func list(_ archive: OpaquePointer, label: String, fileSize: Int) throws -> [Entry] {
    let count = max(0, zip_get_num_entries(archive, 0))
    var entries: [Entry] = []
    var names: Set<String> = []
    var compressedTotal = 0
    for index in 0..<UInt64(count) {
      var status = zip_stat_t()
      let needed = UInt64(ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD)
      guard zip_stat_index(archive, index, 0, &status) == 0, status.valid & needed == needed, let cName = status.name
      else { throw damaged(label, "member \(index) without name or size") }
      let name = String(cString: cName)
      guard names.insert(name).inserted else { throw damaged(label, "two members named '\(shown(name))'") }
      guard status.valid & UInt64(ZIP_STAT_ENCRYPTION_METHOD) == 0 || Int32(status.encryption_method) == ZIP_EM_NONE
      else {
        throw FormatError(
          "zip member '\(shown(name))' of \(label) cannot be read.", expected: "a member that is not encrypted",
          received: "an encrypted one", fix: "unpack the archive with its password and zip it again without")
      }
      let method = Int32(status.comp_method)
      guard method == ZIP_CM_STORE || method == ZIP_CM_DEFLATE else {
        throw FormatError(
          "zip member '\(shown(name))' of \(label) cannot be read.", expected: "a member stored (0) or deflated (8)",
          received: "compression method \(method)", fix: "unpack the archive and zip it again with a common tool")
      }
      guard let size = Int(exactly: status.size), let compressed = Int(exactly: status.comp_size),
        compressed <= fileSize - compressedTotal
      else { throw damaged(label, "members that claim more bytes than the file has (\(fileSize))") }
      // Members that share their bytes are how a small archive claims a huge content; real ones never do.
      compressedTotal += compressed
      let isStored = method == ZIP_CM_STORE
      let limit = isStored ? compressed : inflationLimit(compressed: compressed)
      guard size <= limit else {
        throw damaged(label, "member '\(shown(name))' that claims \(size) bytes, made from \(compressed)")
      }
      entries.append(Entry(name: name, size: size, compressedSize: compressed, isStored: isStored, index: index))
    }
    return entries
  }

  private static func damaged(_ label: String, _ received: String) -> FormatError {
    FormatError(
      "zip \(label) cannot be read.", expected: "a list of members that fits the file", received: received,
      fix: "the file is damaged, or made to do harm: download it again from a source that you trust")
  }
}

/// The content of one member of a zip archive.
package final class ZipEntrySource: ByteSource {
  package let label: String
  package private(set) var remaining: Int
  package var remainingIsExact: Bool { true }
  private let reader: ZipReader
  private let file: OpaquePointer

  fileprivate init(_ reader: ZipReader, _ entry: ZipReader.Entry) throws {
    self.reader = reader
    label = "member '\(shown(entry.name))' of \(reader.label)"
    remaining = entry.size
    guard let file = zip_fopen_index(reader.archive, entry.index, 0) else {
      throw Self.damaged(label, String(cString: zip_strerror(reader.archive)))
    }
    self.file = file
  }

  deinit { zip_fclose(file) }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
    // At the end libzip compares the checksum.
    let count = Int(zip_fread(file, base, UInt64(min(buffer.count, 1 << 30))))
    guard count >= 0 else { throw Self.damaged(label, String(cString: zip_file_strerror(file))) }
    remaining = max(0, remaining - count)
    return count
  }

  private static func damaged(_ label: String, _ received: String) -> FormatError {
    FormatError(
      "zip \(label) cannot be read.", expected: "content with the checksum of the archive's list", received: received,
      fix: "the file is cut short or damaged: download or write it again")
  }
}
