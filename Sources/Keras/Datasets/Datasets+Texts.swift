import Formats
import Foundation

extension Datasets {
  /// IMDB: film reviews as numbers of words, and whether each is positive (1) or negative (0).
  ///
  /// 25,000 reviews each to train and to test. Words are numbered by how frequent they are: with the defaults, word `i` of
  /// `imdbWordIndex()` is `i + 3`, 1 starts a review, 2 stands for words left out, and 0 is free for padding.
  ///
  /// ```swift
  /// let (train, test) = try Datasets.imdb(numWords: 10_000)
  /// let x = try padSequences(train.x, maxlen: 200)
  /// ```
  ///
  /// - Parameters:
  ///   - numWords: words with this number or a larger one are left out; if `nil`, that with the largest.
  ///   - skipTop: words with a smaller number are left out.
  ///   - maxlen: only reviews shorter than this are kept.
  ///   - seed: the order of the reviews.
  ///   - startChar: what starts each review; nothing if `nil`.
  ///   - oovChar: what stands for a word left out; nothing if `nil`.
  ///   - indexFrom: what is added to the words' numbers.
  ///   - folder: a folder to look in behind Keras' cache; the file is `imdb.npz`.
  ///   - verbose: whether a download tells its progress on standard error.
  /// - Throws: `KerasError` if the file is damaged or can't be found, or if no review is shorter than `maxlen`.
  ///
  /// Source: <https://keras.io/api/datasets/imdb/>
  public static func imdb(
    numWords: Int? = nil, skipTop: Int = 0, maxlen: Int? = nil, seed: Int = 113, startChar: Int? = 1,
    oovChar: Int? = 2, indexFrom: Int = 3, folder: String? = nil, verbose: Bool = true, file: String = #fileID,
    line: Int = #line
  ) throws -> (train: SequenceSplit, test: SequenceSplit) {
    let coding = SequenceCoding(
      numWords: numWords, skipTop: skipTop, maxlen: maxlen, startChar: startChar, oovChar: oovChar,
      indexFrom: indexFrom)
    return try onThisMachine(folder: folder, verbose: verbose, file: file, line: line) {
      try imdb(coding, seed: seed, places: $0, downloader: $1)
    }
  }

  /// The numbers of the words in ``imdb(numWords:skipTop:maxlen:seed:startChar:oovChar:indexFrom:folder:verbose:file:line:)``,
  /// without `indexFrom`: 1 is the most frequent word.
  public static func imdbWordIndex(
    folder: String? = nil, verbose: Bool = true, file: String = #fileID, line: Int = #line
  ) throws -> [String: Int] {
    try onThisMachine(folder: folder, verbose: verbose, file: file, line: line) {
      try wordIndex(imdbWordSource, places: $0, downloader: $1)
    }
  }

  /// Reuters: news as numbers of words, and which of 46 topics each is of.
  ///
  /// 11,228 texts; words are numbered as in `imdb`. The topics' names are `reutersLabelNames`.
  ///
  /// - Parameters:
  ///   - numWords: words with this number or a larger one are left out; if `nil`, that with the largest.
  ///   - skipTop: words with a smaller number are left out.
  ///   - maxlen: only texts shorter than this are kept.
  ///   - testSplit: the share of the texts to test with.
  ///   - seed: the order of the texts.
  ///   - startChar: what starts each text; nothing if `nil`.
  ///   - oovChar: what stands for a word left out; nothing if `nil`.
  ///   - indexFrom: what is added to the words' numbers.
  ///   - folder: a folder to look in behind Keras' cache; the file is `reuters.npz`.
  ///   - verbose: whether a download tells its progress on standard error.
  /// - Throws: `KerasError` if the file is damaged or can't be found.
  ///
  /// Source: <https://keras.io/api/datasets/reuters/>
  public static func reuters(
    numWords: Int? = nil, skipTop: Int = 0, maxlen: Int? = nil, testSplit: Double = 0.2, seed: Int = 113,
    startChar: Int? = 1, oovChar: Int? = 2, indexFrom: Int = 3, folder: String? = nil, verbose: Bool = true,
    file: String = #fileID, line: Int = #line
  ) throws -> (train: SequenceSplit, test: SequenceSplit) {
    let coding = SequenceCoding(
      numWords: numWords, skipTop: skipTop, maxlen: maxlen, startChar: startChar, oovChar: oovChar,
      indexFrom: indexFrom)
    return try onThisMachine(folder: folder, verbose: verbose, file: file, line: line) {
      try reuters(coding, testSplit: testSplit, seed: seed, places: $0, downloader: $1)
    }
  }

  /// The numbers of the words in `reuters`, without `indexFrom`.
  public static func reutersWordIndex(
    folder: String? = nil, verbose: Bool = true, file: String = #fileID, line: Int = #line
  ) throws -> [String: Int] {
    try onThisMachine(folder: folder, verbose: verbose, file: file, line: line) {
      try wordIndex(reutersWordSource, places: $0, downloader: $1)
    }
  }

  /// The names of the topics of `reuters`, by their numbers.
  public static let reutersLabelNames = [
    "cocoa", "grain", "veg-oil", "earn", "acq", "wheat", "copper", "housing", "money-supply", "coffee", "sugar",
    "trade",
    "reserves", "ship", "cotton", "carcass", "crude", "nat-gas", "cpi", "money-fx", "interest", "gnp", "meal-feed",
    "alum", "oilseed", "gold", "tin", "strategic-metal", "livestock", "retail", "ipi", "iron-steel", "rubber", "heat",
    "jobs", "lei", "bop", "zinc", "orange", "pet-chem", "dlr", "gas", "silver", "wpi", "hog", "lead",
  ]

  static let imdbSource = DatasetSource(
    function: "imdb", title: "IMDB",
    files: [
      .keras("imdb.npz", 17_464_789, .sha256("69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"))
    ])
  static let imdbWordSource = DatasetSource(
    function: "imdbWordIndex", title: "the words of IMDB",
    files: [.keras("imdb_word_index.json", 1_641_221, .md5("bfafd718b763782e994055a2d397834f"))])
  static let reutersSource = DatasetSource(
    function: "reuters", title: "Reuters",
    files: [
      .keras("reuters.npz", 2_110_848, .sha256("d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"))
    ])
  static let reutersWordSource = DatasetSource(
    function: "reutersWordIndex", title: "the words of Reuters",
    files: [.keras("reuters_word_index.json", 550_378, .md5("4d44cc38712099c9e383dc6e5f11a921"))])

  static func imdb(
    _ coding: SequenceCoding, seed: Int, places: DatasetPlaces, downloader: Downloader
  ) throws -> (train: SequenceSplit, test: SequenceSplit) {
    let path = try imdbSource.locate(places, downloader)[0]
    var random = try imdbSource.random(seed)
    var parts: [(texts: [[Int]], labels: [Int])] = []
    for part in ["train", "test"] {
      let (texts, labels) = try imdbSource.texts(path, "x_\(part)", "y_\(part)", &random)
      parts.append(try coding.short(texts.map { try coding.coded($0, of: imdbSource) }, labels))
    }
    if coding.maxlen != nil, parts.contains(where: { $0.texts.isEmpty }) {
      throw imdbSource.invalidArgument(
        "a maxlen that some reviews of each part are shorter than", "maxlen: \(coding.maxlen!)",
        fix: "use a larger maxlen")
    }
    let limited = coding.limited(parts[0].texts + parts[1].texts)
    let count = parts[0].texts.count
    return (
      SequenceSplit(x: Array(limited[..<count]), y: Tensor(parts[0].labels.map { Int64($0) })),
      SequenceSplit(x: Array(limited[count...]), y: Tensor(parts[1].labels.map { Int64($0) }))
    )
  }

  static func reuters(
    _ coding: SequenceCoding, testSplit: Double, seed: Int, places: DatasetPlaces, downloader: Downloader
  ) throws -> (train: SequenceSplit, test: SequenceSplit) {
    let path = try reutersSource.locate(places, downloader)[0]
    var random = try reutersSource.random(seed)
    let (all, allLabels) = try reutersSource.texts(path, "x", "y", &random)
    // Without a start, Keras moves the numbers just the same.
    let (texts, labels) = try coding.short(all.map { try coding.coded($0, of: reutersSource) }, allLabels)
    let limited = coding.limited(texts)
    let count = try reutersSource.trainingCount(texts.count, testSplit)
    return (
      SequenceSplit(x: Array(limited[..<count]), y: Tensor(labels[..<count].map { Int64($0) })),
      SequenceSplit(x: Array(limited[count...]), y: Tensor(labels[count...].map { Int64($0) }))
    )
  }

  static func wordIndex(
    _ source: DatasetSource, places: DatasetPlaces, downloader: Downloader
  ) throws -> [String: Int] {
    let path = try source.locate(places, downloader)[0]
    do {
      return try JSONDecoder().decode([String: Int].self, from: Data(contentsOf: URL(filePath: path)))
    } catch {
      throw source.unusable(
        path, expected: "a JSON object of words and their numbers", received: error.localizedDescription)
    }
  }
}

extension DatasetSource {
  /// Texts and their labels from a NumPy archive, in the order that the random numbers give.
  fileprivate func texts(
    _ path: String, _ texts: String, _ labels: String, _ random: inout NumPyRandom
  ) throws -> (texts: [[Int]], labels: [Int]) {
    try reading(path) {
      let archive = try ZipReader(path: path)
      let array = try checked(NPZ.read(from: archive, names: [labels])[0].array, path, [.int64, .int32, .uint8], [nil])
      let values =
        switch array.dtype {
        case .int64: array.elements(as: Int64.self).map { Int($0) }
        case .int32: array.elements(as: Int32.self).map { Int($0) }
        default: array.elements(as: UInt8.self).map { Int($0) }
        }
      guard let entry = archive.entry("\(texts).npy") else {
        throw unusable(path, expected: "an array '\(texts)'", received: "an archive without it")
      }
      let pickle = try NPY.readObjects(from: archive.open(entry))
      let objects = try pickle.objects(pickle.root)
      guard objects.count == values.count else {
        throw unusable(
          path, expected: "a label for each of \(objects.count) texts",
          received: "\(values.count.counted("label", "labels"))")
      }
      let order = random.shuffled(objects.count)
      return (try order.map { try pickle.integers(objects[$0]) }, order.map { values[$0] })
    }
  }
}
