import Formats
import Foundation
import ImageFiles
import Keras

/// Pictures as the input of a model for images.
enum Pictures {
  private static let endings: Set = ["png", "jpg", "jpeg"]

  static func isPicture(_ path: String) -> Bool { endings.contains((path as NSString).pathExtension.lowercased()) }

  /// The pictures as one batch, in the size, channels and order of axes that the model takes; values from 0 to 255 times
  /// `scale`.
  static func batch(_ paths: [String], for model: Model, scale: Double) throws -> Tensor {
    guard model.inputs.count == 1, let input = model.inputs.first, input.shape.rank == 4 else {
      let types = model.inputs.map { Console.shape($0.shape.dimensions) }.joined(separator: ", ")
      throw KerasError(
        "\(model.displayName) takes no pictures.", expected: "a model with one input (batch, height, width, channels)",
        received: types.isEmpty ? "one without known inputs" : types, fix: "give the inputs as .npz")
    }
    let lengths = input.shape.dimensions
    let known = [1, 3, 4]
    let isChannelsFirst = !known.contains(lengths[3] ?? 0) && known.contains(lengths[1] ?? 0)
    let channels = isChannelsFirst ? lengths[1] : lengths[3]
    guard let channels, known.contains(channels) else {
      throw KerasError(
        "\(model.displayName) takes no pictures.", expected: "1, 3 or 4 channels",
        received: Console.shape(lengths), fix: "give the inputs as .npz")
    }
    let (height, width) = isChannelsFirst ? (lengths[2], lengths[3]) : (lengths[1], lengths[2])
    var images: [Tensor] = []
    for path in paths {
      let pixels = Tensor(try ImageFile.read(path: path, channels: channels))
      var image = pixels.cast(to: .float32).expandedDimensions(0)
      let size = (height ?? pixels.shape[0] ?? 0, width ?? pixels.shape[1] ?? 0)
      if size != (pixels.shape[0] ?? 0, pixels.shape[1] ?? 0) {
        image = Resizing(height: size.0, width: size.1)(image)
      }
      if let first = images.first, first.shape != image.shape {
        throw KerasError(
          "The pictures are of different sizes.", expected: Console.shape(first.shape.dimensions),
          received: "\(Console.shape(image.shape.dimensions)) in '\(path)'",
          fix: "the model takes any size, but one at a time: give pictures of one size together")
      }
      // Computed at once, so that no picture is kept in two sizes.
      try evaluate([image])
      images.append(image)
    }
    let batch = concatenated(images, axis: 0) * scale
    return isChannelsFirst ? batch.transposed([0, 3, 1, 2]) : batch
  }
}
