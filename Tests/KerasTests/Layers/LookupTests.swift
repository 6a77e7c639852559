import Keras
import TensorGraph
import TestKit
import Testing

/// What users can do with vocabularies, and what is refused.
@Suite struct LookupTests {
  private func text(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func aModelLooksUp() throws {
    let lookup = IntegerLookup(oovIndexCount: 2, maskToken: 0, name: "ids")
    try lookup.adapt(Tensor([7, 7, 8] as [Int32]))
    let x = Input(shape: [nil], dtype: .int32)
    let model = try Model(inputs: x, outputs: Embedding(lookup.vocabularySize, 3, maskZero: true)(lookup(x)))
    let y = try model.predict(Tensor([[7, 8, 0], [9, 10, 7]] as [[Int32]]))
    #expect(y.shape == [2, 3, 3])
    let rows = try (0..<6).map { try y.reshaped([6, 3]).slice(axis: 0, from: $0, count: 1).scalars() as [Float] }
    // 7 twice, and two different numbers for 9 and 10.
    #expect(rows[0] == rows[5] && rows[3] != rows[4] && rows[0] != rows[1])
  }

  @Test func aVocabularyInUseStays() throws {
    let lookup = IntegerLookup(name: "ids")
    #expect(
      text { _ = try lookup(Tensor([1] as [Int32])).scalars(as: Int64.self) }.hasPrefix(
        """
        IntegerLookup 'ids' cannot accept this input.
          expected  a layer with a vocabulary
          received  none
          fix       call adapt first, or give vocabulary:
        """))
    try lookup.setVocabulary([4, 5])
    #expect(try lookup(Tensor([5] as [Int32])).scalars(as: Int64.self) == [2])
    try lookup.setVocabulary([4, 5])
    #expect(
      text { try lookup.setVocabulary([5, 4]) } == """
        IntegerLookup 'ids' cannot take this vocabulary.
          expected  the vocabulary that the layer was called with
          received  another
          fix       set the vocabulary before the first call, or make a new layer
        """)
    #expect(
      text { try IntegerLookup(vocabulary: [1], name: "ids").adapt(Tensor([5] as [Int32])) } == """
        IntegerLookup 'ids' cannot adapt.
          expected  a layer without a given vocabulary
          received  one of 1 tokens
          fix       leave out vocabulary: to learn it
        """)
  }

  /// Nothing known, and numbers at the ends of their types.
  @Test func extremes() throws {
    let empty = IntegerLookup()
    try empty.adapt(Tensor([-1, -1] as [Int32]))
    #expect(empty.vocabulary() == [-1])
    #expect(try empty(Tensor([-1, 3] as [Int32])).scalars(as: Int64.self) == [0, 0])
    let wide = IntegerLookup(maskToken: .min, vocabulary: [.max, 3])
    let x = Tensor([Int64.max, .min, 3, 4, -1])
    #expect(try wide(x).scalars(as: Int64.self) == [2, 0, 3, 1, 1])
    #expect(try wide(Tensor([UInt8(3), 255])).scalars(as: Int64.self) == [3, 1])
    let none = IntegerLookup(oovIndexCount: 0, vocabulary: [3])
    #expect(try none(Tensor([3, 4] as [Int32])).scalars(as: Int64.self) == [0, -1])
  }

  static let refused: [(expected: String, received: String, make: @Sendable () -> IntegerLookup)] = [
    ("maxTokens of at least 2, or nil", "maxTokens: 1", { IntegerLookup(maxTokens: 1) }),
    ("oovIndexCount in 0...1048576", "oovIndexCount: -1", { IntegerLookup(oovIndexCount: -1, vocabulary: [1]) }),
    (
      "oovIndexCount in 0...1048576", "oovIndexCount: \(Int.max)",
      { IntegerLookup(oovIndexCount: .max, maskToken: 0, vocabulary: [1]) }
    ),
    (
      "maxTokens of at most 16777216, to which padsToMaxTokens pads", "maxTokens: nil",
      { IntegerLookup(vocabulary: [1], padsToMaxTokens: true) }
    ),
    (
      "maxTokens of at most 16777216, to which padsToMaxTokens pads", "maxTokens: \(Int.max)",
      { IntegerLookup(maxTokens: .max, vocabulary: [1], padsToMaxTokens: true) }
    ),
    (
      "outputMode: .int, as invert gives tokens", "outputMode: .count",
      { IntegerLookup(vocabulary: [1], invert: true, outputMode: .count) }
    ),
    ("a vocabulary of at least one token", "an empty one", { IntegerLookup(vocabulary: []) }),
    ("a vocabulary with each token once", "'4' twice", { IntegerLookup(vocabulary: [4, 5, 4]) }),
    (
      "the maskToken at the start of the vocabulary, as part of [0, -1], or not at all", "'0' among the tokens",
      { IntegerLookup(maskToken: 0, vocabulary: [4, 0]) }
    ),
    (
      "the oovToken at the start of the vocabulary, as part of [-1], or not at all", "'-1' among the tokens",
      { IntegerLookup(vocabulary: [4, -1], invert: true) }
    ),
    (
      "at most 3 tokens, as maxTokens says", "4 with those in front",
      { IntegerLookup(maxTokens: 3, vocabulary: [4, 5, 6]) }
    ),
    (
      "idfWeights, one for each of 2 tokens", "none", { IntegerLookup(vocabulary: [4, 5], outputMode: .tfIDF) }
    ),
    (
      "idfWeights, one for each of 2 tokens", "1 weight",
      { IntegerLookup(vocabulary: [4, 5], idfWeights: [1], outputMode: .tfIDF) }
    ),
    (
      "idfWeights with outputMode: .tfIDF only", "outputMode: .int",
      { IntegerLookup(vocabulary: [4, 5], idfWeights: [1, 2]) }
    ),
    ("a vocabulary, which says how long vectors are", "none", { IntegerLookup(outputMode: .count) }),
  ]

  @Test func wrongArguments() throws {
    for (expected, received, make) in Self.refused {
      let layer = make()
      for x in [Input(shape: [3], dtype: .int32), Tensor([[1, 2, 3]] as [[Int32]])] {
        let error = try #require(layer(x).error)
        #expect(error.summary == "IntegerLookup '\(layer.name)' cannot be built.")
        #expect(error.expected == expected && error.received == received, "\(error)")
      }
      _ = (layer.vocabulary(), layer.vocabularySize)
    }
  }
}
