import Foundation
import TestKit
import Testing

@testable import Keras

/// Data sets in the formats of the real ones, small, and what Keras makes of them: see generate.py.
@Suite struct DatasetTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files").path
  static let expected: JSON = {
    let text = try? Data(contentsOf: URL(filePath: folder + "/expected.json"))
    return text.flatMap { try? JSONDecoder().decode(JSON.self, from: $0) } ?? .null
  }()

  /// Nothing but the folder of files, and no network.
  private var here: DatasetPlaces {
    DatasetPlaces(folder: Self.folder, environment: ["KERAS_HOME": "/no/such/folder"], currentFolder: "/")
  }
  private var offline: Downloader { Downloader(transport: ScriptedTransport([:])) }

  private func integers(_ tensor: Tensor) throws -> [Int] {
    try tensor.cast(to: .int64).scalars(as: Int64.self).map { Int($0) }
  }

  @Test func shufflesAsNumPyDoes() {
    let cases = Self.expected["shuffle"]
    guard case .object(let fields) = cases else {
      Issue.record("no expected values")
      return
    }
    #expect(fields.count == 12)
    for (key, order) in fields {
      let parts = key.split(separator: "/").map { Int($0)! }
      var random = NumPyRandom(seed: UInt32(parts[0]))
      let mine = random.shuffled(parts[1])
      #expect(Array(mine.prefix(40)) + mine.suffix(3) == order.ints, "\(key)")
    }
  }

  private static func coding(_ arguments: JSON) -> SequenceCoding {
    func optional(_ name: String, _ fallback: Int) -> Int? {
      guard case .object(let fields) = arguments, let value = fields[name] else { return fallback }
      return value.int
    }
    return SequenceCoding(
      numWords: arguments["num_words"].int, skipTop: arguments.int("skip_top", 0), maxlen: arguments["maxlen"].int,
      startChar: optional("start_char", 1), oovChar: optional("oov_char", 2),
      indexFrom: arguments.int("index_from", 3))
  }

  private func expect(_ split: Datasets.SequenceSplit, _ item: JSON, _ part: String) throws {
    #expect(split.x == item["x_\(part)"].list.map { $0.list.map { $0.int! } }, "\(item["arguments"])")
    #expect(try integers(split.y) == item["y_\(part)"].list.map { $0.int! })
    #expect(split.y.dtype == .int64)
  }

  @Test(arguments: expected["imdb"].list)
  func imdb(_ item: JSON) throws {
    let arguments = item["arguments"]
    let (train, test) = try Datasets.imdb(
      Self.coding(arguments), seed: arguments.int("seed", 113), places: here, downloader: offline)
    try expect(train, item, "train")
    try expect(test, item, "test")
  }

  @Test(arguments: expected["reuters"].list)
  func reuters(_ item: JSON) throws {
    let arguments = item["arguments"]
    let (train, test) = try Datasets.reuters(
      Self.coding(arguments), testSplit: arguments.double("test_split", 0.2), seed: arguments.int("seed", 113),
      places: here, downloader: offline)
    try expect(train, item, "train")
    try expect(test, item, "test")
  }

  @Test func textsThatAreAllTooLong() {
    var coding = Self.coding(.object([:]))
    coding.maxlen = 2
    #expect(
      kerasErrorText { _ = try Datasets.imdb(coding, seed: 113, places: here, downloader: offline) } == """
        Datasets.imdb() cannot split the data.
          expected  a maxlen that some reviews of each part are shorter than
          received  maxlen: 2
          fix       use a larger maxlen
        """)
  }

  @Test func numbersThatWordsCannotHave() {
    var coding = Self.coding(.object([:]))
    coding.indexFrom = .max
    let calls: [(String, () throws -> Void)] = [
      ("imdb", { _ = try Datasets.imdb(coding, seed: 113, places: here, downloader: offline) }),
      (
        "reuters",
        { _ = try Datasets.reuters(coding, testSplit: 0.2, seed: 113, places: here, downloader: offline) }
      ),
    ]
    for (name, call) in calls {
      #expect(
        kerasErrorText(call) == """
          Datasets.\(name)() cannot split the data.
            expected  an indexFrom that can be added to the words' numbers
            received  indexFrom: 9223372036854775807
            fix       3 leaves room for the special numbers
          """)
    }
  }

  @Test func wordsAndTopics() throws {
    let words = try Datasets.wordIndex(Datasets.imdbWordSource, places: here, downloader: offline)
    #expect(words == ["the": 1, "naïve": 20, "\"quoted\"": 3])
    #expect(Datasets.reutersLabelNames == Self.expected["label_names"].list.map { $0.string })
  }

  @Test(arguments: [("boston_housing", 13), ("california_housing", 8)])
  func housing(_ name: String, _ features: Int) throws {
    let source = features == 13 ? Datasets.bostonHousingSource : Datasets.californiaHousingSource
    for item in Self.expected[name].list {
      let arguments = item["arguments"]
      let split = try Datasets.housing(
        source, features: features, dtype: features == 13 ? .float64 : nil,
        limit: arguments["version"].string == "small" ? 600 : nil, testSplit: arguments.double("test_split", 0.2),
        seed: arguments.int("seed", 113), places: here, downloader: offline)
      for (part, name) in [(split.train, "train"), (split.test, "test")] {
        let wanted = item["x_\(name)"].list.map { $0.double! }
        #expect(part.x.shape.known == [wanted.count, features])
        #expect(part.x.dtype == (features == 13 ? .float64 : .float32))
        if !wanted.isEmpty { #expect(try part.x.take([0], axis: 1).scalars(as: Double.self) == wanted) }
        #expect(try part.y.scalars(as: Double.self) == item["y_\(name)"].list.map { $0.double! })
      }
    }
    #expect(
      kerasErrorText {
        _ = try Datasets.housing(
          source, features: features, dtype: nil, limit: nil, testSplit: 1, seed: 113, places: here, downloader: offline
        )
      }.contains("expected  a share of at least 0 and less than 1\n  received  testSplit: 1.0"))
  }

  private func expectImages(_ split: Datasets.Split, _ parts: [JSON], _ count: Int, _ type: DType) throws {
    #expect(split.x.shape.known == [count * parts.count, 32, 32, 3])
    #expect(split.x.dtype == .uint8)
    #expect(split.y.shape.known == [count * parts.count, 1])
    #expect(split.y.dtype == type)
    #expect(try integers(split.y) == parts.flatMap { $0["labels"].ints! })
    let values = try split.x.scalars(as: UInt8.self).map { Int($0) }
    let size = 3072
    for (index, part) in parts.enumerated() {
      let own = Array(values[(index * count * size)..<((index + 1) * count * size)])
      #expect(own.reduce(0, +) == part["sum"].int)
      #expect(own.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 1009) } == part["weighted"].int)
      #expect(Array(own.prefix(3)) == part["corner"].ints)
      let place = size + (5 * 32 + 9) * 3
      #expect(Array(own[place..<(place + 3)]) == part["pixel"].ints)
    }
  }

  @Test func cifar10() throws {
    let (train, test) = try Datasets.cifar10(places: here, downloader: offline, batchSize: 2)
    let parts = Self.expected["cifar10"].list
    try expectImages(train, Array(parts[..<5]), 2, .uint8)
    try expectImages(test, Array(parts[5...]), 2, .uint8)
    #expect(
      kerasErrorText { _ = try Datasets.cifar10(places: here, downloader: offline) }.contains(
        "expected  10000 images in each part\n  received  2 images"))
  }

  @Test(arguments: [Datasets.LabelMode.fine, .coarse])
  func cifar100(_ mode: Datasets.LabelMode) throws {
    let (train, test) = try Datasets.cifar100(labelMode: mode, places: here, downloader: offline, counts: [5, 3])
    let parts = Self.expected["cifar100"][mode.rawValue].list
    try expectImages(train, [parts[0]], 5, .int64)
    try expectImages(test, [parts[1]], 3, .int64)
  }

  @Test func fashion() throws {
    let expected = Self.expected["fashion_mnist"]
    for folder in [Self.folder, Self.folder + "/fashion-mnist"] {
      let places = DatasetPlaces(folder: folder, environment: ["KERAS_HOME": "/no/such/folder"], currentFolder: "/")
      let (train, test) = try Datasets.fashionMNIST(places: places, downloader: offline, counts: (4, 3))
      #expect(try integers(train.y) == expected["y_train"].ints)
      #expect(try integers(test.y) == expected["y_test"].ints)
      #expect(try integers(train.x).reduce(0, +) == expected["x_train"].int)
      #expect(try integers(test.x).reduce(0, +) == expected["x_test"].int)
      #expect(try integers(train.x[3, 20, 11]) == [expected["pixel"].int])
      #expect(train.x.shape.known == [4, 28, 28])
    }
  }

  @Test func notFoundAndNotReadable() throws {
    try withTemporaryFolder { (folder: String) throws in
      let places = DatasetPlaces(environment: ["KERAS_HOME": folder], currentFolder: folder)
      let address = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/boston_housing.npz"
      let find = {
        _ = try Datasets.housing(
          Datasets.bostonHousingSource, features: 13, dtype: .float64, limit: nil, testSplit: 0.2, seed: 1,
          places: places, downloader: self.offline)
      }
      #expect(
        kerasErrorText(find) == """
          Datasets.bostonHousing() cannot find Boston housing.
            expected  boston_housing.npz
            received  nothing in \(folder)/datasets; no folder Data/mnist in or above \(folder); \(address): no route to host
            fix       download \(address) in a browser and put it at \(folder)/datasets/, or name the folder that holds it: \
          Datasets.bostonHousing(folder: …) or the environment variable KERAS_DATASETS
          """)
      try FileManager.default.createDirectory(atPath: folder + "/datasets", withIntermediateDirectories: true)
      let path = folder + "/datasets/boston_housing.npz"
      try FileManager.default.copyItem(atPath: Self.folder + "/california_housing.npz", toPath: path)
      #expect(
        kerasErrorText(find) == """
          Datasets.bostonHousing() cannot use '\(path)'.
            expected  float64 [?, 13]
            received  float32 [700, 8]
            fix       delete the file and run again: it will be found elsewhere or downloaded
          """)
    }
  }

  /// A file without a known length and with an MD5, or with the digest of what is in a gzip file.
  @Test func otherChecksums() throws {
    try withTemporaryFolder { (folder: String) throws in
      let content = Array("the quick brown fox".utf8)
      func fetch(_ checksum: RemoteFile.Checksum, _ bytes: [UInt8]) throws -> String {
        let file = RemoteFile(
          name: "\(UUID().uuidString)", byteCount: nil, checksum: checksum, addresses: ["https://a.example/a"])
        return try Downloader(transport: ScriptedTransport(["https://a.example/a": [.init(chunks: [bytes])]]))
          .fetch(file, into: folder)
      }
      _ = try fetch(.md5("30f3c93e46436deb58ba70816a8ec124"), content)
      let error = #expect(throws: DownloadFailure.self) { try fetch(.md5("00"), content) }
      #expect(
        error?.attempts == ["https://a.example/a: MD5 30f3c93e46436deb58ba70816a8ec124 instead of 00"])
      let images = try Array(Data(contentsOf: URL(filePath: Self.folder + "/fashion-mnist/train-labels-idx1-ubyte.gz")))
      let wrong = #expect(throws: DownloadFailure.self) { try fetch(.sha256OfContent("00"), images) }
      #expect(wrong?.attempts[0].contains("SHA-256 of the content ") == true)
      let notGzip = #expect(throws: DownloadFailure.self) { try fetch(.sha256OfContent("00"), content) }
      #expect(notGzip?.attempts == ["https://a.example/a: incorrect header check"])
    }
  }
}
