import Foundation
import Testing

@testable import Formats

/// Tar archives that Python wrote: see generate.py.
@Suite struct TarTests {
  static let last = "folder/" + String(repeating: "long", count: 30) + "/last.txt"

  @Test(arguments: ["ustar.tar.gz", "gnu.tar", "pax.tar"])
  func wantedFiles(_ name: String) throws {
    let found = try Tar.read(path: file(name), names: ["folder/block.bin", Self.last, "folder/empty.txt"])
    #expect(found.count == 3)
    #expect(found["folder/block.bin"]?.array == (0..<1024).map { UInt8($0 % 256) })
    #expect(found["folder/empty.txt"]?.count == 0)
    #expect(found[Self.last].map { String(decoding: $0.array, as: UTF8.self) } == "the last one")
  }

  static let fix = "the archive is damaged or cut short: download it again"

  @Test func whatIsNotThere() throws {
    let path = file("gnu.tar")
    #expect(
      formatErrorText { _ = try Tar.read(path: path, names: ["folder/first.txt", "other"]) } == """
        tar file '\(path)' cannot be read.
          expected  a file 'other' in the archive
          received  an archive without it
          fix       the archive is another one or cut short: download it again
        """)
    // A link is no file, and is never followed.
    #expect(throws: FormatError.self) { try Tar.read(path: path, names: ["folder/link"]) }
  }

  private func read(_ bytes: [UInt8], _ name: String = "folder/block.bin") -> String {
    formatErrorText { _ = try Tar.read(from: MemorySource(bytes), names: [name]) }
  }

  @Test func damaged() throws {
    let good = try bytes("gnu.tar")
    #expect(read(good) == "no error")
    var changed = good
    changed[3] ^= 1
    #expect(read(changed).contains("received  a header with the wrong checksum\n"))
    #expect(read(Array(good[..<1000])).contains("received  488 bytes in the place of a header\n"))
    // The size of the block, in octal digits behind its name, far beyond the archive.
    let header = 3 * 512 + 512
    var large = good
    for place in 124..<135 { large[header + place] = UInt8(ascii: "7") }
    large.replaceSubrange((header + 148)..<(header + 156), with: Array("00000000".utf8))
    let sum = large[header..<(header + 512)].enumerated()
      .reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
    let digits = String(sum, radix: 8)
    large.replaceSubrange((header + 148)..<(header + 148 + digits.utf8.count), with: Array(digits.utf8))
    large[header + 148 + digits.utf8.count] = 0
    #expect(read(large).contains("received  a file that claims more bytes than there are\n"), "\(read(large))")
    #expect(read([UInt8](repeating: 0, count: 1024)).contains("received  an archive without it\n"))
    #expect(read([]).contains("received  an archive without it\n"))
  }

  @Test func anyPrefix() throws {
    let good = try bytes("pax.tar")
    for count in stride(from: 0, to: good.count, by: 37) {
      _ = try? Tar.read(from: MemorySource(Array(good[..<count])), names: [Self.last])
    }
  }

  /// The test values of RFC 1321, and lengths around the blocks.
  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    (
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "57edf4a22be3c955ac49da2e2107b67a"
    ),
    (String(repeating: "x", count: 55), "04364420e25c512fd958a70738aa8f72"),
    (String(repeating: "x", count: 64), "c1bb4f81d892b2d57947682aeb252456"),
  ])
  func md5(_ text: String, _ digest: String) {
    #expect(Array(text.utf8).withUnsafeBytes { MD5.hexDigest(of: $0) } == digest)
  }
}
