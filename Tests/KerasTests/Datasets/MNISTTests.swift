import Formats
import Foundation
import TestKit
import Testing

@testable import Keras

@Suite struct MNISTTests {
  static let checkout = URL(filePath: #filePath).appending(path: "../../../..").standardized.path
  static let files = checkout + "/Data/mnist"

  static func places(_ folder: String, argument: String? = nil, currentFolder: String? = nil) -> DatasetPlaces {
    DatasetPlaces(
      folder: argument, environment: ["KERAS_HOME": folder + "/keras"], currentFolder: currentFolder ?? folder)
  }

  static var offline: Downloader { Downloader(transport: ScriptedTransport([:])) }

  func expectDigits(_ data: (train: Datasets.Split, test: Datasets.Split)) throws {
    #expect(data.train.x.shape == [60_000, 28, 28])
    #expect(data.train.y.shape == [60_000])
    #expect(data.test.x.shape == [10_000, 28, 28])
    #expect(data.test.y.shape == [10_000])
    for tensor in [data.train.x, data.train.y, data.test.x, data.test.y] { #expect(tensor.dtype == .uint8) }
    #expect(try data.train.y.scalars(as: UInt8.self).prefix(8) == [5, 0, 4, 1, 9, 2, 1, 3])
    #expect(try data.test.y.scalars(as: UInt8.self).prefix(8) == [7, 2, 1, 0, 4, 1, 4, 9])
    // The sums of all gray values, which NumPy gives.
    let sums = try [data.train.x, data.test.x].map { tensor in
      try tensor.withScalars(as: UInt8.self) { $0.reduce(0) { $0 + Int($1) } }
    }
    #expect(sums == [1_567_298_545, 264_923_200])
  }

  @Test func fromTheCheckout() throws {
    try withTemporaryFolder { folder in
      let places = Self.places(folder, currentFolder: Self.checkout + "/Tests/KerasTests")
      try expectDigits(Datasets.mnist(places: places, downloader: Self.offline))
    }
  }

  @Test func fromAFolderByArgument() throws {
    try withTemporaryFolder { folder in
      try expectDigits(
        Datasets.mnist(places: Self.places(folder, argument: Self.files), downloader: Self.offline))
    }
  }

  /// Keras' own archive in Keras' own cache comes first.
  @Test func fromTheCacheOfKeras() throws {
    try withTemporaryFolder { folder in
      let cache = folder + "/keras/datasets"
      try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
      let names = ["x_test", "x_train", "y_test", "y_train"]
      let files = ["t10k-images-idx3", "train-images-idx3", "t10k-labels-idx1", "train-labels-idx1"]
      let arrays = try zip(names, files).map { NPZ.NamedArray($0, try IDX.read(path: "\(Self.files)/\($1)-ubyte.gz")) }
      try NPZ.write(arrays, to: cache + "/mnist.npz")
      try expectDigits(
        Datasets.mnist(places: Self.places(folder, argument: "/nowhere"), downloader: Self.offline))
    }
  }

  static let fix = "delete the file and run again: it will be found elsewhere or downloaded"

  @Test func damagedAndWrongFiles() throws {
    try withTemporaryFolder { (folder: String) throws in
      let digits = folder + "/digits"
      try FileManager.default.copyItem(atPath: Self.files, toPath: digits)
      let labels = digits + "/t10k-labels-idx1-ubyte.gz"
      let whole = try FileSource(path: labels).readAll().array
      try Data(whole.prefix(1000)).write(to: URL(filePath: labels))
      let read = {
        _ = try Datasets.mnist(places: Self.places(folder, argument: digits), downloader: Self.offline)
      }
      #expect(
        kerasErrorText(read) == """
          Datasets.mnist() cannot use '\(labels)'.
            expected  a whole gzip stream
            received  the end of the file in the middle of the stream
            fix       \(Self.fix)
          """)
      try IDX.write(FileArray([UInt8(1), 2], dtype: .uint8, shape: [2]), to: labels)
      #expect(
        kerasErrorText(read) == """
          Datasets.mnist() cannot use '\(labels)'.
            expected  uint8 [10000]
            received  uint8 [2]
            fix       \(Self.fix)
          """)
      try Data("no archive".utf8).write(to: URL(filePath: digits + "/mnist.npz"))
      #expect(
        kerasErrorText(read) == """
          Datasets.mnist() cannot use '\(digits)/mnist.npz'.
            expected  a zip archive
            received  'no archive' at the start
            fix       \(Self.fix)
          """)
    }
  }

  /// Nothing here, nothing there, no network: the message says everything that one needs to do it by hand.
  @Test func notFound() throws {
    try withTemporaryFolder { (folder: String) throws in
      let images = "train-images-idx3-ubyte.gz"
      let network = ScriptedTransport([
        MNISTFiles.archiveSource.addresses[0]: [.init(status: 503)],
        "https://storage.googleapis.com/cvdf-datasets/mnist/\(images)": [.init(status: 404)],
      ])
      #expect(
        kerasErrorText {
          _ = try Datasets.mnist(
            places: Self.places(folder, argument: "digits"), downloader: Downloader(transport: network))
        } == """
          Datasets.mnist() cannot find MNIST.
            expected  mnist.npz, or train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and \
          t10k-labels-idx1-ubyte.gz
            received  nothing in \(folder)/keras/datasets; nothing in the folder 'digits'; no folder Data/mnist in or above \
          \(folder); https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz: HTTP status 503; \
          https://storage.googleapis.com/cvdf-datasets/mnist/\(images): HTTP status 404; \
          https://ossci-datasets.s3.amazonaws.com/mnist/\(images): no route to host
            fix       download https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz in a browser and put it at \
          \(folder)/keras/datasets/mnist.npz, or name the folder that holds it: Datasets.mnist(folder: …) or the environment \
          variable KERAS_DATASETS
          """)
    }
  }

  /// Files whose checksum is not the one of the source are not taken, even if they could be read.
  @Test func downloadsAreVerified() throws {
    try withTemporaryFolder { (folder: String) throws in
      let first = MNISTFiles.idxSources[0]
      let zeros = ScriptedTransport.Answer(chunks: [Array(repeating: 0, count: first.byteCount ?? 0)])
      let cut = ScriptedTransport.Answer(chunks: [[1, 2, 3]])
      let addresses = MNISTFiles.archiveSource.addresses + first.addresses
      let network = ScriptedTransport([addresses[0]: [cut], addresses[1]: [zeros], addresses[2]: [cut]])
      let text = kerasErrorText {
        _ = try Datasets.mnist(places: Self.places(folder), downloader: Downloader(transport: network))
      }
      #expect(text.contains("\(addresses[0]): 3 of 11490434 bytes, then nothing more; "))
      #expect(text.contains("\(addresses[1]): SHA-256 "))
      guard case .sha256(let digest) = first.checksum else { throw TransportError(reason: "no SHA-256") }
      #expect(text.contains(" instead of \(digest); \(addresses[2]): 3 of 9912422 bytes, then nothing more"))
      #expect(network.requests.map(\.address) == addresses)
      #expect(network.requests.map(\.offset) == [0, 0, 0])
    }
  }
}
