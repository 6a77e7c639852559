import CZip

/// Pictures in the format PNG (RFC 2083): 8 bits of red, green and blue a pixel, no interlacing.
package enum PNG {
  /// A whole file.
  ///
  /// - Parameters:
  ///   - pixels: three bytes a pixel, rows from top to bottom.
  ///   - pixelsPerMeter: the resolution that viewers and printers take the picture for.
  package static func encode(width: Int, height: Int, pixels: [UInt8], pixelsPerMeter: Int) throws -> ByteStorage {
    precondition(width > 0 && height > 0, "a picture has at least one pixel, not \(width) x \(height)")
    precondition(pixels.count == 3 * width * height, "\(pixels.count) bytes are not \(width) x \(height) pixels")
    var lines: [UInt8] = []
    lines.reserveCapacity(height * (3 * width + 1))
    for row in 0..<height {
      let line = pixels[(row * 3 * width)..<((row + 1) * 3 * width)]
      let above = row == 0 ? nil : pixels[((row - 1) * 3 * width)..<(row * 3 * width)]
      // Filter 2, the difference to the row above: rows of drawings are mostly equal.
      lines.append(above == nil ? 0 : 2)
      if let above { lines += zip(line, above).map { $0 &- $1 } } else { lines += line }
    }
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    append("IHDR", bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0], to: &file)
    append("pHYs", bigEndian(pixelsPerMeter) + bigEndian(pixelsPerMeter) + [1], to: &file)
    append("IDAT", try deflated(lines), to: &file)
    append("IEND", [], to: &file)
    return try ByteStorage(file)
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    let word = UInt32(clamping: value)
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
  }

  private static func append(_ type: String, _ content: [UInt8], to file: inout [UInt8]) {
    let body = Array(type.utf8) + content
    file += bigEndian(content.count) + body + bigEndian(Int(crc32(0, body, UInt32(body.count))))
  }

  private static func deflated(_ bytes: [UInt8]) throws -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(size))
    let code = compress2(&result, &size, bytes, UInt(bytes.count), 6)
    guard code == Z_OK else {
      throw FormatError(
        "A PNG picture cannot be compressed.", expected: "a working zlib", received: "zlib error \(code)",
        fix: "free memory, or draw at a lower resolution")
    }
    return Array(result[..<Int(size)])
  }
}
