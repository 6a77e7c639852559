import Formats
import Foundation

extension Datasets {
  /// MNIST: gray images of handwritten digits and the digit each shows.
  ///
  /// `train.x`: `uint8 [60000, 28, 28]`, 0 (background) to 255; `train.y`: `uint8 [60000]`, 0 to 9; `test.x`:
  /// `uint8 [10000, 28, 28]`; `test.y`: `uint8 [10000]`.
  ///
  /// ```swift
  /// let (train, test) = try Datasets.mnist()
  /// ```
  ///
  /// Found as `mnist.npz`, or as the four original files (`train-images-idx3-ubyte.gz` …), plain or gzipped; see ``Datasets`` for where.
  ///
  /// - Parameters:
  ///   - folder: a folder to look in behind Keras' cache.
  ///   - verbose: whether a download tells its progress on standard error.
  /// - Throws: `KerasError` if a file that is there is damaged, or if there is none and no source can be reached; it says where to
  ///   put the files by hand.
  ///
  /// Licence: Yann LeCun, Corinna Cortes and Christopher J. C. Burges, Creative Commons Attribution-Share Alike 3.0.
  ///
  /// Source: <https://keras.io/api/datasets/mnist/>
  public static func mnist(
    folder: String? = nil, verbose: Bool = true, file: String = #fileID, line: Int = #line
  ) throws -> (train: Split, test: Split) {
    do {
      return try mnist(
        places: DatasetPlaces(folder: folder),
        downloader: Downloader(transport: CurlTransport(), report: verbose ? DownloadProgress.printer() : nil))
    } catch let error as KerasError {
      throw error.located(file: file, line: line)
    }
  }

  /// The same with everything that depends on the machine given.
  static func mnist(places: DatasetPlaces, downloader: Downloader) throws -> (train: Split, test: Split) {
    for place in places.folders {
      if let found = try MNISTFiles.find(in: place.path) { return try found.read() }
    }
    return try MNISTFiles.download(into: places.cache, downloader, places: places).read()
  }
}

/// The files of MNIST, in one of the two forms in which they are handed around.
enum MNISTFiles {
  case archive(String)
  /// Training images, training labels, test images, test labels.
  case idx([String])

  static let archiveName = "mnist.npz"
  static let idxNames = [
    "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
  ]

  /// The files in `folder` or in its folder `mnist`, if they are complete there.
  static func find(in folder: String) throws -> MNISTFiles? {
    for place in [folder, folder + "/mnist"] {
      let archive = "\(place)/\(archiveName)"
      if FileManager.default.fileExists(atPath: archive) { return .archive(archive) }
      let idx = idxNames.compactMap { name in
        ["\(place)/\(name)", "\(place)/\(name.dropLast(3))"].first { FileManager.default.fileExists(atPath: $0) }
      }
      if idx.count == idxNames.count { return .idx(idx) }
    }
    return nil
  }

  func read() throws -> (train: Datasets.Split, test: Datasets.Split) {
    let arrays: [(path: String, array: FileArray)]
    switch self {
    case .archive(let path):
      arrays = try Self.explained(path) {
        try NPZ.read(path: path, names: ["x_train", "y_train", "x_test", "y_test"]).map { (path, $0.array) }
      }
    case .idx(let paths):
      arrays = try paths.map { path in (path, try Self.explained(path) { try IDX.read(path: path) }) }
    }
    let tensors = try zip(arrays, [[60_000, 28, 28], [60_000], [10_000, 28, 28], [10_000]]).map { item, shape in
      guard item.array.dtype == .uint8, item.array.shape == shape else {
        throw Self.unusable(
          item.path, expected: "uint8 \(shape)", received: "\(item.array.dtype.rawValue) \(item.array.shape)")
      }
      return Tensor(item.array)
    }
    return (.init(x: tensors[0], y: tensors[1]), .init(x: tensors[2], y: tensors[3]))
  }

  private static func explained<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FormatError {
      throw unusable(path, expected: error.expected, received: error.received)
    }
  }

  private static func unusable(_ path: String, expected: String, received: String) -> KerasError {
    KerasError(
      "Datasets.mnist() cannot use '\(path)'.", expected: expected, received: received,
      fix: "delete the file and run again: it will be found elsewhere or downloaded")
  }
}

extension MNISTFiles {
  static let archiveSource = RemoteFile(
    name: archiveName, byteCount: 11_490_434,
    sha256: "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    addresses: ["https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"])

  static let idxSources: [RemoteFile] = zip(
    idxNames,
    [
      (9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
      (28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
      (1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
      (4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ]
  ).map { name, facts in
    RemoteFile(
      name: name, byteCount: facts.0, sha256: facts.1,
      addresses: [
        "https://storage.googleapis.com/cvdf-datasets/mnist/\(name)",
        "https://ossci-datasets.s3.amazonaws.com/mnist/\(name)",
      ])
  }

  /// Keras' own archive, or else the original files from a mirror.
  static func download(into cache: String, _ downloader: Downloader, places: DatasetPlaces) throws -> MNISTFiles {
    do {
      return .archive(try downloader.fetch(archiveSource, into: cache))
    } catch let first as DownloadFailure {
      do {
        return .idx(try idxSources.map { try downloader.fetch($0, into: cache + "/mnist") })
      } catch let second as DownloadFailure {
        throw KerasError(
          "Datasets.mnist() cannot find MNIST.",
          expected: "\(archiveName), or \(idxNames.dropLast().joined(separator: ", ")) and \(idxNames.last!)",
          received: (places.descriptions + first.attempts + second.attempts).joined(separator: "; "),
          fix:
            "download \(archiveSource.addresses[0]) in a browser and put it at \(cache)/\(archiveName), or name the folder "
            + "that holds it: Datasets.mnist(folder: …) or the environment variable KERAS_DATASETS")
      }
    }
  }
}
