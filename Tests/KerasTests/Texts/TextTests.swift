import Keras
import TensorGraph
import TestKit
import Testing

/// What users can do with texts, and what is refused.
@Suite struct TextTests {
  private func text(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func ownFunctionsAndNoSplit() throws {
    let shouting = TextVectorization(
      standardize: .custom { $0.uppercased() }, split: .custom { $0.split(separator: "|").map(String.init) })
    try shouting.adapt(["a|b c", "A"])
    #expect(shouting.vocabulary() == ["", "[UNK]", "A", "B C"])
    #expect(try shouting(["b c|q|a"]).scalars(as: Int64.self) == [3, 1, 2])
    let whole = TextVectorization(split: nil, vocabulary: ["a b", "c"])
    #expect(try whole(["A, b!", "c", "", "d"]).scalars(as: Int64.self) == [2, 3, 0, 1])
    #expect(try whole([]).shape == [0, 0])
    #expect(try TextVectorization(vocabulary: ["a"])(["", ""]).shape == [2, 0])
  }

  @Test func numbersHaveNames() throws {
    let lookup = StringLookup(oovIndexCount: 2, maskToken: "", vocabulary: ["x", "y"])
    #expect(
      try lookup.texts(Tensor([0, 1, 2, 3, 4, 5, -1] as [Int32])) == ["", "[UNK]", "[UNK]", "x", "y", "[UNK]", "[UNK]"])
    #expect(lookup.vocabulary(includesSpecialTokens: false) == ["x", "y"])
    #expect(try lookup(["y", "", "x"]).scalars(as: Int64.self) == [4, 0, 3])
    #expect(try StringLookup(vocabulary: ["x"], outputMode: .multiHot)(["x", "x"]).scalars() == [0, 1])
    #expect(try StringLookup(vocabulary: ["x"], outputMode: .oneHot)([["x"], ["q"]]).shape == [2, 2])
  }

  /// Numbers are hashed by their digits.
  @Test func numbersAreHashed() throws {
    let hash = Hashing(binCount: 1000)
    let digits = try hash(["1", "-7", "123456789012"]).scalars(as: Int64.self)
    #expect(try hash(Tensor([1, -7, 123_456_789_012] as [Int64])).scalars(as: Int64.self) == digits)
    #expect(try hash(Tensor([1.9, -7.2] as [Float])).scalars(as: Int64.self) == Array(digits.prefix(2)))
    let masked = Hashing(binCount: 4, maskValue: "-7")
    #expect(try masked(Tensor([[-7]] as [[Int32]])).scalars(as: Int64.self) == [0])
    #expect(try masked(Tensor([1, 2, 3, 4, 5] as [Int32])).scalars(as: Int64.self).allSatisfy { (1...3).contains($0) })
  }

  @Test func whatIsRefused() {
    let texts = ["a"]
    let refused: [(String, String, () throws -> Void)] = [
      ("a vocabulary", "none", { _ = try TextVectorization()(texts) }),
      ("a vocabulary", "none", { _ = try StringLookup()(texts) }),
      ("a vocabulary", "none", { _ = try StringLookup().texts(Tensor([1] as [Int32])) }),
      ("ngrams in 1...1024", "ngrams: 0", { try TextVectorization(ngrams: 0).adapt(texts) }),
      ("ngrams in 1...1024", "ngrams: \(Int.max)", { try TextVectorization(ngrams: .max).adapt(texts) }),
      ("ngrams in 1...1024", "ngrams: -2", { try TextVectorization(ngramWidths: [1, -2]).adapt(texts) }),
      (
        "outputMode: .int, .multiHot, .count or .tfIDF", ".oneHot",
        { try TextVectorization(outputMode: .oneHot).adapt(texts) }
      ),
      (
        "outputSequenceLength with outputMode: .int only", "outputMode: .count",
        { try TextVectorization(outputMode: .count, outputSequenceLength: 3).adapt(texts) }
      ),
      (
        "outputSequenceLength of at least 1", "outputSequenceLength: -1",
        { try TextVectorization(outputSequenceLength: -1).adapt(texts) }
      ),
      (
        "a TextVectorization without a given vocabulary", "one with",
        { try TextVectorization(vocabulary: ["a"]).adapt(texts) }
      ),
      ("a StringLookup without a given vocabulary", "one with", { try StringLookup(vocabulary: ["a"]).adapt(texts) }),
      ("a vocabulary with each token once", "'a' twice", { _ = try StringLookup(vocabulary: ["a", "a"])(texts) }),
      ("a vocabulary of at least one token", "an empty one", { _ = try TextVectorization(vocabulary: [])(texts) }),
      ("samples of one length", "1 and 2 texts", { _ = try StringLookup(vocabulary: ["a"])([["a"], ["a", "b"]]) }),
      ("samples of one length", "1 and 2 texts", { _ = try Hashing(binCount: 3)([["a"], ["a", "b"]]) }),
      ("binCount in 1...1073741824", "binCount: 0", { _ = try Hashing(binCount: 0)(texts) }),
      (
        "sequences that fit into memory", "20000 of length 1073741824",
        {
          let many = Array(repeating: "a", count: 20_000)
          _ = try TextVectorization(outputSequenceLength: 1 << 30, vocabulary: ["a"])(many)
        }
      ),
    ]
    for (expected, received, body) in refused {
      let said = text(body)
      #expect(said.contains("\n  expected  \(expected)\n  received  \(received)\n"), "\(said)")
    }
  }
}
