import CImages
import Formats

extension ImageFile {
  /// Writes pixels as PNG, or as JPEG with Pillow's quality; the file is there whole or not at all.
  ///
  /// - Parameters:
  ///   - pixels: row by row, with 1, 3 or 4 channels; JPEG has no opacity.
  ///   - asJPEG: whether to write a JPEG.
  package static func write(
    _ pixels: [UInt8], height: Int, width: Int, channels: Int, asJPEG: Bool, to path: String
  ) throws {
    precondition(pixels.count == height * width * channels, "\(pixels.count) bytes are not \(height) x \(width) pixels")
    precondition([1, 3, 4].contains(channels), "pictures have 1, 3 or 4 channels, not \(channels)")
    let bytes =
      asJPEG
      ? try encodeJPEG(pixels, height, width, channels, path) : try encodePNG(pixels, height, width, channels, path)
    try AtomicFile.write([bytes], to: path)
  }

  private static func refused(_ path: String, _ reason: String) -> FormatError {
    FormatError(
      "picture '\(path)' cannot be written.", expected: "a picture that the format can hold", received: reason,
      fix: "make it smaller, or choose the other of PNG and JPEG")
  }

  private static func encodePNG(
    _ pixels: [UInt8], _ height: Int, _ width: Int, _ channels: Int, _ path: String
  ) throws -> ByteStorage {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    (image.width, image.height) = (png_uint_32(width), png_uint_32(height))
    let color = channels == 1 ? 0 : PNG_FORMAT_FLAG_COLOR
    image.format = png_uint_32(Int(color) | (channels == 4 ? Int(PNG_FORMAT_FLAG_ALPHA) : 0))
    defer { png_image_free(&image) }
    func message() -> String {
      withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    var size = png_alloc_size_t(0)
    guard png_image_write_to_memory(&image, nil, &size, 0, pixels, 0, nil) != 0 else { throw refused(path, message()) }
    let bytes = try ByteStorage(count: Int(size), who: "picture '\(path)' cannot be written.")
    guard png_image_write_to_memory(&image, bytes.baseAddress, &size, 0, pixels, 0, nil) != 0 else {
      throw refused(path, message())
    }
    return bytes
  }

  private static func encodeJPEG(
    _ pixels: [UInt8], _ height: Int, _ width: Int, _ channels: Int, _ path: String
  ) throws -> ByteStorage {
    guard let encoder = tjInitCompress() else { throw refused(path, "libjpeg-turbo does not start") }
    defer { tjDestroy(encoder) }
    var memory: UnsafeMutablePointer<UInt8>?
    var size: UInt = 0
    defer { tjFree(memory) }
    let format = channels == 1 ? TJPF_GRAY : channels == 3 ? TJPF_RGB : TJPF_RGBA
    let sampling = channels == 1 ? TJSAMP_GRAY : TJSAMP_420
    let code = tjCompress2(
      encoder, pixels, Int32(width), 0, Int32(height), Int32(format.rawValue), &memory, &size,
      Int32(sampling.rawValue), 75, 0)
    guard code == 0, let memory else {
      throw refused(path, tjGetErrorStr2(encoder).map { String(cString: $0) } ?? "an error of libjpeg-turbo")
    }
    return try ByteStorage(copying: UnsafeRawBufferPointer(start: memory, count: Int(size)))
  }
}
