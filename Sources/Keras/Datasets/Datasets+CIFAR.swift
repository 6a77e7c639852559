import Formats
import Foundation

extension Datasets {
  /// CIFAR-10: small colour images of ten kinds of things and the kind that each shows.
  ///
  /// `train.x`: `uint8 [50000, 32, 32, 3]` (row, column, red-green-blue), 0 to 255; `train.y`: `uint8 [50000, 1]`;
  /// `test.x`: `uint8 [10000, 32, 32, 3]`; `test.y`: `uint8 [10000, 1]`. The kinds: 0 airplane, 1 automobile, 2 bird, 3 cat, 4 deer,
  /// 5 dog, 6 frog, 7 horse, 8 ship, 9 truck.
  ///
  /// Read from the original archive `cifar-10-python.tar.gz`, also under the name that Keras gives it, or from its unpacked files.
  ///
  /// - Parameters:
  ///   - folder: a folder to look in behind Keras' cache.
  ///   - verbose: whether a download tells its progress on standard error.
  /// - Throws: `KerasError` if a file that is there is damaged, or if there is none and no source can be reached.
  ///
  /// By Alex Krizhevsky, 2009. Source: <https://keras.io/api/datasets/cifar10/>
  public static func cifar10(
    folder: String? = nil, verbose: Bool = true, file: String = #fileID, line: Int = #line
  ) throws -> (train: Split, test: Split) {
    try onThisMachine(folder: folder, verbose: verbose, file: file, line: line) {
      try cifar10(places: $0, downloader: $1)
    }
  }

  /// Which labels of CIFAR-100 to give.
  public enum LabelMode: String, Sendable {
    /// 100 kinds.
    case fine
    /// 20 groups of kinds.
    case coarse
  }

  /// CIFAR-100: small colour images of 100 kinds of things, in 20 groups.
  ///
  /// `train.x`: `uint8 [50000, 32, 32, 3]` (row, column, red-green-blue), 0 to 255; `train.y`: `int64 [50000, 1]`;
  /// `test.x`: `uint8 [10000, 32, 32, 3]`; `test.y`: `int64 [10000, 1]`.
  ///
  /// Read from the original archive `cifar-100-python.tar.gz`, also under the name that Keras gives it, or from its unpacked files.
  ///
  /// - Parameters:
  ///   - labelMode: the 100 kinds, or their 20 groups.
  ///   - folder: a folder to look in behind Keras' cache.
  ///   - verbose: whether a download tells its progress on standard error.
  /// - Throws: `KerasError` if a file that is there is damaged, or if there is none and no source can be reached.
  ///
  /// By Alex Krizhevsky, 2009. Source: <https://keras.io/api/datasets/cifar100/>
  public static func cifar100(
    labelMode: LabelMode = .fine, folder: String? = nil, verbose: Bool = true, file: String = #fileID,
    line: Int = #line
  ) throws -> (train: Split, test: Split) {
    try onThisMachine(folder: folder, verbose: verbose, file: file, line: line) {
      try cifar100(labelMode: labelMode, places: $0, downloader: $1)
    }
  }

  static func cifar10(
    places: DatasetPlaces, downloader: Downloader, batchSize: Int = 10_000
  ) throws -> (train: Split, test: Split) {
    let files = CIFARFiles(
      function: "cifar10", title: "CIFAR-10", archive: "cifar-10-python.tar.gz", target: "cifar-10-batches-py-target",
      folder: "cifar-10-batches-py", byteCount: 170_498_071,
      sha256: "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
      members: (1...5).map { "data_batch_\($0)" } + ["test_batch"])
    let batches = try files.read(places, downloader, labels: "labels")
    for (images, _) in batches { try files.check(images, count: batchSize) }
    func split(_ batches: ArraySlice<(images: FileArray, labels: [Int])>) throws -> Split {
      let labels = try files.bytes(batches.flatMap(\.labels))
      return Split(x: files.images(batches.map(\.images)), y: Tensor(labels, shape: [labels.count, 1]))
    }
    return (try split(batches[..<5]), try split(batches[5...]))
  }

  static func cifar100(
    labelMode: LabelMode, places: DatasetPlaces, downloader: Downloader, counts: [Int] = [50_000, 10_000]
  ) throws -> (train: Split, test: Split) {
    let files = CIFARFiles(
      function: "cifar100", title: "CIFAR-100", archive: "cifar-100-python.tar.gz", target: "cifar-100-python-target",
      folder: "cifar-100-python", byteCount: 169_001_437,
      sha256: "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7", members: ["train", "test"])
    let batches = try files.read(places, downloader, labels: "\(labelMode.rawValue)_labels")
    let splits = try zip(batches, counts).map { batch, count in
      try files.check(batch.images, count: count)
      let labels = batch.labels.map { Int64($0) }
      return Split(x: files.images([batch.images]), y: Tensor(labels, shape: [labels.count, 1]))
    }
    return (splits[0], splits[1])
  }
}

/// The files of CIFAR: pickles of Python 2 in a gzipped tar archive.
private struct CIFARFiles {
  let source: DatasetSource
  let folder: String
  let target: String
  let members: [String]

  /// - Parameters:
  ///   - target: Keras' name for the folder of the unpacked files; the archive lies beside it as `…_archive`.
  ///   - folder: the folder in the archive.
  init(
    function: String, title: String, archive: String, target: String, folder: String, byteCount: Int, sha256: String,
    members: [String]
  ) {
    source = DatasetSource(
      function: function, title: title,
      files: [
        RemoteFile(
          name: "\(target)_archive", byteCount: byteCount, sha256: sha256,
          addresses: ["https://www.cs.toronto.edu/~kriz/\(archive)"])
      ], otherNames: ["\(target)_archive": [archive, "\(folder).tar.gz"]])
    self.folder = folder
    self.target = target
    self.members = members
  }

  /// Images `[count, 3072]` and labels of each member.
  func read(
    _ places: DatasetPlaces, _ downloader: Downloader, labels: String
  ) throws -> [(images: FileArray, labels: [Int])] {
    for place in places.folders {
      for unpacked in ["\(place.path)/\(target)/\(folder)", "\(place.path)/\(folder)"] {
        let paths = members.map { "\(unpacked)/\($0)" }
        guard paths.allSatisfy({ FileManager.default.fileExists(atPath: $0) }) else { continue }
        return try paths.map { path in
          try source.reading(path) { try batch(Pickle(FileSource(path: path).readAll(), label: path), labels, path) }
        }
      }
    }
    let path = try source.locate(places, downloader)[0]
    return try source.reading(path) {
      let names = members.map { "\(folder)/\($0)" }
      let contents = try Tar.read(path: path, names: names)
      return try names.map { try batch(Pickle(contents[$0]!, label: $0), labels, path) }
    }
  }

  private func batch(_ pickle: Pickle, _ name: String, _ path: String) throws -> (images: FileArray, labels: [Int]) {
    let fields = try pickle.dictionary(pickle.root)
    guard let data = fields["data"], let labels = fields[name] else {
      throw source.unusable(
        path, expected: "'data' and '\(name)'",
        received: fields.keys.sorted().quotedList())
    }
    let images = try source.checked(pickle.array(data), path, [.uint8], [nil, 3072])
    let numbers = try pickle.integers(labels)
    guard numbers.count == images.shape[0], numbers.allSatisfy({ (0..<100).contains($0) }) else {
      throw source.unusable(
        path, expected: "a label for each of \(images.shape[0]) images",
        received: "\(numbers.count.counted("label", "labels"))")
    }
    return (images, numbers)
  }

  func check(_ images: FileArray, count: Int) throws {
    guard images.shape[0] == count else {
      throw source.unusable(
        "\(folder)", expected: "\(count.counted("image", "images")) in each part", received: "\(images.shape[0]) images"
      )
    }
  }

  func bytes(_ labels: [Int]) throws -> [UInt8] { labels.map { UInt8(clamping: $0) } }

  /// The parts joined, with the colours last: a file has the red of all pixels, then the green, then the blue.
  func images(_ parts: [FileArray]) -> Tensor {
    let tensors = parts.map { Tensor($0).reshaped([$0.shape[0], 3, 32, 32]).transposed([0, 2, 3, 1]) }
    return tensors.count == 1 ? tensors[0] : concatenated(tensors, axis: 0)
  }
}
