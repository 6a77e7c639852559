import TensorGraph

/// Texts as their places in a vocabulary, which is given or learned from data.
///
/// ```swift
/// let lookup = StringLookup(vocabulary: ["a", "b", "c"])
/// try lookup(["a", "c", "x"])  // [1, 3, 0]
/// ```
/// As tensors hold no texts, it stands in front of a model and is not part of it. Numbers start with the mask's 0 (with a `maskToken` and
/// `outputMode: .int`), then come `oovIndexCount` ones for what is not in the vocabulary, then the vocabulary.
/// Source: `keras.layers.StringLookup`.
public final class StringLookup {
  public let outputMode: LookupOutputMode
  private var index: TextIndex
  private let isGiven: Bool
  private var problem: ShapeError?

  /// - Parameters:
  ///   - maxTokens: the most numbers that there may be, those in front included; `nil` for all tokens of the data.
  ///   - oovIndexCount: how many numbers stand for what is not in the vocabulary; with several, the hash of a text says which. With 0,
  ///     such texts become -1, or nothing in vectors. Default 1.
  ///   - maskToken: what stands for a missing value: it becomes 0, or with other modes than `.int` nothing.
  ///   - oovToken: what numbers of unknown texts are called. Default `[UNK]`.
  ///   - vocabulary: the texts, each once; `nil` to learn them with `adapt`. May start with what stands in front.
  ///   - idfWeights: of each text, with `outputMode: .tfIDF`.
  ///   - outputMode: what a call gives. Default `.int`.
  ///   - padsToMaxTokens: whether vectors have `maxTokens` places, however many texts there are.
  ///   - salt: two numbers that make the hashes others, as Keras' `salt` does.
  public init(
    maxTokens: Int? = nil, oovIndexCount: Int = 1, maskToken: String? = nil, oovToken: String = "[UNK]",
    vocabulary: [String]? = nil, idfWeights: [Double]? = nil, outputMode: LookupOutputMode = .int,
    padsToMaxTokens: Bool = false, salt: (UInt64, UInt64)? = nil
  ) {
    self.outputMode = outputMode
    isGiven = vocabulary != nil
    index = TextIndex(
      LookupRules(
        maxTokens: maxTokens, oovIndexCount: oovIndexCount, maskToken: maskToken.map { TextBytes($0) },
        oovToken: TextBytes(oovToken), outputMode: outputMode, padsToMaxTokens: padsToMaxTokens),
      salt: salt)
    guard let vocabulary else { return }
    do throws(ShapeError) { try index.set(vocabulary, idfWeights: idfWeights) } catch { problem = error }
  }

  /// How many numbers there are: those in front, and one for each text.
  public var vocabularySize: Int { index.size }

  /// The texts in the order of their numbers.
  ///
  /// - Parameter includesSpecialTokens: whether with what stands in front: then a text's place is its number. Default `true`.
  public func vocabulary(includesSpecialTokens: Bool = true) -> [String] {
    index.vocabulary(includesSpecialTokens: includesSpecialTokens)
  }

  /// Replaces the vocabulary.
  ///
  /// - Throws: if the texts don't fit the arguments.
  public func setVocabulary(_ tokens: [String], idfWeights: [Double]? = nil) throws {
    try explained("cannot take this vocabulary") {
      try index.set(tokens, idfWeights: idfWeights)
    }
    problem = nil
  }

  /// Learns the vocabulary from texts, each a sample of its own: the most frequent ones, of equally frequent ones the last by their bytes.
  ///
  /// - Throws: if a vocabulary was given.
  public func adapt(_ texts: [String]) throws { try adapt(texts.map { [$0] }) }

  /// Learns the vocabulary from samples of several texts.
  ///
  /// - Throws: if a vocabulary was given.
  public func adapt(_ samples: [[String]]) throws {
    try explained("cannot adapt") {
      guard !isGiven else {
        throw ShapeError(
          expected: "a StringLookup without a given vocabulary", received: "one with", fix: "leave out vocabulary:")
      }
      try index.adapt(samples.lazy.map { $0.map { TextBytes($0) } })
    }
  }

  /// - Parameter texts: of one sample.
  /// - Returns: `[texts]` numbers, `int64`; with `.oneHot` `[texts, numbers]`, with other modes `[numbers]`, `float32`.
  /// - Throws: if there is no vocabulary.
  public func callAsFunction(_ texts: [String]) throws -> Tensor { try looked(up: [texts]).squeezed(axis: 0) }

  /// - Parameter samples: as many texts in each.
  /// - Returns: `[samples, texts]` numbers, `int64`; with `.oneHot` `[samples, texts, numbers]` (`[samples, numbers]` of one text each), with
  ///   other modes `[samples, numbers]`, `float32`.
  /// - Throws: if there is no vocabulary, or samples are of several lengths.
  public func callAsFunction(_ samples: [[String]]) throws -> Tensor {
    let found = try looked(up: samples)
    return outputMode == .oneHot && found.shape[1] == 1 ? found.squeezed(axis: 1) : found
  }

  private func looked(up samples: [[String]]) throws -> Tensor {
    try explained("cannot look these texts up") {
      if let problem { throw problem }
      try index.requireVocabulary()
      let length = samples.first?.count ?? 0
      if let other = samples.first(where: { $0.count != length }) {
        throw ShapeError(
          expected: "samples of one length", received: "\(length) and \(other.count) texts",
          fix: "pad them, or use TextVectorization")
      }
      let numbers = samples.map { $0.map { index.number(TextBytes($0)) } }
      guard outputMode == .int else { return try index.vectors(numbers) }
      return Tensor(numbers.flatMap { $0.map { Int64($0) } }, shape: [samples.count, length])
    }
  }

  /// The texts of numbers, in the order of the tensor's elements: what Keras' `invert` gives.
  ///
  /// - Throws: if there is no vocabulary, or the tensor has no values.
  public func texts(_ numbers: Tensor) throws -> [String] {
    try explained("cannot name these numbers") {
      try index.requireVocabulary()
      let all = vocabulary()
      let oov = index.rules.oovToken.text
      return try numbers.cast(to: .int64).scalars(as: Int64.self).map { number in
        all.indices.contains(Int(number)) ? all[Int(number)] : oov
      }
    }
  }

  private func explained<Result>(_ what: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as ShapeError { throw KerasError.texts("StringLookup \(what).", error) }
  }
}
