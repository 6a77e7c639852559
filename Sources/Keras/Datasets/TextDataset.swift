import Formats

/// Batches of texts out of files, with their labels. Tensors hold no texts, so `map` turns them into numbers:
///
/// ```swift
/// let train = try textDataset(fromDirectory: "reviews/train")
/// let vectorize = TextVectorization(maxTokens: 10_000, outputSequenceLength: 200)
/// try vectorize.adapt(train.texts)
/// try model.fit(train.map { try (vectorize($0), $1) }, epochs: 5)
/// ```
public struct TextDataset: Sequence {
  /// A batch: its texts, and their labels as `labelMode` says.
  public typealias Element = (texts: [String], labels: Tensor)

  /// The names of the classes, whose places are their numbers.
  public var classNames: [String] { index.classNames }
  /// The files, in the order of `texts`.
  public var filePaths: [String] { index.paths }
  /// All texts, in the order before shuffling anew in each pass.
  public let texts: [String]
  /// The number of batches.
  public var count: Int { batches.elementCount }
  private let index: DirectoryIndex
  private let batches: FileBatches

  init(_ index: DirectoryIndex, batches: FileBatches, maxLength: Int?) throws {
    (self.index, self.batches) = (index, batches)
    texts = try index.paths.map { try TextDataset.text($0, maxLength: maxLength) }
  }

  /// - Throws: if the file is not UTF-8: Keras would take other letters for it without a word.
  private static func text(_ path: String, maxLength: Int?) throws -> String {
    let file = try RandomAccessFile(path: path)
    var bytes = try file.bytes(at: 0, count: Swift.min(file.count, maxLength ?? Int.max))
    // A letter that the limit cuts is left out.
    if bytes.count < file.count, let last = bytes.lastIndex(where: { $0 & 0xC0 != 0x80 }) {
      let length = bytes[last] < 0x80 ? 1 : bytes[last] < 0xE0 ? 2 : bytes[last] < 0xF0 ? 3 : 4
      if bytes.count - last < length { bytes.removeSubrange(last...) }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw KerasError(
        "Text '\(path)' cannot be read.", expected: "text in UTF-8", received: "other bytes",
        fix: "convert it: iconv -f LATIN1 -t UTF-8, with the encoding that it has")
    }
    return text
  }

  /// The batches of one pass, in an order of its own if they are shuffled.
  public func makeIterator() -> AnyIterator<Element> {
    let numbers = batches.makeIterator()
    return AnyIterator {
      numbers.next().map { batch in (batch.map { texts[$0] }, index.labels(at: batch)) }
    }
  }

  /// Each batch turned into inputs and targets. What `transform` throws is thrown where the batch is used, by `fit` for example.
  public func map(_ transform: @escaping ([String], Tensor) throws -> (Tensor, Tensor)) -> Dataset<(Tensor, Tensor)> {
    Dataset(batches) { numbers in
      do {
        let pair = try transform(numbers.map { texts[$0] }, index.labels(at: numbers))
        return pair
      } catch {
        let failure = Tensor.failed(KerasError(of: error, at: "a batch of texts"))
        return (failure, failure)
      }
    }
  }
}

/// Texts out of the `.txt` files in a folder that has a folder for each class.
///
/// - Parameters:
///   - directory: its folders are the classes, in the order of their names; files may lie deeper in them. Hidden folders are no classes.
///   - labels: a number for each file in the order of the paths; then folders are no classes. Default: by the folders.
///   - labelMode: what the labels become. Default `.int`.
///   - classNames: the folders that count, in the order of their numbers. Default: all of them.
///   - batchSize: texts in a batch.
///   - maxLength: bytes after which texts are cut. Default: never.
///   - shuffle: whether files come in another order, and batches in another one in each pass. Default `true`.
///   - seed: fixes all orders.
///   - validationSplit: share of the files that is kept for validation, between 0 and 1. Needs `subset`, and `seed` if shuffled.
///   - subset: which part this dataset is made of.
///   - followLinks: whether linked folders are looked into. Default `false`.
/// - Returns: batches of texts and labels. Texts are read at once.
/// - Throws: `KerasError` with the path if a folder or file can't be read, nothing is found, or arguments contradict each other.
///
/// Source: `keras.utils.text_dataset_from_directory`.
public func textDataset(
  fromDirectory directory: String, labels: [Int]? = nil, labelMode: LabelMode = .int, classNames: [String]? = nil,
  batchSize: Int = 32, maxLength: Int? = nil, shuffle: Bool = true, seed: Int? = nil, validationSplit: Double? = nil,
  subset: DatasetSubset? = nil, followLinks: Bool = false, file: String = #fileID, line: Int = #line
) throws -> TextDataset {
  try KerasError.explained(directory, file, line) {
    for (name, value) in [("batchSize", batchSize), ("maxLength", maxLength ?? 1)] where value < 1 {
      throw KerasError(
        "textDataset cannot use '\(directory)'.", expected: "\(name) of at least 1", received: "\(value)",
        fix: "give another \(name)")
    }
    let index = try DirectoryIndex(
      DirectoryIndex.Arguments(
        function: "textDataset", directory: directory, endings: [".txt"], labels: labels, mode: labelMode,
        classNames: classNames, shuffle: shuffle, seed: seed, validationSplit: validationSplit, subset: subset,
        followLinks: followLinks))
    return try TextDataset(index, batches: index.batches(of: batchSize), maxLength: maxLength)
  }
}
