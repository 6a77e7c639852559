import Foundation
import Testing

@testable import Formats

/// A file that generate.py made.
func file(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files/\(name)").path
}

func bytes(_ name: String) throws -> [UInt8] { try FileSource(path: file(name)).readAll().array }

/// Runs `body` with the path of a folder that is gone afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "formats-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// The full text of the `FormatError` that `body` throws.
func formatErrorText(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch let error as FormatError {
    return error.description
  } catch {
    return "another error: \(error)"
  }
}

/// The formula of generate.py: the elements of the array of 2 x 3 x 5, as numbers.
func expectedElements(_ dtype: ArrayDType) -> [Double] {
  (0..<30).map { index in
    switch dtype {
    case .bool: return index % 3 == 0 ? 1 : 0
    case .uint8, .uint16, .uint32, .uint64: return Double(7 * index % 11)
    case .int8, .int16, .int32, .int64: return Double(7 * index % 11 - 5)
    case .float16, .bfloat16, .float32, .float64: return Double(7 * index % 11 - 5) + 0.5
    }
  }
}

/// The elements of any array, as numbers.
func numbers(_ array: FileArray) -> [Double] {
  switch array.dtype {
  case .bool, .uint8: array.elements(as: UInt8.self).map { Double($0) }
  case .uint16: array.elements(as: UInt16.self).map { Double($0) }
  case .uint32: array.elements(as: UInt32.self).map { Double($0) }
  case .uint64: array.elements(as: UInt64.self).map { Double($0) }
  case .int8: array.elements(as: Int8.self).map { Double($0) }
  case .int16: array.elements(as: Int16.self).map { Double($0) }
  case .int32: array.elements(as: Int32.self).map { Double($0) }
  case .int64: array.elements(as: Int64.self).map { Double($0) }
  case .float16: array.elements(as: UInt16.self).map { halfToDouble($0) }
  case .bfloat16: array.elements(as: UInt16.self).map { Double(Float(bitPattern: UInt32($0) << 16)) }
  case .float32: array.elements(as: Float.self).map { Double($0) }
  case .float64: array.elements(as: Double.self)
  }
}

/// Normal half-precision numbers, written out because `Float16` is missing on some platforms.
private func halfToDouble(_ bits: UInt16) -> Double {
  let fraction = 1 + Double(bits & 0x3FF) / 1024
  let value = fraction * pow(2, Double(bits >> 10 & 0x1F) - 15)
  return bits & 0x8000 == 0 ? value : -value
}

/// An array of the formula above in any type.
func sampleArray(_ dtype: ArrayDType) throws -> FileArray {
  let name = dtype == .bool || dtype.itemSize == 1 || dtype == .bfloat16 ? "\(dtype)_little_C" : "\(dtype)_big_F"
  return try #require(try NPZ.read(path: file("stored.npz"), names: [name]).first).array
}

/// A few bytes that look random and are the same in every run.
func scrambledBytes(_ count: Int) -> [UInt8] {
  var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: state >> 56)
  }
}
