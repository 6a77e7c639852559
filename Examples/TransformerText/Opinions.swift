import Keras

/// Made-up opinions on films; whether they are positive depends on which words stand next to each other.
struct Opinions {
  static let length = 16
  private static let praise = ["good", "moving", "clever", "funny", "superb", "honest"]
  private static let blame = ["bad", "boring", "silly", "slow", "dreadful", "empty"]
  private static let subjects = ["film", "story", "plot", "cast", "music", "ending"]
  private static let openings = ["i found that", "my friends say", "to me", "all in all", "after an hour"]
  /// Word 0 is the padding.
  static let vocabulary: [String] = {
    let clauses = praise + blame + subjects + ["the", "is", "was", "not", "never", "really", "very", "and", "but"]
    return [""] + Set(clauses + openings.flatMap { $0.split(separator: " ").map(String.init) }).sorted()
  }()
  private static let numbers = Dictionary(
    uniqueKeysWithValues: vocabulary.enumerated().map { ($0.element, $0.offset) })

  let sentences: [String]
  /// int32 `[count, length]`.
  let words: Tensor
  /// 1 for positive, 0 for negative: int32 `[count]`.
  let labels: Tensor

  init(count: Int) throws {
    let opinions = (0..<count).map { _ in Self.opinion(isPraise: .random()) }
    sentences = opinions.map(\.sentence)
    words = try padSequences(
      sentences.map { $0.split(separator: " ").map { Self.numbers[String($0)] ?? 0 } }, maxlen: Self.length,
      padding: .post)
    labels = Tensor(opinions.map { $0.isPraise ? Int32(1) : 0 })
  }

  /// Two clauses; what comes after "but" counts.
  private static func opinion(isPraise: Bool) -> (sentence: String, isPraise: Bool) {
    let isTurning = Int.random(in: 0..<4) == 0
    let first = clause(isPraise: isTurning ? !isPraise : isPraise)
    let second = clause(isPraise: isPraise)
    return ("\(openings.randomElement()!) \(first) \(isTurning ? "but" : "and") \(second)", isPraise)
  }

  /// "the plot was never boring" is positive.
  private static func clause(isPraise: Bool) -> String {
    let isDenied = Int.random(in: 0..<4) == 0
    let adjective = (isPraise == isDenied ? blame : praise).randomElement()!
    let adverb = (isDenied ? ["not", "never"] : ["really", "very"]).randomElement()!
    return "the \(subjects.randomElement()!) \(["is", "was"].randomElement()!) \(adverb) \(adjective)"
  }
}
