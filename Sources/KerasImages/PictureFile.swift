import Keras

/// A picture as datasets read it, for the tool.
package enum PictureFile {
  /// - Parameters:
  ///   - channels: 1, 3 or 4.
  ///   - height: of the result; as in the file if `nil`.
  ///   - width: of the result; as in the file if `nil`.
  /// - Returns: `float32 [1, height, width, channels]`.
  package static func read(_ path: String, channels: Int, height: Int?, width: Int?) throws -> Tensor {
    let mode: ColorMode = channels == 1 ? .grayscale : channels == 3 ? .rgb : .rgba
    let pixels = try Pixels(contentsOf: path, mode)
    let (height, width) = (height ?? pixels.height, width ?? pixels.width)
    try Pixels.check(height: height, width: width, path)
    let resize = TensorFlowResize(interpolation: .bilinear, height: height, width: width, fit: .stretch)
    return Tensor(resize(pixels), shape: [1, height, width, channels])
  }
}
