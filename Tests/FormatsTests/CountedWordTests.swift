import Testing

@testable import Formats

/// How messages about files count.
struct CountedWordTests {
  @Test func oneAndSeveral() {
    #expect([0, 1, 2].map { $0.counted("byte", "bytes") } == ["0 bytes", "1 byte", "2 bytes"])
    #expect(UInt8(1).counted("axis", "axes") == "1 axis")
  }

  @Test func aFileOfOneByte() throws {
    let error = #expect(throws: FormatError.self) { try SafetensorsFile(RandomAccessMemory([0])) }
    #expect(try #require(error).received == "1 byte")
  }
}
