import Formats
import Foundation
import ImageFiles
import TestKit
import Testing

/// Damaged pictures end in pixels or in an error, never in a crash.
@Suite struct PictureDamageTests {
  private static func png() throws -> [UInt8] {
    let pixels = (0..<(3 * 9 * 7)).map { UInt8(truncatingIfNeeded: $0 * 37) }
    return try PNG.encode(width: 9, height: 7, pixels: pixels, pixelsPerMeter: 1000).array
  }

  private static func read(_ bytes: [UInt8], channels: Int) throws -> [Int]? {
    let path = FileManager.default.temporaryDirectory.appending(path: "picture-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(filePath: path))
    do { return try ImageFile.read(path: path, channels: channels).shape } catch is FormatError { return nil }
  }

  @Test(arguments: [false, true]) func endInAnError(isJPEG: Bool) throws {
    let bytes = isJPEG ? Array(try #require(Data(base64Encoded: TextFiles.jpeg))) : try Self.png()
    let shape = isJPEG ? [2, 4, 3] : [7, 9, 3]
    #expect(try Self.read(bytes, channels: 3) == shape)
    var refused = 0
    for count in 0..<bytes.count where try Self.read(Array(bytes[..<count]), channels: 1) == nil { refused += 1 }
    // The last chunk of a PNG, 12 bytes, and the last bytes of a JPEG say only that it ends.
    #expect(refused >= bytes.count - 12, "\(bytes.count - refused) cut ones were taken")
    var generator = DamageGenerator(seed: 1)
    for _ in 0..<1500 {
      let damaged = generator.flippingBits(3, of: bytes)
      if let shape = try Self.read(damaged, channels: 4) { #expect(shape.count == 3 && shape[2] == 4) }
    }
  }

  /// Pictures of 2³¹ times 2³¹ pixels, and of a million times a million, which libpng would take.
  @Test(arguments: [[0x7F, 0xFF, 0xFF, 0xFF], [0x00, 0x0F, 0x42, 0x40]] as [[UInt8]])
  func claimNoMoreThanTheyMay(length: [UInt8]) throws {
    var bytes = try Self.png()
    bytes.replaceSubrange(16..<24, with: length + length)
    let checksum = Self.checksum(bytes[12..<29])
    bytes.replaceSubrange(29..<33, with: (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * $0)) })
    #expect(try Self.read(bytes, channels: 3) == nil)
  }

  /// The CRC-32 that ends a chunk of a PNG.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB8_8320 }
    }
    return ~sum
  }
}
