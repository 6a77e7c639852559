import TensorGraph

/// Whole numbers as their places in a vocabulary, which is given or learned from data.
///
/// ```swift
/// let lookup = IntegerLookup(vocabulary: [12, 36, 1138, 42])
/// lookup(Tensor([[12, 1138, 42], [42, 1000, 36]]))  // [[1, 3, 4], [4, 0, 2]]
/// ```
/// Numbers start with the mask's 0 (with a `maskToken` and `outputMode: .int`), then come `oovIndexCount` ones for what is not in the
/// vocabulary, then the vocabulary. Input: integers of any shape; output: the same shape, `int64`; with `.oneHot` `[…, numbers]`, with the
/// other modes `[batch, numbers]` of `[batch, tokens]`, of the compute type. Source: `keras.layers.IntegerLookup`.
public final class IntegerLookup: Layer, UnaryLayer {
  /// The most numbers that there may be, those in front included; any number of them if `nil`.
  public let maxTokens: Int?
  /// How many numbers stand for what is not in the vocabulary.
  public let oovIndexCount: Int
  /// What stands for a missing value: it becomes 0, or with other modes than `.int` nothing.
  public let maskToken: Int?
  /// What numbers of unknown tokens become with `invert`.
  public let oovToken: Int
  /// Whether numbers become tokens.
  public let invert: Bool
  public let outputMode: LookupOutputMode
  /// Whether vectors have `maxTokens` places, however many tokens there are.
  public let padsToMaxTokens: Bool
  /// What the layer was made with.
  private(set) var given: (tokens: [Int], idfWeights: [Double]?)?
  var known: Vocabulary<Int>?
  private var givenProblem: ShapeError?
  /// How many numbers there are, as a file says whose vocabulary comes later.
  private let statedSize: Int?
  /// Programs hold the vocabulary that they were made with.
  private var isInUse = false
  /// The weights of numbers, with `tfIDF`; not among the layer's weights, as in Keras.
  private(set) var idf: Variable?

  /// - Parameters:
  ///   - maxTokens: the most numbers that there may be, those in front included; `nil` for all tokens of the data.
  ///   - oovIndexCount: how many numbers stand for what is not in the vocabulary; with several, the remainder of a token's division by
  ///     them says which. With 0, such tokens become -1, or nothing in vectors. Default 1.
  ///   - maskToken: what stands for a missing value; none if `nil`.
  ///   - oovToken: what numbers of unknown tokens become with `invert`. Default -1.
  ///   - vocabulary: the tokens, each once; `nil` to learn them with `adapt`. May start with what stands in front.
  ///   - idfWeights: of each token, with `outputMode: .tfIDF`.
  ///   - invert: whether numbers become tokens.
  ///   - outputMode: what the layer gives. Default `.int`.
  ///   - padsToMaxTokens: whether vectors have `maxTokens` places, however many tokens there are.
  public convenience init(
    maxTokens: Int? = nil, oovIndexCount: Int = 1, maskToken: Int? = nil, oovToken: Int = -1,
    vocabulary: [Int]? = nil, idfWeights: [Double]? = nil, invert: Bool = false, outputMode: LookupOutputMode = .int,
    padsToMaxTokens: Bool = false, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    let rules = LookupRules(
      maxTokens: maxTokens, oovIndexCount: oovIndexCount, maskToken: maskToken, oovToken: oovToken,
      outputMode: outputMode, padsToMaxTokens: padsToMaxTokens, invert: invert)
    self.init(rules, vocabulary, idfWeights, statedSize: nil, name: name, dtype: dtype)
  }

  init(
    _ rules: LookupRules<Int>, _ vocabulary: [Int]?, _ idfWeights: [Double]?, statedSize: Int?, name: String?,
    dtype: DTypePolicy?
  ) {
    (maxTokens, oovIndexCount) = (rules.maxTokens, rules.oovIndexCount)
    (maskToken, oovToken) = (rules.maskToken, rules.oovToken)
    (outputMode, padsToMaxTokens, invert) = (rules.outputMode, rules.padsToMaxTokens, rules.invert)
    self.statedSize = statedSize
    givenProblem = rules.problem
    super.init(name: name, dtype: dtype)
    guard let vocabulary, givenProblem == nil else { return }
    given = (vocabulary, idfWeights)
    do { take(try Vocabulary(vocabulary, idfWeights: idfWeights, rules)) } catch { givenProblem = error }
  }

  var rules: LookupRules<Int> {
    LookupRules(
      maxTokens: maxTokens, oovIndexCount: oovIndexCount, maskToken: maskToken, oovToken: oovToken,
      outputMode: outputMode, padsToMaxTokens: padsToMaxTokens, invert: invert)
  }

  /// How many numbers there are: those in front, and one for each token.
  public var vocabularySize: Int { rules.problem == nil ? rules.tokenStart + (known?.tokens.count ?? 0) : 0 }

  /// The tokens in the order of their numbers.
  ///
  /// - Parameter includesSpecialTokens: whether with what stands in front: then a token's place is its number. Default `true`.
  public func vocabulary(includesSpecialTokens: Bool = true) -> [Int] {
    (includesSpecialTokens && rules.problem == nil ? rules.specialTokens : []) + (known?.tokens ?? [])
  }

  /// The length of vectors, if it is known.
  private var depth: Int? { padsToMaxTokens ? maxTokens : known == nil ? statedSize : vocabularySize }

  package override var castsInputs: Bool { false }

  public override func build(_ input: Shape) {
    if let givenProblem {
      return fail(expected: givenProblem.expected, received: givenProblem.received, fix: givenProblem.fix)
    }
    guard outputMode != .int else { return }
    guard let depth, depth >= 0 else {
      return fail(
        expected: "a vocabulary, which says how long vectors are", received: "none",
        fix: "call adapt first, or give vocabulary:, or maxTokens: with padsToMaxTokens: true")
    }
    // A file's weights come later than its graph.
    if outputMode == .tfIDF, idf == nil, depth <= 1 << 28, WeightLoading.isUnderWay {
      idf = Variable(Tensor.zeros([depth]))
    }
  }

  public func call(_ x: Tensor) -> Tensor {
    guard let known else {
      // A graph may be described before the vocabulary is known.
      guard x.isSymbolic else {
        return failed(
          expected: "a layer with a vocabulary", received: "none", fix: "call adapt first, or give vocabulary:")
      }
      return outputMode.encoded(x.cast(to: .int32), count: depth ?? 0, weights: nil, dtype: computeDType)
    }
    isInUse = true
    if invert { return tokens(x, known) }
    guard outputMode != .tfIDF || idf != nil else {
      return failed(expected: "a vocabulary with weights", received: "one without", fix: "call adapt first")
    }
    let weights = idf.map { idf in Trace.suspended { idf.value } }
    return outputMode.encoded(
      LookupTable(rules, known.tokens).numbers(of: x), count: depth ?? 0, weights: weights, dtype: computeDType)
  }

  private func tokens(_ numbers: Tensor, _ known: Vocabulary<Int>) -> Tensor {
    let numbers = numbers.cast(to: .int64)
    let unknown = Tensor.full(like: numbers, oovToken)
    var result = unknown
    if !known.tokens.isEmpty {
      let place = numbers - rules.tokenStart
      let last = known.tokens.count - 1
      let found = Tensor(known.tokens.map { Int64($0) }).take(minimum(maximum(place, 0), last), axis: 0)
      result = which(logicalAnd(place .>= 0, place .<= last), found, unknown)
    }
    return maskToken.map { which(numbers .== 0, $0, result) } ?? result
  }

  // MARK: - Vocabularies

  /// Replaces the vocabulary.
  ///
  /// - Parameters:
  ///   - tokens: each once; may start with what stands in front.
  ///   - idfWeights: of each token, with `outputMode: .tfIDF`.
  /// - Throws: if the tokens don't fit the layer's arguments, or the layer was called with another vocabulary.
  public func setVocabulary(_ tokens: [Int], idfWeights: [Double]? = nil) throws {
    do throws(ShapeError) {
      if let problem = rules.problem { throw problem }
      try replace(by: try Vocabulary(tokens, idfWeights: idfWeights, rules))
    } catch {
      throw vocabularyError("cannot take this vocabulary", error)
    }
  }

  /// Learns the vocabulary from data, in place of what was learned before: the most frequent tokens, of equally frequent ones the larger.
  ///
  /// - Parameter data: integers, `[samples, …]`; of `[samples]` each is a sample of its own.
  /// - Throws: if a vocabulary was given, or the layer was called with another.
  public func adapt(_ data: Tensor) throws { try adapt(batches: [data]) }

  /// Learns the vocabulary from data in batches, in place of what was learned before.
  ///
  /// - Parameter batches: integers, `[samples, …]` each.
  /// - Throws: if a vocabulary was given, or the layer was called with another.
  public func adapt(batches: some Sequence<Tensor>) throws {
    do {
      if let givenProblem { throw givenProblem }
      guard given == nil else {
        throw ShapeError(
          expected: "a layer without a given vocabulary", received: "one of \(given?.tokens.count ?? 0) tokens",
          fix: "leave out vocabulary: to learn it")
      }
      var counts = TokenCounts<Int>()
      for batch in batches {
        let numbers = try batch.checked().cast(to: .int64).scalars(as: Int64.self).map { Int($0) }
        let length = max(numbers.count / max(batch.shape[0] ?? 1, 1), 1)
        for start in stride(from: 0, to: numbers.count, by: length) {
          counts.add(numbers[start..<min(start + length, numbers.count)])
        }
      }
      try replace(by: counts.vocabulary(rules))
    } catch let error as ShapeError {
      throw vocabularyError("cannot adapt", error)
    }
  }

  private func replace(by vocabulary: Vocabulary<Int>) throws(ShapeError) {
    guard !isInUse || vocabulary.tokens == known?.tokens && vocabulary.idfWeights == known?.idfWeights else {
      throw ShapeError(
        expected: "the vocabulary that the layer was called with", received: "another",
        fix: "set the vocabulary before the first call, or make a new layer")
    }
    if outputMode != .int, !padsToMaxTokens, let statedSize, known == nil,
      rules.tokenStart + vocabulary.tokens.count != statedSize
    {
      throw ShapeError(
        expected: "\(statedSize) numbers, as the layer's configuration says",
        received: "\(rules.tokenStart + vocabulary.tokens.count)", fix: "give the vocabulary that belongs to it")
    }
    take(vocabulary)
    given = nil
    givenProblem = nil
  }

  private func take(_ vocabulary: Vocabulary<Int>) {
    known = vocabulary
    if let weights = vocabulary.idfWeights { idf = Variable(Tensor(weights)) }
  }

  /// Sets tokens that a file has apart from their weights.
  func setStoredTokens(_ tokens: [Int]) throws(ShapeError) {
    if let problem = rules.problem { throw problem }
    let bare = LookupRules(
      maxTokens: maxTokens, oovIndexCount: oovIndexCount, maskToken: maskToken, oovToken: oovToken,
      outputMode: outputMode == .tfIDF ? .count : outputMode, padsToMaxTokens: padsToMaxTokens, invert: invert)
    let read = try Vocabulary(tokens, idfWeights: nil, bare)
    try replace(by: Vocabulary(learned: read.tokens, idfWeights: nil))
  }

  private func vocabularyError(_ what: String, _ error: ShapeError) -> KerasError {
    KerasError("\(displayName) \(what).", expected: error.expected, received: error.received, fix: error.fix)
  }
}
