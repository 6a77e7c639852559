import CZip

/// Writes zip archives.
package enum ZipWriter {
  package enum Compression: Sendable {
    case stored, deflated
  }

  /// A member: its name, and its content in pieces that lie one behind the other in the file.
  package struct Member: Sendable {
    package let name: String
    package let content: [BytePiece]

    package init(name: String, content: [ByteStorage]) {
      self.init(name: name, pieces: content.map { BytePiece($0) })
    }

    package init(name: String, pieces: [BytePiece]) {
      self.name = name
      content = pieces
    }
  }

  /// Writes the members in their order; the file is there whole or not at all, and equal members give equal files.
  ///
  /// Contents are written as they are made, without a copy. A stored one begins at a multiple of 64 bytes, so that arrays in it
  /// can be used where they lie.
  package static func write(_ members: [Member], to path: String, compression: Compression = .stored) throws {
    guard !members.isEmpty else {
      throw FormatError(
        "zip file '\(path)' cannot be written.", expected: "at least one member", received: "none",
        fix: "write an archive only when there is something to put in")
    }
    var names: Set<String> = []
    for member in members {
      let isNew = names.insert(member.name).inserted
      guard isNew, !member.name.isEmpty, !member.name.utf8.contains(0), member.name.utf8.count < 1 << 16 else {
        throw FormatError(
          "zip file '\(path)' cannot be written.", expected: "members with names of their own, without a zero byte",
          received: isNew ? "'\(shown(member.name))'" : "two members named '\(shown(member.name))'",
          fix: "give each member another name")
      }
    }
    try AtomicFile.write(to: path) { temporary in
      let output = try OutputFile(temporary, shownAs: path)
      let records = try members.map { try ZipMemberWriter($0, compression).write(to: output) }
      try output.write(list(records, at: output.count))
      try output.close()
    }
  }

  /// The list of members, which begins at byte `start`, and the records that end the archive.
  static func list(_ records: [ZipMemberRecord], at start: Int) -> [UInt8] {
    var end = ByteEncoder()
    for record in records { end.append(record.inList()) }
    let size = end.bytes.count
    if records.count >= Int(UInt16.max) || start >= ZipMemberRecord.full || size >= ZipMemberRecord.full {
      end.word(0x0606_4B50)
      end.long(44)
      end.append([45, 3, 45, 0])
      end.long(0)
      end.long(records.count)
      end.long(records.count)
      end.long(size)
      end.long(start)
      end.word(0x0706_4B50)
      end.word(0)
      end.long(start + size)
      end.word(1)
    }
    end.word(0x0605_4B50)
    end.word(0)
    end.short(min(records.count, Int(UInt16.max)))
    end.short(min(records.count, Int(UInt16.max)))
    end.word(min(size, ZipMemberRecord.full))
    end.word(min(start, ZipMemberRecord.full))
    end.short(0)
    return end.bytes
  }
}

/// What the archive says of one member, in its list and before its content.
struct ZipMemberRecord {
  /// The sign in a field of 4 bytes that the number is among those of zip64.
  static let full = Int(UInt32.max)

  let name: String
  let isStored: Bool
  let header: Int
  var checksum: UInt32 = 0
  var compressedSize = 0
  var size = 0

  /// Zip64 is for what does not fit 4 bytes.
  private var isLarge: Bool { size >= Self.full || compressedSize >= Self.full || header >= Self.full }

  /// The fields that both places have in common, up to the length of the name.
  private func common(isLarge: Bool, _ encoder: inout ByteEncoder) {
    encoder.short(isLarge ? 45 : 20)
    // UTF-8, said only where it makes a difference.
    encoder.short(name.utf8.allSatisfy { $0 < 0x80 } ? 0 : 1 << 11)
    encoder.short(isStored ? 0 : 8)
    // The first day of the format, as NumPy writes it: a time of now would make every file differ.
    encoder.short(0)
    encoder.short(1 << 5 | 1)
    encoder.number(checksum)
    encoder.word(isLarge ? Self.full : compressedSize)
    encoder.word(isLarge ? Self.full : size)
    encoder.short(name.utf8.count)
  }

  func inList() -> [UInt8] {
    var encoder = ByteEncoder()
    encoder.word(0x0201_4B50)
    // Made by a Unix system, as the permissions below are.
    encoder.append([isLarge ? 45 : 20, 3])
    common(isLarge: isLarge, &encoder)
    encoder.short(isLarge ? 28 : 0)
    encoder.zeros(6)
    encoder.word(0o100644 << 16)
    encoder.word(isLarge ? Self.full : header)
    encoder.text(name)
    if isLarge {
      encoder.short(1)
      encoder.short(24)
      encoder.long(size)
      encoder.long(compressedSize)
      encoder.long(header)
    }
    return encoder.bytes
  }

  /// The header before the content. Its length is the same before and after the sizes are known.
  ///
  /// - Parameter reservesLarge: whether the content may need the fields of zip64.
  func beforeContent(reservesLarge: Bool) -> [UInt8] {
    var encoder = ByteEncoder()
    encoder.word(0x0403_4B50)
    common(isLarge: reservesLarge, &encoder)
    let fixedSize = 30 + name.utf8.count + (reservesLarge ? 20 : 0)
    // An extra field of 4 bytes and more moves the content to where arrays should begin; readers pass over it.
    let alignment = ByteStorage.alignment
    let padding = isStored ? 4 + (2 * alignment - (header + fixedSize + 4) % alignment) % alignment : 0
    encoder.short((reservesLarge ? 20 : 0) + padding)
    encoder.text(name)
    if reservesLarge {
      encoder.short(1)
      encoder.short(16)
      encoder.long(size)
      encoder.long(compressedSize)
    }
    if padding > 0 {
      // The identifier that Android's tool for the same purpose uses.
      encoder.short(0xD935)
      encoder.short(padding - 4)
      encoder.zeros(padding - 4)
    }
    return encoder.bytes
  }
}
