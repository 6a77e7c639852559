import Foundation
import Testing

@testable import Formats

@Suite struct GzipTests {
  @Test(arguments: [0, 1, 100, 1 << 18, 3_000_001])
  func roundTrip(count: Int) throws {
    for content in [scrambledBytes(count), Array(repeating: 7, count: count)] {
      for level in [1, 6, 9] {
        let packed = try Gzip.compress(ByteStorage(content), level: level)
        #expect(try Gzip.decompress(packed).array == content)
      }
    }
  }

  /// Thirty million zeros fit in thirty thousand bytes; the storage grows with what really comes.
  @Test func highlyCompressed() throws {
    let zeros = try ByteStorage(Array(repeating: 0, count: 30_000_000))
    let packed = try Gzip.compress(zeros, level: 9)
    #expect(packed.count < 30_000)
    #expect(try Gzip.decompress(packed).count == 30_000_000)
  }

  @Test func limits() {
    #expect(inflationLimit(compressed: 0) == 0)
    #expect(inflationLimit(compressed: 1000) == 1_032_000)
    #expect(inflationLimit(compressed: 10_000_000) == 1 << 32)
    #expect(inflationLimit(compressed: 1 << 30) == 100 << 30)
    #expect(inflationLimit(compressed: .max) == .max)
  }

  static let whole = "a whole gzip stream"

  @Test(
    arguments: [
      ([], "the end of the file in the middle of the stream", "the file is cut short: download it again"),
      ([0x1F], "the end of the file in the middle of the stream", "the file is cut short: download it again"),
      (
        Array("plain text, no gzip".utf8), "incorrect header check",
        "the file is damaged or not gzip: download or write it again"
      ),
      (
        [0x1F, 0x8B, 9, 0, 0, 0, 0, 0, 0, 0], "unknown compression method",
        "the file is damaged or not gzip: download or write it again"
      ),
    ] as [([UInt8], String, String)])
  func damaged(content: [UInt8], received: String, fix: String) throws {
    let storage = try ByteStorage(content)
    #expect(
      formatErrorText { _ = try Gzip.decompress(storage) } == """
        gzip data in memory cannot be read.
          expected  a whole gzip stream
          received  \(received)
          fix       \(fix)
        """)
  }

  @Test func appendedBytes() throws {
    let packed = try Gzip.compress(ByteStorage([1, 2, 3])).array
    #expect(try Gzip.decompress(ByteStorage(packed + packed)).array == [1, 2, 3, 1, 2, 3])
    #expect(try Gzip.decompress(ByteStorage(packed + Array(repeating: 0, count: 1 << 19))).array == [1, 2, 3])
    let appended = try ByteStorage(packed + [0, 0, 9])
    #expect(
      formatErrorText { _ = try Gzip.decompress(appended) } == """
        gzip data in memory cannot be read.
          expected  a whole gzip stream
          received  the byte 9 behind the end of the stream
          fix       the file is damaged or has something appended to it: download or write it again
        """)
  }

  @Test func wrongChecksum() throws {
    var packed = try Gzip.compress(ByteStorage(scrambledBytes(1000))).array
    packed[packed.count - 5] ^= 1
    let damaged = try ByteStorage(packed)
    #expect(
      formatErrorText { _ = try Gzip.decompress(damaged) } == """
        gzip data in memory cannot be read.
          expected  a whole gzip stream
          received  incorrect data check
          fix       the file is damaged or not gzip: download or write it again
        """)
  }
}
