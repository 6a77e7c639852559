import Foundation
import Testing

@testable import Formats

/// What archives of Keras need of zip: members read where they lie, names that stay in their folder, large files.
@Suite struct ZipMemberTests {
  @Test func archiveOfKeras() throws {
    let archive = try ZipReader(path: hdf5File("keras3.keras"))
    #expect(archive.entries.map(\.name) == ["metadata.json", "config.json", "model.weights.h5"])
    #expect(archive.entries.allSatisfy { $0.isStored && $0.relativePath == $0.name })
    let source = try archive.randomAccess(#require(archive.entry("model.weights.h5")))
    #expect(source is RandomAccessRange)
    #expect(try HDF5File(source).root.dataset("layers/dense/vars/0")?.read().shape == [4, 3])
  }

  @Test func randomAccess() throws {
    let content = scrambledBytes(10_000)
    for compression in [ZipWriter.Compression.stored, .deflated] {
      let bytes = try ByteStorage(ZipTests.archive([("a", [1]), ("b", content), ("c", [])], compression))
      let archive = try ZipReader(bytes: bytes)
      let source = try archive.randomAccess(#require(archive.entry("b")))
      #expect(source.count == content.count)
      #expect(try source.bytes(at: 5000, count: 100) == Array(content[5000..<5100]))
      #expect(throws: FormatError.self) { try source.bytes(at: 9990, count: 11) }
      #expect(throws: FormatError.self) { try source.bytes(at: -1, count: 1) }
      #expect(try archive.randomAccess(#require(archive.entry("c"))).count == 0)
    }
  }

  /// Stored members begin at multiples of 64, whatever their names.
  @Test func alignment() throws {
    let members = (0..<70).map { (name: String(repeating: "n", count: $0 + 1), content: scrambledBytes($0)) }
    let bytes = try Self.storage(members)
    let archive = try ZipReader(bytes: bytes)
    for (entry, member) in zip(archive.entries, members) {
      #expect(try archive.contentStart(entry) % 64 == 0, "\(entry.name)")
      #expect(try archive.read(entry).array == member.content)
    }
  }

  private static func storage(_ members: [(name: String, content: [UInt8])]) throws -> ByteStorage {
    try ByteStorage(ZipTests.archive(members))
  }

  @Test(arguments: [
    ("a/b.txt", true), ("größe", true), ("../a", false), ("a/../../b", false), ("/a", false), ("a//b", false),
    ("./a", false), ("a\\..\\b", false), ("C:a", false), ("a\nb", false), ("a/", false), ("..a/b..", true),
  ]) func pathsStayInTheirFolder(_ name: String, _ isGood: Bool) throws {
    let entry = try #require(try ZipReader(bytes: Self.storage([(name, [1])])).entries.first)
    #expect(entry.name == name)
    #expect(entry.relativePath == (isGood ? name : nil))
  }

  /// Programs that unpack themselves have code before the archive.
  @Test func somethingBeforeTheArchive() throws {
    let bytes = try ZipTests.archive([("a", [1, 2]), ("b", [3])])
    let archive = try ZipReader(bytes: ByteStorage(scrambledBytes(1000) + bytes))
    #expect(try archive.read(#require(archive.entry("a"))).array == [1, 2])
    #expect(try archive.read(#require(archive.entry("b"))).array == [3])
  }

  /// The content of a member may be made when it is its turn; its bytes are known only then.
  @Test func contentsMadeLate() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.zip"
      let content = scrambledBytes(5000)
      let pieces = [BytePiece(count: 5000) { try ByteStorage(content) }, BytePiece(try ByteStorage([7]))]
      for compression in [ZipWriter.Compression.stored, .deflated] {
        try ZipWriter.write([.init(name: "a", pieces: pieces)], to: path, compression: compression)
        let archive = try ZipReader(path: path)
        #expect(try archive.read(archive.entries[0]).array == content + [7])
      }
    }
  }

  /// Archives of other programs: sizes behind the content, and fields of zip64 where they are not needed.
  @Test(arguments: ["streamed.zip", "zip64.zip"]) func otherPrograms(_ name: String) throws {
    let archive = try ZipReader(path: file("zip/" + name))
    #expect(archive.entries.map(\.name) == ["a.txt", "folder/", "folder/b.txt"])
    #expect(try archive.read(archive.entries[0]).array == Array("first".utf8))
    #expect(try archive.read(archive.entries[1]).array == [])
    #expect(try archive.read(archive.entries[2]).array == Array(String(repeating: "second", count: 100).utf8))
  }

  @Test func membersWithinEachOther() throws {
    // The second record of the list is made to point to the first member, which has the same name and more bytes.
    var bytes = try ZipTests.archive([("a", [1, 2, 3]), ("b", [4, 5, 6])])
    let record = try ZipTests.listRecord(bytes)
    let second = record + 47
    for index in 42..<46 { bytes[second + index] = bytes[record + index] }
    let storage = try ByteStorage(bytes)
    #expect(
      formatErrorText { _ = try ZipReader(bytes: storage) } == """
        zip data in memory cannot be read.
          expected  a list of members that fits the file
          received  member 'b' that lies within another one
          fix       \(ZipTests.trust)
        """)
  }

  /// Members, and places of members, that don't fit 32 bits. The file is a sparse one: nothing but its ends is on the disk.
  @Test func largeMembers() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.zip"
      var large = ZipMemberRecord(name: "model.weights.h5", isStored: true, header: 0)
      large.size = 5 << 30
      large.compressedSize = large.size
      let header = large.beforeContent(reservesLarge: true)
      var small = ZipMemberRecord(name: "b", isStored: true, header: header.count + large.size)
      small.size = 3
      small.compressedSize = 3
      small.checksum = 0x55BC_801D
      let end = small.beforeContent(reservesLarge: false) + [1, 2, 3]
      try Data(header).write(to: URL(filePath: path))
      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.seek(toOffset: UInt64(small.header))
      try file.write(contentsOf: Data(end + ZipWriter.list([large, small], at: small.header + end.count)))
      try file.close()

      let archive = try ZipReader(path: path)
      #expect(archive.entries.map(\.size) == [5 << 30, 3])
      #expect(try archive.read(archive.entries[1]).array == [1, 2, 3])
      let source = try archive.randomAccess(archive.entries[0])
      #expect(try source.bytes(at: (5 << 30) - 2, count: 2) == [0, 0])
      #expect(throws: FormatError.self) { try source.bytes(at: (5 << 30) - 2, count: 3) }
      // With KERAS_SAMPLES=FOLDER other programs can have a look.
      if let samples = ProcessInfo.processInfo.environment["KERAS_SAMPLES"] {
        try? FileManager.default.removeItem(atPath: samples + "/large.zip")
        try FileManager.default.moveItem(atPath: path, toPath: samples + "/large.zip")
      }
    }
  }

  /// More members than 16 bits count.
  @Test func manyMembers() throws {
    let members = try (0..<66_000).map { ZipWriter.Member(name: "\($0)", content: [try ByteStorage([1])]) }
    try withTemporaryFolder { folder in
      let path = folder + "/a.zip"
      try ZipWriter.write(members, to: path)
      let archive = try ZipReader(path: path)
      #expect(archive.entries.count == 66_000)
      #expect(try archive.read(#require(archive.entry("65999"))).array == [1])
    }
  }
}
