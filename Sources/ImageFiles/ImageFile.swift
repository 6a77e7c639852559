import CImages
import Formats

/// Pictures in PNG and JPEG as arrays of pixels, decoded by libpng and libjpeg-turbo, as Keras' Pillow does.
///
/// The file is untrusted: sizes are checked before anything is allocated, and both libraries report damage as errors.
package enum ImageFile {
  /// Far more than cameras make; what Pillow warns of is half of it.
  package static let mostPixels = 1 << 28

  /// The pixels of a file. Shape: `[height, width, channels]`, `uint8`.
  ///
  /// - Parameter channels: 1 for grey, 3 for red, green and blue, 4 with opacity. Grey is Rec. 601's mean as Pillow rounds it.
  package static func read(path: String, channels: Int) throws -> FileArray {
    precondition([1, 3, 4].contains(channels), "pictures have 1, 3 or 4 channels, not \(channels)")
    let file = try RandomAccessFile(path: path)
    let bytes = try file.storage(at: 0, count: file.count)
    let start = try file.bytes(at: 0, count: min(file.count, 8))
    let picture: (height: Int, width: Int, pixels: ByteStorage)
    if start.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      picture = try decodePNG(PNGColors.removed(from: bytes), file.label)
    } else if start.starts(with: [0xFF, 0xD8]) {
      picture = try decodeJPEG(bytes, file.label)
    } else {
      throw FormatError(
        "picture \(file.label) cannot be read.", expected: "a PNG or JPEG file",
        received: start.isEmpty ? "an empty file" : "a file of another kind", fix: "convert it to PNG or JPEG")
    }
    return try converted(picture.pixels, [picture.height, picture.width], to: channels)
  }

  private static func storage(width: Int, height: Int, _ label: String) throws -> ByteStorage {
    guard width > 0, height > 0, width <= mostPixels / height else {
      throw damaged(label, expected: "1 to \(mostPixels) pixels", received: "\(width) x \(height)")
    }
    return try ByteStorage(count: 4 * width * height, who: "picture \(label) cannot be read.")
  }

  private static func damaged(_ label: String, expected: String, received: String) -> FormatError {
    FormatError(
      "picture \(label) cannot be read.", expected: expected, received: received,
      fix: "the file is damaged, or of a kind that is not known: save it again as an ordinary PNG or JPEG")
  }

  // MARK: - Decoding to red, green, blue, opacity

  private static func decodePNG(
    _ bytes: ByteStorage, _ label: String
  ) throws -> (height: Int, width: Int, pixels: ByteStorage) {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    func message() -> String {
      withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
      throw damaged(label, expected: "a PNG picture", received: message())
    }
    image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
    // Else 16 bits would be taken for amounts of light and bent to sRGB, which Keras' readers don't.
    image.flags = png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
    let (width, height) = (Int(image.width), Int(image.height))
    let pixels = try storage(width: width, height: height, label)
    guard png_image_finish_read(&image, nil, pixels.baseAddress, 0, nil) != 0 else {
      throw damaged(label, expected: "\(width) x \(height) pixels", received: message())
    }
    return (height, width, pixels)
  }

  private static func decodeJPEG(
    _ bytes: ByteStorage, _ label: String
  ) throws -> (height: Int, width: Int, pixels: ByteStorage) {
    guard let decoder = tjInitDecompress() else {
      throw damaged(label, expected: "a working libjpeg-turbo", received: "one that does not start")
    }
    defer { tjDestroy(decoder) }
    func message() -> String { tjGetErrorStr2(decoder).map { String(cString: $0) } ?? "damage" }
    let data = UnsafePointer(bytes.baseAddress.assumingMemoryBound(to: UInt8.self))
    var (width, height, sampling, space) = (Int32(0), Int32(0), Int32(0), Int32(0))
    guard tjDecompressHeader3(decoder, data, UInt(bytes.count), &width, &height, &sampling, &space) == 0 else {
      throw damaged(label, expected: "a JPEG picture", received: message())
    }
    let pixels = try storage(width: Int(width), height: Int(height), label)
    let target = pixels.baseAddress.assumingMemoryBound(to: UInt8.self)
    let format = Int32(TJPF_RGBA.rawValue)
    let code = tjDecompress2(decoder, data, UInt(bytes.count), target, width, 0, height, format, 0)
    guard code == 0 else { throw damaged(label, expected: "\(width) x \(height) pixels", received: message()) }
    return (Int(height), Int(width), pixels)
  }

  // MARK: - Channels

  private static func converted(_ pixels: ByteStorage, _ size: [Int], to channels: Int) throws -> FileArray {
    if channels == 4 { return FileArray(dtype: .uint8, shape: size + [4], storage: pixels) }
    let count = size[0] * size[1]
    let result = try ByteStorage(count: count * channels, who: "\(count) pixels cannot be converted.")
    let (source, target) = (pixels.buffer, result.mutableBuffer)
    for index in 0..<count {
      let (red, green, blue) = (source[4 * index], source[4 * index + 1], source[4 * index + 2])
      if channels == 3 {
        target[3 * index] = red
        target[3 * index + 1] = green
        target[3 * index + 2] = blue
      } else {
        let sum = 19595 * UInt32(red) + 38470 * UInt32(green) + 7471 * UInt32(blue)
        target[index] = UInt8(truncatingIfNeeded: (sum + 0x8000) >> 16)
      }
    }
    return FileArray(dtype: .uint8, shape: size + [channels], storage: result)
  }
}
