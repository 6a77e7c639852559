import Formats
import ImageFiles
import Keras

/// The pixels of a PNG or JPEG file, as numbers from 0 to 255.
///
/// ```swift
/// let cat = try loadImage("cat.jpg", targetSize: (224, 224))
/// let classes = try model.predict(cat.expandedDimensions(0))
/// ```
/// - Parameters:
///   - path: what the file holds counts, not the ending of its name.
///   - colorMode: the channels. Default `.rgb`; opacity is left out, grey is repeated.
///   - targetSize: height and width of the result, resized as Pillow resizes. Default: as in the file.
///   - interpolation: how values between pixels are found: `.nearest`, `.bilinear`, `.bicubic` or `.lanczos3`. Default `.nearest`.
///   - keepAspectRatio: whether the middle part with the proportions of `targetSize` is taken. Default: pictures are stretched.
///   - dataFormat: where the channels are.
/// - Returns: `float32 [height, width, channels]`.
/// - Throws: `KerasError` with the path if the file can't be read or is damaged.
///
/// Source: `keras.utils.load_img` and `img_to_array`.
public func loadImage(
  _ path: String, colorMode: ColorMode = .rgb, targetSize: (height: Int, width: Int)? = nil,
  interpolation: Interpolation = .nearest, keepAspectRatio: Bool = false, dataFormat: DataFormat = .channelsLast,
  file: String = #fileID, line: Int = #line
) throws -> Tensor {
  try KerasError.explained(path, file, line) {
    var pixels = try Pixels(contentsOf: path, colorMode)
    if let (height, width) = targetSize, (height, width) != (pixels.height, pixels.width) {
      try Pixels.check(height: height, width: width, path)
      guard let filter = PillowResize.Filter(interpolation) else {
        throw KerasError(
          "Picture '\(path)' cannot be resized.", expected: ".nearest, .bilinear, .bicubic or .lanczos3",
          received: "interpolation: .\(interpolation)", fix: "use one of these")
      }
      pixels = PillowResize(filter, height: height, width: width, keepAspectRatio: keepAspectRatio)(pixels)
    }
    let image = Tensor(pixels.values.map(Float.init), shape: [pixels.height, pixels.width, pixels.channels])
    return dataFormat == .channelsFirst ? image.transposed([2, 0, 1]) : image
  }
}
