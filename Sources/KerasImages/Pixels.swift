import Formats
import ImageFiles
import Keras

/// A picture in memory: 8 bits a channel, row by row.
struct Pixels {
  var height: Int
  var width: Int
  var channels: Int
  var values: [UInt8]

  init(height: Int, width: Int, channels: Int, values: [UInt8]) {
    (self.height, self.width, self.channels, self.values) = (height, width, channels, values)
  }

  init(contentsOf path: String, _ mode: ColorMode) throws {
    let array = try ImageFile.read(path: path, channels: mode.channels)
    self.init(
      height: array.shape[0], width: array.shape[1], channels: array.shape[2], values: array.elements(as: UInt8.self))
  }

  /// - Throws: if no picture has this size.
  static func check(height: Int, width: Int, _ place: String) throws {
    guard (1...(1 << 16)).contains(height), (1...(1 << 16)).contains(width), height * width <= ImageFile.mostPixels
    else {
      throw KerasError(
        "'\(place)' cannot be resized.", expected: "a height and a width of 1 to 65536 pixels",
        received: "\(height) x \(width)", fix: "give another size")
    }
  }
}
