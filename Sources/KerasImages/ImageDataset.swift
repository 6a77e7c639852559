import Foundation
import Keras
import Synchronization

/// Batches of pictures out of a folder that has a folder for each class.
///
/// ```swift
/// let train = try imageDataset(fromDirectory: "pets", imageSize: (180, 180), seed: 1, validationSplit: 0.2, subset: .training)
/// let rest = try imageDataset(fromDirectory: "pets", imageSize: (180, 180), seed: 1, validationSplit: 0.2, subset: .validation)
/// try model.fit(train, epochs: 10, validationData: rest)
/// print(train.classNames)                            // ["cats", "dogs"]
/// ```
/// Files that end in `.jpg`, `.jpeg` and `.png` are read, batch by batch on other threads.
///
/// - Parameters:
///   - directory: its folders are the classes, in the order of their names; files may lie deeper in them. Hidden folders are no classes.
///   - labels: a number for each file in the order of the paths; then folders are no classes. Default: by the folders.
///   - labelMode: what the labels become. Default `.int`.
///   - classNames: the folders that count, in the order of their numbers. Default: all of them.
///   - colorMode: the channels. Default `.rgb`.
///   - batchSize: pictures in a batch; each stands alone if `nil`.
///   - imageSize: height and width that all are resized to.
///   - shuffle: whether files come in another order, and batches in another one in each pass. Default `true`.
///   - seed: fixes all orders.
///   - validationSplit: share of the files that is kept for validation, between 0 and 1. Needs `subset`, and `seed` if shuffled.
///   - subset: which part this dataset is made of.
///   - interpolation: how values between pixels are found, without antialiasing, as in TensorFlow.
///   - followLinks: whether linked folders are looked into. Default `false`.
///   - cropToAspectRatio: whether the middle with the proportions of `imageSize` is taken. Default: pictures are stretched.
///   - padToAspectRatio: whether black margins make up for other proportions.
///   - dataFormat: where the channels are.
/// - Returns: pictures `float32 [batch, height, width, channels]` of numbers from 0 to 255, and labels. A file that can't be read is an
///   error with its path where its batch is used.
/// - Throws: `KerasError` if the folder can't be read, nothing is found, or arguments contradict each other.
///
/// Source: `keras.utils.image_dataset_from_directory`.
public func imageDataset(
  fromDirectory directory: String, labels: [Int]? = nil, labelMode: LabelMode = .int, classNames: [String]? = nil,
  colorMode: ColorMode = .rgb, batchSize: Int? = 32, imageSize: (height: Int, width: Int) = (256, 256),
  shuffle: Bool = true, seed: Int? = nil, validationSplit: Double? = nil, subset: DatasetSubset? = nil,
  interpolation: Interpolation = .bilinear, followLinks: Bool = false, cropToAspectRatio: Bool = false,
  padToAspectRatio: Bool = false, dataFormat: DataFormat = .channelsLast, file: String = #fileID, line: Int = #line
) throws -> Dataset<(Tensor, Tensor)> {
  try KerasError.explained(directory, file, line) {
    let arguments = DirectoryIndex.Arguments(
      function: "imageDataset", directory: directory, endings: PictureBatches.endings, labels: labels, mode: labelMode,
      classNames: classNames, shuffle: shuffle, seed: seed, validationSplit: validationSplit, subset: subset,
      followLinks: followLinks)
    let index = try DirectoryIndex(arguments)
    let pictures = try PictureBatches(
      index, directory, colorMode, batchSize, imageSize, interpolation, cropToAspectRatio, padToAspectRatio, dataFormat)
    var dataset = Dataset(index.batches(of: batchSize)) { numbers in
      let labels = index.labels(at: numbers)
      return (pictures.load(numbers), batchSize == nil ? labels.squeezed(axis: 0) : labels)
    }.prefetched()
    dataset.classNames = index.classNames
    dataset.filePaths = index.paths
    return dataset
  }
}

/// Batches of pictures out of a folder and those in it, without labels: Keras' `labels=None`. The arguments are as with labels.
public func unlabeledImageDataset(
  fromDirectory directory: String, colorMode: ColorMode = .rgb, batchSize: Int? = 32,
  imageSize: (height: Int, width: Int) = (256, 256), shuffle: Bool = true, seed: Int? = nil,
  validationSplit: Double? = nil, subset: DatasetSubset? = nil, interpolation: Interpolation = .bilinear,
  followLinks: Bool = false, cropToAspectRatio: Bool = false, padToAspectRatio: Bool = false,
  dataFormat: DataFormat = .channelsLast, file: String = #fileID, line: Int = #line
) throws -> Dataset<Tensor> {
  try KerasError.explained(directory, file, line) {
    let arguments = DirectoryIndex.Arguments(
      function: "unlabeledImageDataset", directory: directory, endings: PictureBatches.endings, isUnlabeled: true,
      shuffle: shuffle, seed: seed, validationSplit: validationSplit, subset: subset, followLinks: followLinks)
    let index = try DirectoryIndex(arguments)
    let pictures = try PictureBatches(
      index, directory, colorMode, batchSize, imageSize, interpolation, cropToAspectRatio, padToAspectRatio, dataFormat)
    var dataset = Dataset(index.batches(of: batchSize)) { pictures.load($0) }.prefetched()
    dataset.filePaths = index.paths
    return dataset
  }
}

/// Reads pictures into tensors.
struct PictureBatches: Sendable {
  /// Those that Keras looks for, so that files of the last two are refused and not left out without a word.
  static let endings = [".jpeg", ".jpg", ".png", ".bmp", ".gif"]

  private let paths: [String]
  private let colorMode: ColorMode
  private let isBatched: Bool
  private let resize: TensorFlowResize
  private let dataFormat: DataFormat

  init(
    _ index: DirectoryIndex, _ directory: String, _ colorMode: ColorMode, _ batchSize: Int?,
    _ imageSize: (height: Int, width: Int), _ interpolation: Interpolation, _ crops: Bool, _ pads: Bool,
    _ dataFormat: DataFormat
  ) throws {
    func wrong(_ expected: String, _ received: String, _ fix: String) -> KerasError {
      KerasError("imageDataset cannot use '\(directory)'.", expected: expected, received: received, fix: fix)
    }
    if let batchSize, batchSize < 1 { throw wrong("batchSize of at least 1", "\(batchSize)", "give another batchSize") }
    if crops, pads { throw wrong("cropToAspectRatio or padToAspectRatio", "both", "leave out one of them") }
    try Pixels.check(height: imageSize.height, width: imageSize.width, directory)
    if let other = index.paths.first(where: { [".bmp", ".gif"].contains($0.suffix(4).lowercased()) }) {
      throw wrong("pictures in PNG and JPEG", "'\(other)'", "convert it to PNG, or move it out of the folder")
    }
    paths = index.paths
    (self.colorMode, isBatched, self.dataFormat) = (colorMode, batchSize != nil, dataFormat)
    resize = TensorFlowResize(
      interpolation: interpolation, height: imageSize.height, width: imageSize.width,
      fit: crops ? .crop : pads ? .pad : .stretch)
  }

  /// The pictures with these numbers, several read at once; the error of the first that can't be read.
  func load(_ numbers: [Int]) -> Tensor {
    let shape = [numbers.count, resize.height, resize.width, colorMode.channels]
    do throws(KerasError) {
      // As numbers of the pictures, of all together, and as the batch.
      try Memory.check(shape.product * 12, for: TensorType(Shape(shape), .float32))
    } catch {
      return .failed(error)
    }
    let results = Mutex([Result<[Float], KerasError>?](repeating: nil, count: numbers.count))
    DispatchQueue.concurrentPerform(iterations: numbers.count) { place in
      let path = paths[numbers[place]]
      let result: Result<[Float], KerasError>
      do { result = .success(resize(try Pixels(contentsOf: path, colorMode))) } catch {
        result = .failure(KerasError(of: error, at: path))
      }
      results.withLock { $0[place] = result }
    }
    var values: [Float] = []
    values.reserveCapacity(shape.product.length)
    for result in results.withLock({ $0 }) {
      switch result {
      case .success(let picture)?: values += picture
      case .failure(let error)?: return .failed(error)
      case nil: break
      }
    }
    let batch = Tensor(values, shape: shape)
    let ordered = dataFormat == .channelsFirst ? batch.transposed([0, 3, 1, 2]) : batch
    return isBatched ? ordered : ordered.squeezed(axis: 0)
  }
}
