import Foundation
import Testing

@testable import Formats

@Suite struct NPZTests {
  @Test(arguments: ["stored.npz", "deflated.npz"])
  func readsWhatNumPyWrites(_ name: String) throws {
    let arrays = try NPZ.read(path: file(name))
    #expect(arrays.count == 43)
    for item in arrays {
      let dtype = try #require(ArrayDType(rawValue: String(item.name.prefix { $0 != "_" })))
      #expect(item.array.dtype == dtype, "\(item.name)")
      #expect(item.array.shape == [2, 3, 5], "\(item.name)")
      #expect(numbers(item.array) == expectedElements(dtype), "\(item.name)")
    }
  }

  @Test(arguments: [ZipWriter.Compression.stored, .deflated])
  func roundTrip(_ compression: ZipWriter.Compression) throws {
    let arrays = try ArrayDType.allCases.map { NPZ.NamedArray("\($0)/größe", try sampleArray($0)) }
    let large = try FileArray(Array(repeating: Float(1), count: 100_000), dtype: .float32, shape: [100, 1000])
    try withTemporaryFolder { folder in
      let path = folder + "/a.npz"
      try NPZ.write(arrays + [NPZ.NamedArray("large", large)], to: path, compression: compression)
      let copy = try NPZ.read(path: path)
      #expect(copy.map(\.name) == arrays.map(\.name) + ["large"])
      for (before, after) in zip(arrays, copy) {
        #expect(after.array.dtype == before.array.dtype)
        #expect(after.array.shape == before.array.shape)
        #expect(after.array.storage.array == before.array.storage.array)
      }
      let size = try FileSource(path: path).remaining
      #expect(compression == .stored ? size > 400_000 : size < 40_000)
      let first = try FileSource(path: path).readAll().array
      try NPZ.write(arrays + [NPZ.NamedArray("large", large)], to: path, compression: compression)
      #expect(try FileSource(path: path).readAll().array == first)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.npz"])
    }
  }

  @Test func someNames() throws {
    let arrays = try NPZ.read(path: file("stored.npz"), names: ["uint8_little_C", "bool_little_F"])
    #expect(arrays.map(\.name) == ["uint8_little_C", "bool_little_F"])
    let content = try ByteStorage(bytes("version1.npy"))
    try withTemporaryFolder { folder in
      let path = folder + "/a.npz"
      try ZipWriter.write(
        [.init(name: "x.npy", content: [content]), .init(name: "notes.txt", content: [])], to: path)
      #expect(try NPZ.read(path: path).map(\.name) == ["x"])
      #expect(
        formatErrorText { _ = try NPZ.read(path: path, names: ["y"]) } == """
          npz file '\(path)' cannot be read.
            expected  an array 'y'
            received  'x'
            fix       ask for an array that is there, or give the file that holds it
          """)
    }
  }

  /// In a file from someone else, every bit may be flipped: an error, or the same numbers under some name.
  @Test(arguments: ["stored", "deflated"])
  func flippedBits(_ kind: String) throws {
    let array = try NPY.read(path: file("version1.npy"))
    try withTemporaryFolder { folder in
      let path = folder + "/a.npz"
      try NPZ.write([.init("x", array)], to: path, compression: kind == "stored" ? .stored : .deflated)
      let whole = try FileSource(path: path).readAll().array
      var refused = 0
      for position in whole.indices {
        for bit in 0..<8 {
          var damaged = whole
          damaged[position] ^= 1 << bit
          do {
            for item in try NPZ.read(bytes: ByteStorage(damaged)) {
              #expect(item.array.storage.array == array.storage.array, "byte \(position), bit \(bit)")
            }
          } catch is FormatError {
            refused += 1
          }
        }
      }
      #expect(refused > whole.count)
      for length in whole.indices {
        #expect(throws: FormatError.self, "\(length) bytes") {
          try NPZ.read(bytes: ByteStorage(Array(whole[..<length])))
        }
      }
    }
  }
}

@Suite struct ZipTests {
  static func archive(_ members: [(name: String, content: [UInt8])], _ compression: ZipWriter.Compression = .stored)
    throws
    -> [UInt8]
  {
    try withTemporaryFolder { folder in
      try ZipWriter.write(
        members.map { .init(name: $0.name, content: [try ByteStorage($0.content)]) }, to: folder + "/a.zip",
        compression: compression)
      return try FileSource(path: folder + "/a.zip").readAll().array
    }
  }

  /// Where the record of the first member stands in the list at the end of the archive.
  static func listRecord(_ bytes: [UInt8]) throws -> Int {
    try #require(bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
  }

  @Test func entries() throws {
    let reader = try ZipReader(bytes: ByteStorage(Self.archive([("a", [1, 2, 3]), ("b/c", [])])))
    #expect(reader.entries.map(\.name) == ["a", "b/c"])
    #expect(try reader.read(reader.entries[0]).array == [1, 2, 3])
    #expect(try reader.read(#require(reader.entry("b/c"))).array == [])
    #expect(reader.entry("d") == nil)
  }

  /// The stream of a member keeps its archive open.
  @Test func streamOutlivesReader() throws {
    let content = scrambledBytes(100_000)
    let archive = try ByteStorage(Self.archive([("a", content)], .deflated))
    func open() throws -> ZipEntrySource {
      let reader = try ZipReader(bytes: archive)
      return try reader.open(reader.entries[0])
    }
    #expect(try open().readAll().array == content)
  }

  static let trust = "the file is damaged, or made to do harm: download it again from a source that you trust"

  /// Sizes in the list that can't be true are refused before anything is allocated.
  @Test func lyingSizes() throws {
    var bytes = try Self.archive([("a", Array(repeating: 0, count: 5000))], .deflated)
    let record = try Self.listRecord(bytes)
    let compressed = Int(bytes[record + 20]) | Int(bytes[record + 21]) << 8
    bytes.replaceSubrange((record + 24)..<(record + 28), with: [255, 255, 255, 0x7F])
    let claimed = try ByteStorage(bytes)
    #expect(
      formatErrorText { _ = try ZipReader(bytes: claimed) } == """
        zip data in memory cannot be read.
          expected  a list of members that fits the file
          received  member 'a' that claims 2147483647 bytes, made from \(compressed)
          fix       \(Self.trust)
        """)
    bytes.replaceSubrange((record + 20)..<(record + 24), with: [255, 255, 255, 0x7F])
    let larger = try ByteStorage(bytes)
    #expect(
      formatErrorText { _ = try ZipReader(bytes: larger) } == """
        zip data in memory cannot be read.
          expected  a list of members that fits the file
          received  members that claim more bytes than the file has (\(bytes.count))
          fix       \(Self.trust)
        """)
  }

  /// A size within what deflate could do, but not true.
  @Test(arguments: [4999, 5001])
  func wrongSize(_ size: Int) throws {
    var bytes = try Self.archive([("a", Array(repeating: 0, count: 5000))], .deflated)
    let record = try Self.listRecord(bytes)
    bytes[record + 24] = UInt8(truncatingIfNeeded: size)
    bytes[record + 25] = UInt8(truncatingIfNeeded: size >> 8)
    let reader = try ZipReader(bytes: ByteStorage(bytes))
    #expect(throws: FormatError.self) { try reader.read(reader.entries[0]) }
  }

  /// Many members made from the same bytes are how a small archive claims a huge content.
  @Test func sharedBytes() throws {
    let bytes = try Self.archive([("a", Array(repeating: 1, count: 300))])
    let record = try Self.listRecord(bytes)
    let end = record + 47
    var list: [UInt8] = []
    for name in "abc".utf8 { list += bytes[record..<(end - 1)] + [name] }
    var tail = Array(bytes[end...])
    tail[8] = 3
    tail[10] = 3
    tail[12] = UInt8(list.count)
    let shared = try ByteStorage(bytes[..<record] + list + tail)
    #expect(
      formatErrorText { _ = try ZipReader(bytes: shared) } == """
        zip data in memory cannot be read.
          expected  a list of members that fits the file
          received  members that claim more bytes than the file has (\(shared.count))
          fix       \(Self.trust)
        """)
  }

  @Test func sameNameTwice() throws {
    var bytes = try Self.archive([("a", [1]), ("b", [1])])
    let record = try Self.listRecord(bytes)
    bytes[record + 47 + 46] = UInt8(ascii: "a")
    let content = try ByteStorage(bytes)
    #expect(
      formatErrorText { _ = try ZipReader(bytes: content) } == """
        zip data in memory cannot be read.
          expected  a list of members that fits the file
          received  two members named 'a'
          fix       \(Self.trust)
        """)
  }

  @Test func encryptedAndForeignMethods() throws {
    let bytes = try Self.archive([("a", [1])])
    let record = try Self.listRecord(bytes)
    var encrypted = bytes
    encrypted[record + 8] |= 1
    let first = try ByteStorage(encrypted)
    #expect(
      formatErrorText { _ = try ZipReader(bytes: first) } == """
        zip member 'a' of data in memory cannot be read.
          expected  a member that is not encrypted
          received  an encrypted one
          fix       unpack the archive with its password and zip it again without
        """)
    var foreign = bytes
    foreign[record + 10] = 93
    let second = try ByteStorage(foreign)
    #expect(
      formatErrorText { _ = try ZipReader(bytes: second) } == """
        zip member 'a' of data in memory cannot be read.
          expected  a member stored (0) or deflated (8)
          received  compression method 93
          fix       unpack the archive and zip it again with a common tool
        """)
  }

  @Test func wrongContent() throws {
    var bytes = try Self.archive([("a", Array(repeating: 1, count: 100))])
    let content = try #require(bytes.indices.first { bytes[$0...].starts(with: [1, 1, 1, 1, 1, 1, 1, 1]) })
    bytes[content + 20] ^= 1
    let reader = try ZipReader(bytes: ByteStorage(bytes))
    #expect(
      formatErrorText { _ = try reader.read(reader.entries[0]) } == """
        zip member 'a' of data in memory cannot be read.
          expected  content with the checksum of the archive's list
          received  a wrong checksum
          fix       the file is cut short or damaged: download or write it again
        """)
  }

  @Test(arguments: [([UInt8](), "an empty file"), (Array("no archive".utf8), "'no archive' at the start")])
  func noArchive(content: [UInt8], received: String) throws {
    let storage = try ByteStorage(content)
    #expect(
      formatErrorText { _ = try ZipReader(bytes: storage) } == """
        zip data in memory cannot be opened.
          expected  a zip archive
          received  \(received)
          fix       the file is cut short, damaged or not zip: download or write it again
        """)
  }

  @Test func nothingToWrite() {
    #expect(
      formatErrorText { try ZipWriter.write([], to: "a.zip") } == """
        zip file 'a.zip' cannot be written.
          expected  at least one member
          received  none
          fix       write an archive only when there is something to put in
        """)
  }

  @Test func sameNameIsNotWritten() throws {
    try withTemporaryFolder { (folder: String) throws in
      let path = folder + "/a.zip"
      let member = ZipWriter.Member(name: "a", content: [])
      #expect(
        formatErrorText { try ZipWriter.write([member, member], to: path) } == """
          zip file '\(path)' cannot be written.
            expected  members with names of their own, without a zero byte
            received  two members named 'a'
            fix       give each member another name
          """)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }
  }
}
