import Formats
import Foundation
import Keras
import KerasImages

/// Pictures as the input of a model for images.
struct Pictures {
  private static let endings: Set = ["png", "jpg", "jpeg"]

  static func isPicture(_ path: String) -> Bool { endings.contains((path as NSString).pathExtension.lowercased()) }

  private let height: Int?
  private let width: Int?
  private let channels: Int
  private let isChannelsFirst: Bool
  private let scale: Double

  /// - Parameter scale: a factor on the pixels, which are 0 to 255.
  init(for model: Model, scale: Double) throws {
    guard model.inputs.count == 1, let input = model.inputs.first, input.shape.rank == 4 else {
      let types = model.inputs.map { Console.shape($0.shape.dimensions) }.joined(separator: ", ")
      throw KerasError(
        "\(model.displayName) takes no pictures.", expected: "a model with one input (batch, height, width, channels)",
        received: types.isEmpty ? "one without known inputs" : types, fix: "give the inputs as .npz")
    }
    let lengths = input.shape.dimensions
    let known = [1, 3, 4]
    isChannelsFirst = !known.contains(lengths[3] ?? 0) && known.contains(lengths[1] ?? 0)
    guard let channels = isChannelsFirst ? lengths[1] : lengths[3], known.contains(channels) else {
      throw KerasError(
        "\(model.displayName) takes no pictures.", expected: "1, 3 or 4 channels",
        received: Console.shape(lengths), fix: "give the inputs as .npz")
    }
    self.channels = channels
    self.scale = scale
    (height, width) = isChannelsFirst ? (lengths[2], lengths[3]) : (lengths[1], lengths[2])
  }

  /// The pictures as one batch, in the size, channels and order of axes that the model takes. A folder stands for all pictures in it, in
  /// the order of their paths.
  func batch(_ paths: [String]) throws -> Tensor {
    let files = try paths.flatMap { path in
      Folder.exists(path)
        ? try unlabeledImageDataset(fromDirectory: path, imageSize: (1, 1), shuffle: false).filePaths : [path]
    }
    var images: [Tensor] = []
    for path in files {
      let image = try PictureFile.read(path, channels: channels, height: height, width: width)
      if let first = images.first, first.shape != image.shape {
        throw KerasError(
          "The pictures are of different sizes.", expected: Console.shape(first.shape.dimensions),
          received: "\(Console.shape(image.shape.dimensions)) in '\(path)'",
          fix: "the model takes any size, but one at a time: give pictures of one size together")
      }
      images.append(image)
    }
    return ordered(concatenated(images, axis: 0))
  }

  private func ordered(_ batch: Tensor) -> Tensor {
    let scaled = scale == 1 ? batch : batch * scale
    return isChannelsFirst ? scaled.transposed([0, 3, 1, 2]) : scaled
  }

  /// Batches of the pictures in a folder that has a folder for each class, with labels as the model's loss takes them.
  func dataset(
    _ folder: String, for model: Model, batchSize: Int, shuffle: Bool = false, seed: Int? = nil,
    validationSplit: Double? = nil, subset: DatasetSubset? = nil
  ) throws -> Dataset<(Tensor, Tensor)> {
    guard model.outputs.count == 1, let height, let width else {
      throw KerasError(
        "\(model.displayName) cannot learn from the folder '\(folder)'.",
        expected: "a model with one output, for pictures of one size",
        received:
          "\(model.outputs.count.counted("output", "outputs")), \(Console.shape(model.inputs[0].shape.dimensions))",
        fix: "give the data as .npz")
    }
    let count = model.outputs[0].shape.dimensions.last ?? nil
    let isSparse = model.loss(ofOutput: 0)?.name.hasPrefix("sparse") ?? false
    let mode: LabelMode = isSparse ? .int : count == 1 ? .binary : .categorical
    let dataset = try imageDataset(
      fromDirectory: folder, labelMode: mode, colorMode: channels == 1 ? .grayscale : channels == 3 ? .rgb : .rgba,
      batchSize: batchSize, imageSize: (height, width), shuffle: shuffle, seed: seed, validationSplit: validationSplit,
      subset: subset)
    let classes = dataset.classNames
    if let count, mode != .binary, count != classes.count {
      throw KerasError(
        "The folder '\(folder)' does not fit \(model.displayName).",
        expected: "\(count.counted("folder", "folders")), one for each class",
        received: "\(classes.count): " + classes.quotedList(),
        fix: "give a folder with the classes that the model tells apart")
    }
    return dataset.map { (ordered($0.0), $0.1) }
  }
}
