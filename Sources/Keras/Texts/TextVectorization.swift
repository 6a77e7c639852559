import TensorGraph

/// Texts as sequences of numbers, or as one vector each: cleaned, cut into tokens, and looked up in a vocabulary.
///
/// ```swift
/// let vectorize = TextVectorization(maxTokens: 20_000, outputSequenceLength: 200)
/// try vectorize.adapt(texts)
/// let x = try vectorize(texts)  // [texts, 200]
/// ```
/// As tensors hold no texts, it stands in front of a model and is not part of it. With `outputMode: .int` 0 is padding, 1 what is not in the
/// vocabulary, and the vocabulary starts with 2; with the other modes 0 is what is not in it. Source: `keras.layers.TextVectorization`.
public final class TextVectorization {
  /// How texts are cleaned.
  public enum Standardization {
    /// Letters of ASCII become small, and punctuation of ASCII is taken out.
    case lowerAndStripPunctuation
    /// Letters of ASCII become small.
    case lower
    /// Punctuation of ASCII is taken out.
    case stripPunctuation
    /// By a function of your own.
    case custom((String) -> String)
  }

  /// How texts are cut into tokens.
  public enum Split {
    /// At white space.
    case whitespace
    /// Each Unicode scalar is a token.
    case character
    /// By a function of your own.
    case custom((String) -> [String])
  }

  public let outputMode: LookupOutputMode
  /// The length of every sequence; that of the longest text if `nil`.
  public let outputSequenceLength: Int?
  private let standardize: Standardization?
  private let split: Split?
  private let widths: [Int]?
  private let isGiven: Bool
  private var index: TextIndex
  private var problem: ShapeError?

  /// - Parameters:
  ///   - maxTokens: the most numbers that there may be, those in front included; `nil` for all tokens of the data.
  ///   - standardize: how texts are cleaned; not at all if `nil`. Default `.lowerAndStripPunctuation`.
  ///   - split: how texts are cut into tokens; a text is one token if `nil`. Default `.whitespace`.
  ///   - ngrams: up to how many neighbours make tokens together, with spaces between; `nil` for each by itself.
  ///   - outputMode: what a call gives: `.int`, `.multiHot`, `.count` or `.tfIDF`. Default `.int`.
  ///   - outputSequenceLength: to which sequences are cut, or padded with 0, with `outputMode: .int`; the longest if `nil`.
  ///   - padsToMaxTokens: whether vectors have `maxTokens` places, however many tokens there are.
  ///   - vocabulary: the tokens, each once; `nil` to learn them with `adapt`.
  ///   - idfWeights: of each token, with `outputMode: .tfIDF`.
  public convenience init(
    maxTokens: Int? = nil, standardize: Standardization? = .lowerAndStripPunctuation, split: Split? = .whitespace,
    ngrams: Int? = nil, outputMode: LookupOutputMode = .int, outputSequenceLength: Int? = nil,
    padsToMaxTokens: Bool = false, vocabulary: [String]? = nil, idfWeights: [Double]? = nil
  ) {
    // What is no number of neighbours stays what it is, for the message.
    let widths = ngrams.map { $0 > 0 && $0 <= TextVectorization.mostNeighbours ? Array(1...$0) : [$0] }
    self.init(
      maxTokens: maxTokens, standardize: standardize, split: split, ngramWidths: widths, outputMode: outputMode,
      outputSequenceLength: outputSequenceLength, padsToMaxTokens: padsToMaxTokens, vocabulary: vocabulary,
      idfWeights: idfWeights)
  }

  /// - Parameter ngramWidths: of how many neighbours tokens are made, in this order.
  public init(
    maxTokens: Int? = nil, standardize: Standardization? = .lowerAndStripPunctuation, split: Split? = .whitespace,
    ngramWidths: [Int]?, outputMode: LookupOutputMode = .int, outputSequenceLength: Int? = nil,
    padsToMaxTokens: Bool = false, vocabulary: [String]? = nil, idfWeights: [Double]? = nil
  ) {
    (self.standardize, self.split, self.outputMode) = (standardize, split, outputMode)
    self.outputSequenceLength = outputSequenceLength
    widths = ngramWidths
    isGiven = vocabulary != nil
    index = TextIndex(
      LookupRules(
        maxTokens: maxTokens, oovIndexCount: 1, maskToken: TextBytes(""), oovToken: TextBytes("[UNK]"),
        outputMode: outputMode, padsToMaxTokens: padsToMaxTokens))
    problem = TextVectorization.problem(widths, outputMode, outputSequenceLength)
    guard let vocabulary, problem == nil else { return }
    do throws(ShapeError) { try index.set(vocabulary, idfWeights: idfWeights) } catch { problem = error }
  }

  private static let mostNeighbours = 1 << 10

  private static func problem(_ widths: [Int]?, _ mode: LookupOutputMode, _ length: Int?) -> ShapeError? {
    if let width = widths?.first(where: { !(1...mostNeighbours).contains($0) }) {
      return ShapeError(
        expected: "ngrams in 1...\(mostNeighbours)", received: "ngrams: \(width)", fix: "give how many neighbours")
    }
    if mode == .oneHot {
      return ShapeError(
        expected: "outputMode: .int, .multiHot, .count or .tfIDF", received: ".oneHot",
        fix: "use .int, and an Embedding or oneHot behind it")
    }
    guard let length else { return nil }
    if mode != .int {
      return ShapeError(
        expected: "outputSequenceLength with outputMode: .int only", received: "outputMode: .\(mode)",
        fix: "leave out outputSequenceLength")
    }
    guard !(1...(1 << 30)).contains(length) else { return nil }
    return ShapeError(
      expected: "outputSequenceLength of at least 1", received: "outputSequenceLength: \(length)",
      fix: "give the length of sequences, or leave it out")
  }

  /// How many numbers there are: those in front, and one for each token.
  public var vocabularySize: Int { index.size }

  /// The tokens in the order of their numbers.
  ///
  /// - Parameter includesSpecialTokens: whether with what stands in front: then a token's place is its number. Default `true`.
  public func vocabulary(includesSpecialTokens: Bool = true) -> [String] {
    index.vocabulary(includesSpecialTokens: includesSpecialTokens)
  }

  /// Replaces the vocabulary.
  ///
  /// - Throws: if the tokens don't fit the arguments.
  public func setVocabulary(_ tokens: [String], idfWeights: [Double]? = nil) throws {
    try explained("cannot take this vocabulary") {
      if let problem = Self.problem(widths, outputMode, outputSequenceLength) { throw problem }
      try index.set(tokens, idfWeights: idfWeights)
    }
    problem = nil
  }

  /// Learns the vocabulary from texts: the most frequent tokens, of equally frequent ones the last by their bytes.
  ///
  /// - Throws: if a vocabulary was given, or the arguments are wrong.
  public func adapt(_ texts: some Sequence<String>) throws {
    try explained("cannot adapt") {
      if let problem { throw problem }
      guard !isGiven else {
        throw ShapeError(
          expected: "a TextVectorization without a given vocabulary", received: "one with",
          fix: "leave out vocabulary:")
      }
      try index.adapt(texts.lazy.map { self.tokens($0) })
    }
  }

  /// - Returns: `[texts, length]` numbers, `int64`; with other modes `[texts, numbers]`, `float32`.
  /// - Throws: if there is no vocabulary, or the arguments are wrong.
  public func callAsFunction(_ texts: [String]) throws -> Tensor {
    try explained("cannot vectorize these texts") {
      if let problem { throw problem }
      try index.requireVocabulary()
      let rows = texts.map { text in tokens(text).map { index.number($0) } }
      guard outputMode == .int else { return try index.vectors(rows) }
      let length = outputSequenceLength ?? rows.map(\.count).max() ?? 0
      guard Shape([rows.count, length]).isPossible, rows.count * max(length, 1) <= 1 << 31 else {
        throw ShapeError(
          expected: "sequences that fit into memory", received: "\(rows.count) of length \(length)",
          fix: "give fewer texts at once, or a smaller outputSequenceLength")
      }
      var numbers = [Int64](repeating: 0, count: rows.count * length)
      for (row, sequence) in rows.enumerated() {
        for (place, number) in sequence.prefix(length).enumerated() { numbers[row * length + place] = Int64(number) }
      }
      return Tensor(numbers, shape: [rows.count, length])
    }
  }

  private func explained<Result>(_ what: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as ShapeError {
      throw KerasError.texts("TextVectorization \(what).", error)
    }
  }

  // MARK: - Tokens

  private func tokens(_ text: String) -> [TextBytes] {
    let single = Self.cut(clean(text), split)
    guard let widths else { return single }
    return widths.flatMap { width -> [TextBytes] in
      guard width <= single.count else { return [] }
      return (0...(single.count - width)).map { start in
        TextBytes(single[start..<(start + width)].map(\.bytes).joined(separator: [0x20]))
      }
    }
  }

  private func clean(_ text: String) -> [UInt8] {
    switch standardize {
    case nil: Array(text.utf8)
    case .lower?: text.utf8.map { Self.lower($0) }
    case .stripPunctuation?: text.utf8.filter { !Self.isPunctuation($0) }
    case .lowerAndStripPunctuation?: text.utf8.filter { !Self.isPunctuation($0) }.map { Self.lower($0) }
    case .custom(let function)?: Array(function(text).utf8)
    }
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  private static func cut(_ bytes: [UInt8], _ split: Split?) -> [TextBytes] {
    switch split {
    case nil: [TextBytes(bytes)]
    case .whitespace?: bytes.split { $0 == 0x20 || (0x09...0x0D).contains($0) }.map { TextBytes($0) }
    case .character?: String(decoding: bytes, as: UTF8.self).unicodeScalars.map { TextBytes(String($0)) }
    case .custom(let function)?: function(String(decoding: bytes, as: UTF8.self)).map { TextBytes($0) }
    }
  }
}
