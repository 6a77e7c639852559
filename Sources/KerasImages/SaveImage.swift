import Foundation
import ImageFiles
import Keras

/// Writes a picture as PNG or JPEG, by the ending of the name. The file is there whole or not at all.
///
/// - Parameters:
///   - image: `[height, width, channels]` with 1, 3 or 4 channels, of which JPEG leaves out the opacity.
///   - path: ends in `.png`, `.jpg` or `.jpeg`.
///   - dataFormat: where the channels are.
///   - scale: whether the smallest number becomes 0 and the largest 255. Default `true`, as in Keras; `false` for pixels from 0 to 255.
/// - Throws: `KerasError` if this is no picture, or a number is not between 0 and 255 (unless scaled), or the file can't be written.
///
/// Source: `keras.utils.save_img`.
public func saveImage(
  _ image: Tensor, to path: String, dataFormat: DataFormat = .channelsLast, scale: Bool = true,
  file: String = #fileID, line: Int = #line
) throws {
  try KerasError.explained(path, file, line) {
    func wrong(_ expected: String, _ received: String, _ fix: String) -> KerasError {
      KerasError("Picture '\(path)' cannot be written.", expected: expected, received: received, fix: fix)
    }
    let ending = (path as NSString).pathExtension.lowercased()
    guard ["png", "jpg", "jpeg"].contains(ending) else {
      throw wrong("a name that ends in .png, .jpg or .jpeg", ending.isEmpty ? "no ending" : ".\(ending)", "choose .png")
    }
    let image = dataFormat == .channelsFirst && image.rank == 3 ? image.transposed([1, 2, 0]) : image
    let lengths = try image.checked().shape.staticDimensions
    guard lengths.count == 3, [1, 3, 4].contains(lengths[2]), lengths[0] > 0, lengths[1] > 0 else {
      throw wrong(
        "[height, width, channels] with 1, 3 or 4 channels", image.type.description,
        "give one picture of a batch: images[0]")
    }
    try Pixels.check(height: lengths[0], width: lengths[1], path)
    var values = try image.scalars(as: Float.self)
    if let bad = values.first(where: { !$0.isFinite }) { throw wrong("numbers", "\(bad)", "replace it") }
    if scale, let low = values.min(), let high = values.max() {
      let range = high - low
      values = values.map { range == 0 ? 0 : ($0 - low) / range * 255 }
    }
    if let bad = values.first(where: { $0 < 0 || $0 >= 256 }) {
      throw wrong("pixels from 0 to 255", "\(bad)", "use scale: true, or clip them")
    }
    try ImageFile.write(
      values.map { UInt8($0) }, height: lengths[0], width: lengths[1], channels: lengths[2], asJPEG: ending != "png",
      to: path)
  }
}
