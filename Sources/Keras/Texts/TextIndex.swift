import TensorGraph

/// A vocabulary of texts with its arguments: what `StringLookup` and `TextVectorization` share.
struct TextIndex {
  let rules: LookupRules<TextBytes>
  /// The texts of unknown tokens go to one of several numbers by their hash, salted if there is a salt.
  let salt: (UInt64, UInt64)?
  private(set) var known: Vocabulary<TextBytes>?
  private var numbers: [TextBytes: Int32] = [:]

  init(_ rules: LookupRules<TextBytes>, salt: (UInt64, UInt64)? = nil) {
    self.rules = rules
    self.salt = salt
  }

  mutating func set(_ tokens: [String], idfWeights: [Double]?) throws(ShapeError) {
    if let problem = rules.problem { throw problem }
    set(try Vocabulary(tokens.map { TextBytes($0) }, idfWeights: idfWeights, rules))
  }

  /// Learns the vocabulary from samples of tokens.
  mutating func adapt(_ samples: some Sequence<[TextBytes]>) throws(ShapeError) {
    if let problem = rules.problem { throw problem }
    var counts = TokenCounts<TextBytes>()
    for sample in samples { counts.add(sample) }
    set(counts.vocabulary(rules))
  }

  private mutating func set(_ vocabulary: Vocabulary<TextBytes>) {
    known = vocabulary
    numbers = [:]
    numbers.reserveCapacity(vocabulary.tokens.count)
    for (place, token) in vocabulary.tokens.enumerated() { numbers[token] = Int32(place + rules.tokenStart) }
  }

  var size: Int { rules.problem == nil ? rules.tokenStart + (known?.tokens.count ?? 0) : 0 }

  func vocabulary(includesSpecialTokens: Bool) -> [String] {
    let special = includesSpecialTokens && rules.problem == nil ? rules.specialTokens : []
    return (special + (known?.tokens ?? [])).map(\.text)
  }

  func requireVocabulary() throws(ShapeError) {
    if let problem = rules.problem { throw problem }
    guard known == nil else { return }
    throw ShapeError(expected: "a vocabulary", received: "none", fix: "call adapt first, or give vocabulary:")
  }

  /// The number of a token; -1 if it has none.
  func number(_ token: TextBytes) -> Int32 {
    if token == rules.maskToken { return rules.outputMode == .int ? 0 : -1 }
    if let number = numbers[token] { return number }
    switch rules.oovIndexCount {
    case 0: return -1
    case 1: return Int32(rules.oovStart)
    default: return Int32(TextHash.bin(token.bytes, rules.oovIndexCount, salt) + rules.oovStart)
    }
  }

  /// One vector for each row of numbers, with another mode than `.int`: `[rows, numbers]`, or `[rows, tokens, numbers]` with `.oneHot`,
  /// whose rows are of one length.
  func vectors(_ rows: [[Int32]]) throws -> Tensor {
    let depth = rules.padsToMaxTokens ? rules.maxTokens ?? size : size
    let isOneHot = rules.outputMode == .oneHot
    let samples = isOneHot ? rows.flatMap { $0.map { [$0] } } : rows
    guard Shape([samples.count, depth]).isPossible, samples.count * max(depth, 1) <= 1 << 31 else {
      throw ShapeError(
        expected: "vectors that fit into memory", received: "\(samples.count) of length \(depth)",
        fix: "give fewer texts at once, or maxTokens")
    }
    var values = [Float](repeating: 0, count: samples.count * depth)
    for (row, sample) in samples.enumerated() {
      for number in sample where number >= 0 {
        let place = row * depth + Int(number)
        values[place] = rules.outputMode == .count || rules.outputMode == .tfIDF ? values[place] + 1 : 1
      }
      guard let weights = known?.idfWeights, rules.outputMode == .tfIDF else { continue }
      for column in 0..<depth { values[row * depth + column] *= weights[column] }
    }
    let shape = isOneHot ? [rows.count, rows.first?.count ?? 0, depth] : [rows.count, depth]
    return Tensor(values, shape: shape)
  }
}

/// In which of several bins a text falls.
enum TextHash {
  static func bin(_ bytes: [UInt8], _ count: Int, _ salt: (UInt64, UInt64)?) -> Int {
    let hash = salt.map { SipHash.of(bytes, $0) } ?? TextFingerprint.of(bytes)
    return Int(hash % UInt64(count))
  }
}

extension KerasError {
  /// What is wrong with texts or arguments of something that is no layer.
  static func texts(_ who: String, _ error: ShapeError) -> KerasError {
    KerasError(who, expected: error.expected, received: error.received, fix: error.fix)
  }
}
