import Formats
import Foundation
import Keras
import KerasImages
import TestKit
import Testing

/// Pictures of folders are those of Keras on TensorFlow: which files, in which order, with which labels and numbers.
@Suite struct ImageDatasetTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files")
  static let pictures = folder.appending(path: "pictures").path

  static func expected(_ name: String) throws -> Tensor? {
    try TensorMap(contentsOf: folder.appending(path: "expected.npz").path)[name]
  }

  static func facts(_ name: String) throws -> JSONValue {
    let text = try String(contentsOf: folder.appending(path: "expected.json"), encoding: .utf8)
    return try JSONValue(parsing: text)[name] ?? .null
  }

  static func relative(_ paths: [String]) -> [String] { paths.map { String($0.dropFirst(pictures.count + 1)) } }

  /// - Parameter make: the dataset, in batches of 4 pictures of 10 x 12.
  private static func compare(_ name: String, _ make: () throws -> Dataset<(Tensor, Tensor)>) throws {
    let dataset = try make()
    let facts = try facts(name)
    #expect(relative(dataset.filePaths) == facts["paths"]?.array?.compactMap(\.string), "\(name)")
    #expect(dataset.classNames == facts["classes"]?.array?.compactMap(\.string), "\(name)")
    let parts = Array(dataset)
    #expect(parts.map { $0.0.shape[0] ?? 0 } == facts["sizes"]?.array?.compactMap(\.integer), "\(name)")
    #expect(dataset.count == parts.count)
    try matchFiles(concatenated(parts.map(\.0)), name + ".x", dataset.filePaths)
    let labels = try concatenated(parts.map(\.1)).checked()
    let wanted = try #require(try expected(name + ".y"))
    #expect(labels.type == wanted.type, "\(name)")
    #expect(try labels.scalars() == wanted.scalars(), "\(name)")
  }

  /// TensorFlow decodes JPEG by a faster transform, up to 5 of 255 away from the exact one of Pillow and of this library.
  private static func matchFiles(_ tensor: Tensor, _ name: String, _ paths: [String]) throws {
    let wanted = try #require(try expected(name), "\(name)")
    let tensor = try tensor.checked()
    #expect(tensor.type == wanted.type, "\(name)")
    guard tensor.shape == wanted.shape else { return }
    let (received, right) = (try tensor.scalars(), try wanted.scalars())
    let count = received.count / paths.count
    for (index, path) in paths.enumerated() {
      let range = (index * count)..<((index + 1) * count)
      let differences = zip(received[range], right[range]).map { abs($0 - $1) }
      #expect(differences.max() ?? 0 <= (path.contains(".jp") ? 6 : 0.01), "\(name): \(path)")
    }
  }

  static func match(_ tensor: Tensor, _ name: String, _ tolerance: Float) throws {
    let wanted = try #require(try expected(name), "\(name)")
    let tensor = try tensor.checked()
    #expect(tensor.type == wanted.type, "\(name)")
    guard tensor.shape == wanted.shape else { return }
    let differences = zip(try tensor.scalars(), try wanted.scalars()).map { abs($0 - $1) }
    #expect(differences.max() ?? 0 <= tolerance, "\(name)")
  }

  @Test func labelsAreThoseOfTheFolders() throws {
    try Self.compare("plain") {
      try imageDataset(fromDirectory: Self.pictures, batchSize: 4, imageSize: (10, 12), shuffle: false)
    }
    try Self.compare("categorical") {
      try imageDataset(
        fromDirectory: Self.pictures, labelMode: .categorical, batchSize: 4, imageSize: (10, 12), shuffle: false)
    }
    try Self.compare("binary") {
      try imageDataset(
        fromDirectory: Self.pictures, labelMode: .binary, classNames: ["b", "apple"], batchSize: 4,
        imageSize: (10, 12), shuffle: false)
    }
    try Self.compare("given") {
      try imageDataset(
        fromDirectory: Self.pictures, labels: [5, 3, 5, 3, 5, 3, 5, 3, 3, 3, 7], batchSize: 4, imageSize: (10, 12),
        shuffle: false)
    }
  }

  @Test func proportionsChannelsAndAxesAreKeras() throws {
    try Self.compare("clear") {
      try imageDataset(
        fromDirectory: Self.pictures, classNames: ["b", "Zebra"], colorMode: .rgba, batchSize: 4,
        imageSize: (10, 12), shuffle: false)
    }
    try Self.compare("crop") {
      try imageDataset(
        fromDirectory: Self.pictures, batchSize: 4, imageSize: (10, 12), shuffle: false, cropToAspectRatio: true)
    }
    try Self.compare("pad") {
      try imageDataset(
        fromDirectory: Self.pictures, batchSize: 4, imageSize: (10, 12), shuffle: false, padToAspectRatio: true)
    }
    try Self.compare("channels_first") {
      try imageDataset(
        fromDirectory: Self.pictures, batchSize: 4, imageSize: (10, 12), shuffle: false, dataFormat: .channelsFirst)
    }
  }

  @Test(arguments: [
    (Interpolation.nearest, "nearest"), (.bicubic, "bicubic"), (.lanczos3, "lanczos3"), (.lanczos5, "lanczos5"),
  ]) func interpolationsAreTensorFlows(interpolation: Interpolation, name: String) throws {
    try Self.compare(name) {
      try imageDataset(
        fromDirectory: Self.pictures, batchSize: 4, imageSize: (10, 12), shuffle: false, interpolation: interpolation)
    }
  }

  @Test func withoutLabelsAllFilesCount() throws {
    let dataset = try unlabeledImageDataset(
      fromDirectory: Self.pictures, batchSize: 4, imageSize: (10, 12), shuffle: false)
    let facts = try Self.facts("unlabeled")
    #expect(Self.relative(dataset.filePaths) == facts["paths"]?.array?.compactMap(\.string))
    try Self.matchFiles(concatenated(Array(dataset)), "unlabeled.x", dataset.filePaths)
  }

  @Test func subsetsAreKerasToTheFile() throws {
    for (subset, name) in [(DatasetSubset.training, "training"), (.validation, "validation")] {
      let dataset = try imageDataset(
        fromDirectory: Self.pictures, imageSize: (4, 4), seed: 7, validationSplit: 0.4, subset: subset)
      #expect(Self.relative(dataset.filePaths) == (try Self.facts(name))["paths"]?.array?.compactMap(\.string))
    }
  }

  @Test func passesAreShuffledAndRepeatable() throws {
    let labels = { (dataset: Dataset<(Tensor, Tensor)>) in try dataset.map { try $0.1.scalar() } }
    let make = { try imageDataset(fromDirectory: Self.pictures, batchSize: 1, imageSize: (2, 2), seed: 5) }
    let (first, second) = (try make(), try make())
    let passes = try (0..<3).map { _ in try labels(first) }
    #expect(try (0..<3).map { _ in try labels(second) } == passes)
    #expect(Set(passes).count > 1)
    #expect(passes.allSatisfy { $0.sorted() == passes[0].sorted() })
    let single = try imageDataset(fromDirectory: Self.pictures, batchSize: nil, imageSize: (2, 3))
    #expect(Array(single).allSatisfy { $0.0.shape == [2, 3, 3] && $0.1.shape == [] })
  }

  @Test func modelsTrainOnFolders() throws {
    let data = try imageDataset(fromDirectory: Self.pictures, batchSize: 4, imageSize: (8, 8), seed: 1)
    let model = Sequential {
      Input(shape: [8, 8, 3])
      Rescaling(scale: 1 / 255)
      Flatten()
      Dense(5, activation: .softmax)
    }
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    let history = try model.fit(data, epochs: 2, verbose: .silent, validationData: data)
    #expect(history["val_loss"].count == 2)
  }

  private static func message(_ body: () throws -> Any) -> String {
    do {
      _ = try body()
      return "no error"
    } catch let error as KerasError {
      var error = error
      error.file = nil
      return error.description
    } catch { return "\(error)" }
  }

  @Test func refusalsSayWhatIsWrong() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pictures-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder.appending(path: "cats"), withIntermediateDirectories: true)
    let path = folder.path
    #expect(
      Self.message { try imageDataset(fromDirectory: path) } == """
        imageDataset cannot use '\(path)'.
          expected  files that end in .jpeg, .jpg, .png, .bmp, .gif
          received  none in its subfolders, which are the classes
          fix       check the folder: each class is a folder in it
        """)
    #expect(
      Self.message { try imageDataset(fromDirectory: path + "/nowhere") } == """
        imageDataset cannot use '\(path)/nowhere'.
          expected  a folder that may be read
          received  '\(path)/nowhere': nothing there
          fix       check the path and its permissions
        """)
    #expect(
      Self.message { try imageDataset(fromDirectory: Self.pictures, validationSplit: 0.2, subset: .training) } == """
        imageDataset cannot use '\(Self.pictures)'.
          expected  a seed, with validationSplit and shuffle
          received  none
          fix       give the same seed for both subsets, or they would overlap
        """)
    #expect(
      Self.message { try imageDataset(fromDirectory: Self.pictures, classNames: ["aple"]) } == """
        imageDataset cannot use '\(Self.pictures)'.
          expected  'Zebra', 'apple', 'b', 'b-side', 'empty'
          received  classNames with 'aple'
          fix       did you mean 'apple'?
        """)
    try Data("GIF89a".utf8).write(to: folder.appending(path: "cats/a.gif"))
    #expect(
      Self.message { try imageDataset(fromDirectory: path) } == """
        imageDataset cannot use '\(path)'.
          expected  pictures in PNG and JPEG
          received  '\(path)/cats/a.gif'
          fix       convert it to PNG, or move it out of the folder
        """)
    try FileManager.default.removeItem(at: folder.appending(path: "cats/a.gif"))
    let whole = try Data(contentsOf: URL(filePath: Self.pictures + "/apple/photo.jpg"))
    try whole.prefix(whole.count / 2).write(to: folder.appending(path: "cats/cut.jpg"))
    let model = Sequential {
      Input(shape: [4, 4, 3])
      Flatten()
      Dense(1)
    }
    model.compile(optimizer: .sgd(), loss: .mse)
    let text = Self.message { try model.fit(imageDataset(fromDirectory: path, imageSize: (4, 4)), verbose: .silent) }
    #expect(text.hasPrefix("picture file '\(path)/cats/cut.jpg' cannot be read."), "\(text)")
    for arguments in [(0, 4), (4, .max), (.max, .max)] {
      #expect(throws: KerasError.self) { try imageDataset(fromDirectory: Self.pictures, imageSize: arguments) }
    }
    #expect(throws: KerasError.self) { try imageDataset(fromDirectory: Self.pictures, batchSize: 0) }
    #expect(throws: KerasError.self) { try imageDataset(fromDirectory: Self.pictures, labelMode: .binary) }
    #expect(throws: KerasError.self) { try imageDataset(fromDirectory: Self.pictures, labels: [1, 2]) }
  }
}
