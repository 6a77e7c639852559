import Foundation
import TensorGraph

/// What tokens are: whole numbers or texts.
protocol LookupToken: Hashable, Sendable {
  /// Whether the token comes before another that occurs as often: Keras puts larger ones first.
  func isBefore(_ other: Self) -> Bool
}

extension Int: LookupToken {
  func isBefore(_ other: Int) -> Bool { self > other }
}

/// The arguments of a layer that looks tokens up: which numbers stand for no token, and how many there may be.
struct LookupRules<Token: LookupToken>: Sendable {
  let maxTokens: Int?
  let oovIndexCount: Int
  let maskToken: Token?
  let oovToken: Token
  let outputMode: LookupOutputMode
  let padsToMaxTokens: Bool
  var invert = false

  /// The number of the first token that is not known: 0, or 1 behind the mask's.
  var oovStart: Int { maskToken != nil && outputMode == .int ? 1 : 0 }
  /// The number of the first token of the vocabulary.
  var tokenStart: Int { oovStart + oovIndexCount }
  /// What stands in front of the vocabulary.
  var specialTokens: [Token] {
    Array(repeating: maskToken ?? oovToken, count: oovStart) + Array(repeating: oovToken, count: oovIndexCount)
  }

  /// More numbers than any vocabulary needs for what it lacks.
  static var mostOOVIndices: Int { 1 << 20 }

  static var longestVector: Int { 1 << 24 }

  /// What is wrong with the arguments.
  var problem: ShapeError? {
    if let maxTokens, maxTokens <= 1 {
      return ShapeError(
        expected: "maxTokens of at least 2, or nil", received: "maxTokens: \(maxTokens)",
        fix: "leave it out for all tokens")
    }
    if !(0...Self.mostOOVIndices).contains(oovIndexCount) {
      return ShapeError(
        expected: "oovIndexCount in 0...\(Self.mostOOVIndices)", received: "oovIndexCount: \(oovIndexCount)",
        fix: "give how many numbers stand for unknown tokens")
    }
    if padsToMaxTokens, !(maxTokens.map { $0 <= Self.longestVector } ?? false) {
      return ShapeError(
        expected: "maxTokens of at most \(Self.longestVector), to which padsToMaxTokens pads",
        received: "maxTokens: \(maxTokens.map(String.init) ?? "nil")",
        fix: "give maxTokens, or leave out padsToMaxTokens")
    }
    if invert, outputMode != .int {
      return ShapeError(
        expected: "outputMode: .int, as invert gives tokens", received: "outputMode: .\(outputMode)",
        fix: "leave out outputMode")
    }
    return nil
  }
}

/// The tokens that a layer knows.
struct Vocabulary<Token: LookupToken>: Sendable {
  /// Without those that stand in front, in the order of their numbers.
  let tokens: [Token]
  /// The weight of each number, with `tfIDF`: those in front, of tokens, and zeros up to `maxTokens` if padded.
  let idfWeights: [Float]?

  init(learned tokens: [Token], idfWeights: [Float]?) {
    self.tokens = tokens
    self.idfWeights = idfWeights
  }

  /// A list of tokens, with what stands in front or without it.
  init(_ given: [Token], idfWeights: [Double]?, _ rules: LookupRules<Token>) throws(ShapeError) {
    guard !given.isEmpty else {
      throw ShapeError(
        expected: "a vocabulary of at least one token", received: "an empty one", fix: "give tokens, or use adapt")
    }
    let isWhole = given.starts(with: rules.specialTokens)
    tokens = isWhole ? Array(given.dropFirst(rules.tokenStart)) : given
    try Self.check(tokens, rules)
    guard rules.outputMode == .tfIDF else {
      guard idfWeights == nil else {
        throw ShapeError(
          expected: "idfWeights with outputMode: .tfIDF only", received: "outputMode: .\(rules.outputMode)",
          fix: "leave out idfWeights")
      }
      self.idfWeights = nil
      return
    }
    guard let idfWeights, idfWeights.count == given.count else {
      throw ShapeError(
        expected: "idfWeights, one for each of \(given.count) tokens",
        received: idfWeights.map { "\($0.count.counted("weight", "weights"))" } ?? "none",
        fix: "give one number for each token, or use adapt")
    }
    let mean = idfWeights.reduce(0, +) / Double(idfWeights.count)
    let front = isWhole ? [] : Array(repeating: mean, count: rules.tokenStart)
    self.idfWeights = Self.padded((front + idfWeights).map { Float($0) }, rules)
  }

  private static func check(_ tokens: [Token], _ rules: LookupRules<Token>) throws(ShapeError) {
    var seen: Set<Token> = []
    for token in tokens where !seen.insert(token).inserted {
      throw ShapeError(expected: "a vocabulary with each token once", received: "'\(token)' twice", fix: "remove one")
    }
    if let mask = rules.maskToken, seen.contains(mask) { throw misplaced(mask, "maskToken", rules) }
    if rules.invert, seen.contains(rules.oovToken) { throw misplaced(rules.oovToken, "oovToken", rules) }
    let count = rules.tokenStart + tokens.count
    if let maximum = rules.maxTokens, count > maximum {
      throw ShapeError(
        expected: "at most \(maximum) tokens, as maxTokens says", received: "\(count) with those in front",
        fix: "give fewer tokens, or a larger maxTokens")
    }
  }

  private static func misplaced(_ token: Token, _ argument: String, _ rules: LookupRules<Token>) -> ShapeError {
    ShapeError(
      expected: "the \(argument) at the start of the vocabulary, as part of \(rules.specialTokens), or not at all",
      received: "'\(token)' among the tokens", fix: "take out all such tokens")
  }

  static func padded(_ weights: [Float], _ rules: LookupRules<Token>) -> [Float] {
    guard rules.padsToMaxTokens, let count = rules.maxTokens, count > weights.count else { return weights }
    return weights + Array(repeating: 0, count: count - weights.count)
  }
}

/// How often tokens occur in data.
struct TokenCounts<Token: LookupToken> {
  private var counts: [Token: Int] = [:]
  private var documentCounts: [Token: Int] = [:]
  private var documents = 0

  /// Counts the tokens of a sample.
  mutating func add(_ document: some Sequence<Token>) {
    documents += 1
    var seen: Set<Token> = []
    for token in document {
      counts[token, default: 0] += 1
      if seen.insert(token).inserted { documentCounts[token, default: 0] += 1 }
    }
  }

  /// The most frequent tokens.
  func vocabulary(_ rules: LookupRules<Token>) -> Vocabulary<Token> {
    var found = counts
    if let mask = rules.maskToken { found[mask] = nil }
    found[rules.oovToken] = nil
    let ordered = found.sorted { a, b in a.value == b.value ? a.key.isBefore(b.key) : a.value > b.value }
    let limit = rules.maxTokens.map { max($0 - rules.tokenStart, 0) } ?? ordered.count
    let tokens = ordered.prefix(limit).map(\.key)
    guard rules.outputMode == .tfIDF else { return Vocabulary(learned: tokens, idfWeights: nil) }
    let weights = tokens.map { token in
      Float(log(1 + Double(documents) / Double(1 + (documentCounts[token] ?? 0))))
    }
    let mean = weights.reduce(0, +) / Float(max(weights.count, 1))
    let all = Array(repeating: mean, count: rules.tokenStart) + weights
    return Vocabulary(learned: tokens, idfWeights: Vocabulary.padded(all, rules))
  }
}
