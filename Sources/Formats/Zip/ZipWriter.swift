import CZip

/// Writes zip archives.
package enum ZipWriter {
  package enum Compression: Sendable {
    case stored, deflated
  }

  /// A member: its name, and its content in pieces that lie one behind the other in the file.
  package struct Member: Sendable {
    package let name: String
    package let content: [ByteStorage]

    package init(name: String, content: [ByteStorage]) {
      self.name = name
      self.content = content
    }
  }

  /// Writes the members in their order; the file is there whole or not at all, and equal members give equal files.
  package static func write(_ members: [Member], to path: String, compression: Compression = .stored) throws {
    guard !members.isEmpty else {
      throw FormatError(
        "zip file '\(path)' cannot be written.", expected: "at least one member", received: "none",
        fix: "write an archive only when there is something to put in")
    }
    try AtomicFile.write(to: path) { temporary in
      var code: Int32 = 0
      guard let archive = zip_open(temporary, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
        throw AtomicFile.unwritable(path, message(code))
      }
      do {
        for member in members { try add(member, to: archive, path: path, compression: compression) }
      } catch {
        zip_discard(archive)
        throw error
      }
      // libzip reads the members' memory only now.
      let result = withExtendedLifetime(members) { zip_close(archive) }
      if result != 0 {
        let failure = AtomicFile.unwritable(path, String(cString: zip_strerror(archive)))
        zip_discard(archive)
        throw failure
      }
    }
  }

  private static func add(
    _ member: Member, to archive: OpaquePointer, path: String, compression: Compression
  ) throws {
    func refused() -> FormatError {
      FormatError(
        "zip file '\(path)' cannot be written.", expected: "members that libzip accepts",
        received: "'\(member.name)': \(String(cString: zip_strerror(archive)))",
        fix: "give each member a name of its own, without a zero byte")
    }
    let fragments = member.content.map { piece in
      zip_buffer_fragment_t(
        data: piece.baseAddress.assumingMemoryBound(to: UInt8.self), length: UInt64(piece.count))
    }
    guard let source = zip_source_buffer_fragment(archive, fragments, UInt64(fragments.count), 0) else {
      throw refused()
    }
    let index = zip_file_add(archive, member.name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(source)
      throw refused()
    }
    let method = compression == .stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE
    // The first day of the format, as NumPy writes it: a time of now would make every file differ.
    let firstOfJanuary1980: UInt16 = 1 << 5 | 1
    // Level 6, as Python has it: libzip's own choice of 9 takes many times as long for a percent or two.
    guard zip_set_file_compression(archive, UInt64(index), method, 6) == 0,
      zip_file_set_dostime(archive, UInt64(index), 0, firstOfJanuary1980, 0) == 0
    else { throw refused() }
  }

  private static func message(_ code: Int32) -> String {
    var error = zip_error_t()
    zip_error_init_with_code(&error, code)
    defer { zip_error_fini(&error) }
    return String(cString: zip_error_strerror(&error))
  }
}
