import Foundation
import Testing

@testable import Formats

@Suite struct NPYTests {
  @Test(arguments: ["version1.npy", "version2.npy", "version3.npy"])
  func versions(_ name: String) throws {
    let array = try NPY.read(path: file(name))
    #expect(array.dtype == .float32)
    #expect(array.shape == [2, 3, 5])
    #expect(numbers(array) == expectedElements(.float32))
  }

  @Test func scalarVectorAndEmpty() throws {
    let scalar = try NPY.read(path: file("scalar.npy"))
    #expect(scalar.shape == [])
    #expect(scalar.elements(as: Double.self) == [-2.5])
    let vector = try NPY.read(path: file("vector.npy"))
    #expect(vector.shape == [3])
    #expect(vector.elements(as: Int16.self) == [1, -2, 3])
    let empty = try NPY.read(path: file("empty.npy"))
    #expect(empty.shape == [0, 3])
    #expect(empty.dtype == .int32)
    #expect(empty.count == 0)
  }

  @Test func columnMajorBecomesRowMajor() throws {
    let square = try NPY.read(path: file("square_F.npy"))
    #expect(square.shape == [70, 45])
    #expect(square.elements(as: UInt8.self) == (0..<3150).map { UInt8($0 % 251) })
    let rank5 = try NPY.read(path: file("rank5_F.npy"))
    #expect(rank5.shape == [2, 3, 4, 5, 6])
    #expect(rank5.elements(as: Int32.self) == (0..<720).map { Int32($0) })
  }

  /// What NumPy writes and what this library writes is the same, byte for byte.
  @Test(arguments: ["version1.npy", "scalar.npy", "vector.npy", "empty.npy"])
  func writesWhatNumPyWrites(_ name: String) throws {
    let array = try NPY.read(path: file(name))
    try withTemporaryFolder { folder in
      try NPY.write(array, to: folder + "/copy.npy")
      #expect(try FileSource(path: folder + "/copy.npy").readAll().array == bytes(name))
    }
  }

  @Test(arguments: ArrayDType.allCases)
  func roundTrip(_ dtype: ArrayDType) throws {
    let array = try sampleArray(dtype)
    try withTemporaryFolder { folder in
      try NPY.write(array, to: folder + "/a.npy")
      let copy = try NPY.read(path: folder + "/a.npy")
      #expect(copy.dtype == dtype)
      #expect(copy.shape == [2, 3, 5])
      #expect(copy.storage.array == array.storage.array)
      #expect(numbers(copy) == expectedElements(dtype))
    }
  }

  @Test func elementsAreAligned() throws {
    for array in try NPZ.read(path: file("deflated.npz")) {
      #expect(UInt(bitPattern: array.array.storage.baseAddress) % 64 == 0, "\(array.name)")
    }
    let header = try NPY.header(dtype: .int8, shape: Array(repeating: 1, count: 400))
    #expect(header.count % 64 == 0)
  }

  /// A rank so high that the header needs the 32-bit length of version 2.
  @Test func longHeader() throws {
    let shape = Array(repeating: 1, count: 21_830)
    let array = try FileArray([UInt8(7)], dtype: .uint8, shape: shape)
    let file = try NPY.pieces(of: array).flatMap(\.array)
    #expect(file[6] == 2)
    let copy = try NPY.read(from: MemorySource(file))
    #expect(copy.shape == shape)
  }

  @Test func bytesOfBoolAreZeroOrOne() throws {
    var file = try NPY.pieces(of: FileArray([UInt8(1), 0, 1], dtype: .bool, shape: [3])).flatMap(\.array)
    file[file.count - 3] = 0x80
    #expect(try NPY.read(from: MemorySource(file)).storage.array == [1, 0, 1])
  }

  @Test func truncatedAnywhereIsAnError() throws {
    let whole = try bytes("version1.npy")
    for length in whole.indices {
      #expect(throws: FormatError.self, "\(length) bytes") {
        try NPY.read(from: MemorySource(Array(whole[..<length])))
      }
    }
  }

  /// A flipped bit is an error or, in an element, a wrong number; never a crash.
  @Test func flippedBitsDoNotCrash() throws {
    let whole = try bytes("version1.npy")
    var refused = 0
    for position in whole.indices {
      for bit in 0..<8 {
        var damaged = whole
        damaged[position] ^= 1 << bit
        do {
          let array = try NPY.read(from: MemorySource(damaged))
          #expect(array.storage.count == array.count * array.dtype.itemSize)
        } catch is FormatError {
          refused += 1
        }
      }
    }
    #expect(refused > 500)
  }

  @Test func scrambledFilesDoNotCrash() {
    for length in 0..<300 {
      #expect(throws: FormatError.self) { try NPY.read(from: MemorySource(scrambledBytes(length))) }
    }
  }
}

/// The full text of every message about npy.
@Suite struct NPYMessageTests {
  static func npy(_ header: String, version: UInt8 = 1, elements: Int = 0) -> [UInt8] {
    let text = Array((header + "\n").utf8)
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
    let length = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    bytes += length + text
    return bytes + Array(repeating: 0, count: elements)
  }

  static func header(_ descr: String, _ shape: String, order: String = "False") -> String {
    "{'descr': '\(descr)', 'fortran_order': \(order), 'shape': \(shape), }"
  }

  static let types =
    "bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, bfloat16, float32, float64"

  @Test(arguments: [
    (
      "object.npy", "elements of type '|O' (Python objects)",
      "save arrays of numbers: reading Python objects could run code, so it is never done"
    ),
    (
      "complex.npy", "elements of type '<c8' (complex numbers)", "save the real and the imaginary part as two arrays"
    ),
    ("text.npy", "elements of type '<U2' (text)", "map the text to numbers before saving"),
    ("time.npy", "elements of type '<M8[s]' (times)", "save them as numbers, with .astype('int64')"),
    ("extended.npy", "elements of type '<f16' (extended precision)", "save them with .astype('float64')"),
  ])
  func unsupportedTypes(name: String, received: String, fix: String) throws {
    let content = try bytes(name)
    #expect(
      formatErrorText { _ = try NPY.read(from: MemorySource(content)) } == """
        npy data in memory cannot be read.
          expected  \(Self.types)
          received  \(received)
          fix       \(fix)
        """)
  }

  @Test func records() throws {
    let content = try bytes("record.npy")
    #expect(
      formatErrorText { _ = try NPY.read(from: MemorySource(content)) } == """
        npy data in memory cannot be read.
          expected  elements of one number each
          received  records with named fields
          fix       save each field as an array of its own
        """)
  }

  static let rewrite = "the file is damaged or not npy: write it again with numpy.save"
  static let again = "the file is cut short or damaged: download or write it again"
  static let cutShort = "the file is cut short or damaged: download or write it again"
  static let dictionary = "a header {'descr': …, 'fortran_order': …, 'shape': …}"

  @Test(
    arguments: [
      ([], "\\x93NUMPY at the start", "an empty file", "give a file written by numpy.save"),
      (
        Array("PK\u{3}\u{4}abcdef".utf8), "\\x93NUMPY at the start", "'PK\\x03\\x04abcd'",
        "give a file written by numpy.save"
      ),
      (
        npy("", version: 4), "version 1.0, 2.0 or 3.0 of the format", "version 4.0",
        "the file is damaged, or newer than this library: write it again with numpy.save"
      ),
      (
        [0x93] + Array("NUMPY".utf8) + [2, 0, 255, 255, 255, 127, 1, 2], "a header of at most 2 bytes",
        "2147483647 bytes claimed", again
      ),
      (npy("{'descr': '<f4'}"), dictionary, "{'descr': '<f4'}\\x0a", rewrite),
      (npy("{'descr': '<f4', 'magic': True}"), dictionary, "the key 'magic'", rewrite),
      (npy("{'descr': '<f4', 'descr': '<f8'}"), dictionary, "the key 'descr'", rewrite),
      (npy("{'descr': __import__('os')}"), dictionary, "'__import__('os')}\\x0a' at byte 10 of it", rewrite),
      (npy("{'shape': (3, -1)}"), dictionary, "'-1)}\\x0a' at byte 14 of it", rewrite),
      (npy("{'shape': (99999999999999999999,)}"), dictionary, "a size that is too large in its shape", rewrite),
      (npy("{'descr': '<f4"), dictionary, "text without closing quote", rewrite),
      (npy("{'descr': [[["), dictionary, "a list without closing bracket", rewrite),
      (npy("{'descr'"), dictionary, "its end before ':'", rewrite),
      (npy(header("<f4", "(1,)") + " 0"), dictionary, "text behind the dictionary", rewrite),
      (
        npy(header("<f8", "(1152921504606846976, 3)")), "a shape whose elements can be counted",
        "float64 [1152921504606846976, 3] in the header",
        "the file is damaged or not npy: write it again from its origin"
      ),
      (
        npy(header("<f8", "(4611686018427387904, 0, 4)")), "a shape whose elements can be counted",
        "float64 [4611686018427387904, 0, 4] in the header",
        "the file is damaged or not npy: write it again from its origin"
      ),
      (
        npy(header("<f4", "(1000000000, 1000)"), elements: 12),
        "4000000000000 bytes of elements, for float32 [1000000000, 1000] in the header", "12 bytes", cutShort
      ),
      (
        npy(header("<i2", "(3,)"), elements: 7), "the end of the data behind the 6 bytes of int16 [3]", "more bytes",
        "the header is damaged, or several arrays were written to one file: write one array a file"
      ),
      (
        npy(header("=f4", "(3,)"), elements: 12), types, "elements of type '=f4'",
        "save the array with one of the expected types"
      ),
    ] as [([UInt8], String, String, String)])
  func damaged(content: [UInt8], expected: String, received: String, fix: String) {
    #expect(
      formatErrorText { _ = try NPY.read(from: MemorySource(content)) } == """
        npy data in memory cannot be read.
          expected  \(expected)
          received  \(received)
          fix       \(fix)
        """)
  }

  @Test func deepNestingIsRefused() {
    let nested = String(repeating: "[", count: 60_000)
    #expect(throws: FormatError.self) { try NPY.read(from: MemorySource(Self.npy("{'descr': \(nested)"))) }
  }
}
