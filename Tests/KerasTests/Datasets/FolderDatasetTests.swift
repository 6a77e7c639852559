import Formats
import Foundation
import Testing

@testable import Keras

/// Texts of folders and windows over series are those of Keras.
@Suite struct FolderDatasetTests {
  private static let files = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files")
  private static let texts = files.appending(path: "texts").path

  private static func facts() throws -> JSONValue {
    try JSONValue(parsing: String(contentsOf: files.appending(path: "folders.json"), encoding: .utf8))
  }

  private static func compare(_ name: String, _ dataset: TextDataset, orderMatters: Bool = true) throws {
    let facts = try #require(try facts()["texts"]?[name])
    #expect(dataset.classNames == facts["classes"]?.array?.compactMap(\.string))
    let wanted = facts["texts"]?.array?.compactMap(\.string) ?? []
    let texts = dataset.flatMap(\.texts)
    #expect(orderMatters ? texts == wanted : texts.sorted() == wanted.sorted())
    guard orderMatters else { return }
    let labels = try concatenated(dataset.map(\.labels)).scalars(as: Double.self)
    let numbers = facts["labels"]?.array?.flatMap { $0.array?.compactMap(\.number) ?? [$0.number ?? .nan] }
    #expect(labels == numbers)
    #expect(dataset.texts == texts)
  }

  @Test func textsAreKeras() throws {
    try Self.compare("plain", textDataset(fromDirectory: Self.texts, shuffle: false))
    try Self.compare(
      "cut", textDataset(fromDirectory: Self.texts, labelMode: .categorical, maxLength: 4, shuffle: false))
    try Self.compare(
      "binary",
      textDataset(fromDirectory: Self.texts, labelMode: .binary, classNames: ["pos", "neg"], shuffle: false))
    for (name, subset) in [("training", DatasetSubset.training), ("validation", .validation)] {
      let dataset = try textDataset(fromDirectory: Self.texts, seed: 3, validationSplit: 0.34, subset: subset)
      try Self.compare(name, dataset, orderMatters: false)
    }
  }

  @Test func textsTrainModelsThroughNumbers() throws {
    let train = try textDataset(fromDirectory: Self.texts, batchSize: 2, seed: 1)
    let vectorize = TextVectorization(maxTokens: 20, outputSequenceLength: 4)
    try vectorize.adapt(train.texts)
    let model = Sequential {
      Input(shape: [4], dtype: .int64)
      Embedding(20, 3)
      GlobalAveragePooling1D()
      Dense(3, activation: .softmax)
    }
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
    let history = try model.fit(train.map { try (vectorize($0), $1) }, epochs: 2, verbose: .silent)
    #expect(history["loss"].count == 2)
    let broken = TextVectorization(maxTokens: 20)
    #expect(throws: KerasError.self) { try model.fit(train.map { try (broken($0), $1) }, verbose: .silent) }
  }

  @Test func otherEncodingsAreRefused() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "texts-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder.appending(path: "a"), withIntermediateDirectories: true)
    let file = folder.appending(path: "a/latin.txt")
    try Data([0x67, 0x72, 0xF6, 0xDF]).write(to: file)
    #expect {
      try textDataset(fromDirectory: folder.path)
    } throws: {
      var error = $0 as? KerasError
      error?.file = nil
      return error?.description == """
        Text '\(file.path)' cannot be read.
          expected  text in UTF-8
          received  other bytes
          fix       convert it: iconv -f LATIN1 -t UTF-8, with the encoding that it has
        """
    }
    #expect(throws: KerasError.self) { try textDataset(fromDirectory: folder.path, maxLength: 0) }
    #expect(throws: KerasError.self) { try textDataset(fromDirectory: folder.path, batchSize: 0) }
  }

  @Test func windowsAreKeras() throws {
    for item in try Self.facts()["series"]?.array ?? [] {
      let (count, columns) = (item["count"]?.integer ?? 0, item["columns"]?.integer ?? 0)
      let values = (0..<(count * columns)).map(Float.init)
      let data = Tensor(values, shape: columns > 1 ? [count, columns] : [count])
      let arguments = try #require(item["arguments"])
      let (length, stride) = (arguments["sequence_length"]?.integer ?? 0, arguments["sequence_stride"]?.integer ?? 1)
      let rate = arguments["sampling_rate"]?.integer ?? 1
      let size = arguments["batch_size"].map { $0.integer } ?? 128
      let (start, end) = (arguments["start_index"]?.integer, arguments["end_index"]?.integer)
      let wanted = try #require(item["batches"]?.array)
      func flat(_ json: JSONValue) -> [Double] { json.array?.flatMap(flat) ?? [json.number ?? .nan] }
      if let targets = item["targets"]?.integer {
        let y = Tensor((0..<targets).map { Int32($0 * 10) })
        let dataset = try timeseriesDataset(
          data, targets: y, sequenceLength: length, sequenceStride: stride, samplingRate: rate, batchSize: size,
          startIndex: start, endIndex: end)
        let batches = Array(dataset)
        #expect(batches.count == wanted.count && dataset.count == wanted.count)
        for (batch, pair) in zip(batches, wanted) {
          #expect(try batch.0.scalars(as: Double.self) == flat(pair.array![0]))
          #expect(try batch.1.scalars(as: Double.self) == flat(pair.array![1]))
          #expect(batch.0.shape.rank == (columns > 1 ? 3 : 2) && batch.1.dtype == .int32)
        }
      } else {
        let dataset = try timeseriesDataset(
          data, sequenceLength: length, sequenceStride: stride, samplingRate: rate, batchSize: size, startIndex: start,
          endIndex: end)
        #expect(try dataset.map { try $0.scalars(as: Double.self) } == wanted.map { flat($0.array![0]) })
        #expect(Array(dataset)[0].shape.rank == (size == nil ? 1 : 2))
      }
    }
  }

  @Test func windowsAreShuffledAndRepeatable() throws {
    let data = Tensor.arange(50)
    let starts = { (seed: Int) in
      try timeseriesDataset(data, sequenceLength: 3, batchSize: 4, shuffle: true, seed: seed)
        .flatMap { try $0.scalars() }
    }
    #expect(try starts(1) == starts(1))
    #expect(try starts(1) != starts(2))
    #expect(try starts(1).sorted() == starts(2).sorted())
  }

  @Test func windowsThatDoNotFitAreRefused() throws {
    let data = Tensor.arange(10)
    #expect {
      try timeseriesDataset(data, sequenceLength: 5, samplingRate: 3)
    } throws: {
      ($0 as? KerasError)?.description == """
        timeseriesDataset cannot cut these windows.
          expected  room for a window of 5 steps, each 3 behind the one before
          received  steps 0 to 10
          fix       make the windows shorter, or use more of the data
        """
    }
    for (length, stride, rate, size) in [
      (0, 1, 1, 1), (11, 1, 1, 1), (2, 0, 1, 1), (2, 1, .max, 1), (.max, 1, 2, 1), (2, 1, 1, 0),
    ] {
      #expect(throws: KerasError.self) {
        try timeseriesDataset(
          data, sequenceLength: length, sequenceStride: stride, samplingRate: rate, batchSize: size)
      }
    }
    for (start, end) in [(-1, 5), (10, 10), (.max, 3), (5, 5), (0, 11), (.min, .min), (3, .max)] {
      #expect(throws: KerasError.self) {
        try timeseriesDataset(data, sequenceLength: 2, startIndex: start, endIndex: end)
      }
    }
    #expect(throws: KerasError.self) { try timeseriesDataset(Tensor(1), sequenceLength: 1) }
    #expect(throws: KerasError.self) { try timeseriesDataset(Tensor.zeros([0, 2]), sequenceLength: 1) }
    #expect(throws: KerasError.self) { try timeseriesDataset(data, targets: Tensor.zeros([0]), sequenceLength: 2) }
  }
}
