import Foundation
import Testing

@testable import Formats

@Suite struct IDXTests {
  @Test(arguments: [
    ("type8.idx", ArrayDType.uint8), ("type9.idx", .int8), ("type11.idx", .int16), ("type12.idx", .int32),
    ("type13.idx", .float32), ("type14.idx", .float64), ("type12.idx.gz", .int32), ("two-members.idx.gz", .int32),
  ])
  func reads(name: String, dtype: ArrayDType) throws {
    let array = try IDX.read(path: file(name))
    #expect(array.dtype == dtype)
    #expect(array.shape == [2, 3, 5])
    #expect(numbers(array) == expectedElements(dtype))
  }

  @Test(arguments: [8, 9, 11, 12, 13, 14])
  func writesTheSameBytes(code: Int) throws {
    let array = try IDX.read(path: file("type\(code).idx"))
    #expect(try IDX.encode(array).array == bytes("type\(code).idx"))
    try withTemporaryFolder { folder in
      for name in ["a.idx", "a.idx.gz"] {
        try IDX.write(array, to: "\(folder)/\(name)")
        #expect(try IDX.read(path: "\(folder)/\(name)").storage.array == array.storage.array)
      }
      #expect(try Gzip.isGzip(FileSource(path: folder + "/a.idx.gz").readBytes(2)))
    }
  }

  @Test func scalarAndEmpty() throws {
    let scalar = try IDX.read(from: MemorySource([0, 0, 8, 0, 42]))
    #expect(scalar.shape == [])
    #expect(scalar.storage.array == [42])
    let empty = try IDX.read(from: MemorySource([0, 0, 13, 2, 0, 0, 0, 0, 255, 255, 255, 255]))
    #expect(empty.shape == [0, 4_294_967_295])
    #expect(empty.count == 0)
  }

  @Test(arguments: ["type12.idx", "type12.idx.gz", "two-members.idx.gz"])
  func truncatedAnywhereIsAnError(_ name: String) throws {
    let whole = try bytes(name)
    // The zeros behind the second member of a gzip file mean nothing.
    let end = (whole.lastIndex { $0 != 0 } ?? 0) + 1
    for length in 0..<(name.hasPrefix("two") ? end : whole.count) {
      let content = Array(whole[..<length])
      #expect(throws: FormatError.self, "\(length) bytes") {
        let source = try MemorySource(content)
        _ = name.hasSuffix(".gz") ? try IDX.read(from: GzipSource(source)) : try IDX.read(from: source)
      }
    }
  }

  /// The checksum of gzip finds every flipped bit in the content; one in the time or system of its header, or in
  /// the bits that fill up the last byte of the content, changes nothing.
  @Test func flippedBits() throws {
    let whole = try bytes("type12.idx.gz")
    let expected = expectedElements(.int32)
    for position in whole.indices {
      for bit in 0..<8 {
        var damaged = whole
        damaged[position] ^= 1 << bit
        do {
          let array = try IDX.read(from: GzipSource(MemorySource(damaged)))
          #expect(numbers(array) == expected, "byte \(position), bit \(bit)")
          #expect((3..<10).contains(position) || position == whole.count - 9, "byte \(position), bit \(bit)")
        } catch is FormatError {}
      }
    }
  }

  static let again = "the file is cut short or damaged: download or write it again"

  @Test(
    arguments: [
      (
        [], "the bytes 0, 0, type and rank at the start", "[]", "give an idx file, such as train-images-idx3-ubyte.gz"
      ),
      (
        [1, 0, 8, 1], "the bytes 0, 0, type and rank at the start", "[1, 0, 8, 1]",
        "give an idx file, such as train-images-idx3-ubyte.gz"
      ),
      (
        [0, 0, 10, 1],
        "a type of 8 (uint8), 9 (int8), 11 (int16), 12 (int32), 13 (float32) or 14 (float64)", "type 10",
        "the file is damaged or not idx: download or write it again"
      ),
      ([0, 0, 8, 3, 0, 0, 0, 1], "12 bytes of sizes, for the rank 3 in the header", "4 bytes", again),
      (
        [0, 0, 8, 2] + Array(repeating: 255, count: 8) + [1, 2, 3], "a shape whose elements can be counted",
        "uint8 [4294967295, 4294967295] in the header", "the file is damaged or not idx: write it again from its origin"
      ),
      (
        [0, 0, 8, 1, 0, 0, 1, 0, 1, 2, 3], "256 bytes of elements, for uint8 [256] in the header", "3 bytes", again
      ),
      (
        [0, 0, 8, 1, 0, 0, 0, 1, 1, 2], "the end of the data behind the 1 byte of uint8 [1]", "more bytes",
        "the header is damaged, or several arrays were written to one file: write one array a file"
      ),
    ] as [([UInt8], String, String, String)])
  func damaged(content: [UInt8], expected: String, received: String, fix: String) {
    #expect(
      formatErrorText { _ = try IDX.read(from: MemorySource(content)) } == """
        idx data in memory cannot be read.
          expected  \(expected)
          received  \(received)
          fix       \(fix)
        """)
  }

  /// A gzip file can't hold more than a thousand times its size, so a header that says so is refused before anything is allocated.
  @Test func lyingHeaderInGzip() throws {
    let small = try Gzip.compress(ByteStorage([0, 0, 8, 2, 127, 255, 255, 255, 127, 255, 255, 255, 1, 2, 3]))
    let limit = 1032 * small.count - 12
    #expect(
      formatErrorText { _ = try IDX.read(from: GzipSource(MemorySource(small))) } == """
        idx data in memory cannot be read.
          expected  4611686014132420609 bytes of elements, for uint8 [2147483647, 2147483647] in the header
          received  at most \(limit) bytes
          fix       the file is cut short or damaged: download or write it again
        """)
  }

  @Test func whatIdxCannotHold() throws {
    let array = try FileArray([UInt16(1)], dtype: .uint16, shape: [1])
    #expect(
      formatErrorText { _ = try IDX.encode(array) } == """
        An array of uint16 [1] cannot be written as idx.
          expected  uint8, int8, int16, int32, float32, float64
          received  uint16
          fix       cast the array, or write it as npy
        """)
    let deep = try FileArray([UInt8(1)], dtype: .uint8, shape: Array(repeating: 1, count: 256))
    #expect(throws: FormatError.self) { try IDX.encode(deep) }
  }

  @Test func realDigits() throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../Data/mnist").standardized.path
    let images = try IDX.read(path: folder + "/train-images-idx3-ubyte.gz")
    let labels = try IDX.read(path: folder + "/train-labels-idx1-ubyte.gz")
    #expect(images.shape == [60_000, 28, 28])
    #expect(labels.shape == [60_000])
    #expect(images.dtype == .uint8 && labels.dtype == .uint8)
    #expect(labels.elements(as: UInt8.self).prefix(10) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    // The mean gray value that every tutorial subtracts, 0.1307 of 255.
    let mean = images.elements(as: UInt8.self).reduce(0) { $0 + Int($1) }
    #expect(abs(Double(mean) / Double(images.count) / 255 - 0.1307) < 0.0001)
  }
}
