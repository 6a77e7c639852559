import Foundation
import Testing

@testable import Formats

func sampleSafetensors() throws -> [Safetensors.NewArray] {
  var arrays = try ArrayDType.allCases.map { try Safetensors.NewArray("\($0)", sampleArray($0)) }
  arrays.append(try .init("scalar", FileArray([-2.5], dtype: .float64, shape: [])))
  arrays.append(try .init("empty", FileArray([Int32](), dtype: .int32, shape: [0, 3])))
  return arrays
}

@Suite struct SafetensorsTests {
  @Test func readsWhatThePackageWrites() throws {
    let file = try SafetensorsFile(path: file("safetensors/types.safetensors"))
    #expect(file.entries.count == ArrayDType.allCases.count)
    #expect(file.metadata.map(\.key).sorted() == ["format", "größe"])
    #expect(file.metadata.first { $0.key == "format" }?.value == "pt")
    for dtype in ArrayDType.allCases {
      let entry = try #require(file.entry("\(dtype)"))
      #expect(entry.dtype == dtype)
      let array = try file.read(entry)
      #expect(array.shape == [2, 3, 5])
      #expect(numbers(array) == expectedElements(dtype))
      var copy = [UInt8](repeating: 0xAA, count: array.storage.count)
      try copy.withUnsafeMutableBytes { try file.read(entry, into: $0) }
      #expect(copy == array.storage.array)
    }
    #expect(file.entry("none") == nil)
  }

  @Test func shapesAndTypesThatArraysCannotHave() throws {
    let path = file("safetensors/shapes.safetensors")
    let file = try SafetensorsFile(path: path)
    #expect(try file.read(#require(file.entry("scalar"))).elements(as: Double.self) == [-2.5])
    #expect(try file.read(#require(file.entry("empty"))).shape == [0, 3])
    let small = try #require(file.entry("small"))
    #expect(small.dtype == nil && small.shape == [3])
    #expect(
      formatErrorText { _ = try file.read(small) } == """
        array 'small' of safetensors file '\(path)' cannot be read.
          expected  BF16, BOOL, F16, F32, F64, I16, I32, I64, I8, U16, U32, U64, U8
          received  elements of type 'F8_E4M3'
          fix       write the array with one of these types
        """)
  }

  @Test func roundTrip() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.safetensors"
      try Safetensors.write(sampleSafetensors().reversed(), metadata: [("b", "1"), ("a", "2")], to: path)
      let first = try FileSource(path: path).readAll().array
      try Safetensors.write(sampleSafetensors(), metadata: [("b", "1"), ("a", "2")], to: path)
      #expect(try FileSource(path: path).readAll().array == first)
      let file = try SafetensorsFile(path: path)
      #expect(file.metadata.map(\.key) == ["b", "a"])
      for dtype in ArrayDType.allCases {
        let entry = try #require(file.entry("\(dtype)"))
        #expect(entry.range.lowerBound % dtype.itemSize == 0)
        #expect(try numbers(file.read(entry)) == expectedElements(dtype))
      }
    }
  }

  static func bytes(_ header: String, elements: Int) -> [UInt8] {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    return length + Array(header.utf8) + [UInt8](repeating: 1, count: elements)
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "70 bytes, as the header says", "71 bytes"),
    (
      #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8,
      "arrays with dtype, shape and data_offsets that fit each other", "'a' without"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}"#, 6,
      "arrays one behind the other", "'b' at byte 2, not 4"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[9223372036854775807,2],"data_offsets":[0,0]}}"#, 0,
      "arrays with dtype, shape and data_offsets that fit each other", "'a' without"
    ),
    ("[]", 0, "an object as the header", "a list"),
  ]) func damaged(header: String, elements: Int, expected: String, received: String) throws {
    let source = try RandomAccessMemory(Self.bytes(header, elements: elements))
    #expect(
      formatErrorText { _ = try SafetensorsFile(source) } == """
        safetensors data in memory cannot be opened.
          expected  \(expected)
          received  \(received)
          fix       the file is cut short, damaged or not safetensors: download or write it again
        """)
  }

  @Test func lyingHeaderLength() throws {
    var bytes = Self.bytes("{}", elements: 0)
    #expect(try SafetensorsFile(RandomAccessMemory(bytes)).entries.isEmpty)
    bytes[7] = 0x7F
    let source = try RandomAccessMemory(bytes)
    #expect(
      formatErrorText { _ = try SafetensorsFile(source) } == """
        safetensors data in memory cannot be opened.
          expected  a header of at most 2 bytes
          received  9151314442816847874 bytes claimed
          fix       the file is cut short, damaged or not safetensors: download or write it again
        """)
  }

  @Test func sameNameIsNotWritten() throws {
    let array = try Safetensors.NewArray("a", sampleArray(.int8))
    #expect(
      formatErrorText { _ = try Safetensors.pieces([array, array]) } == """
        array 'a' cannot be written to safetensors.
          expected  a name of its own for each array
          received  two arrays of this name
          fix       rename one of them
        """)
  }
}
