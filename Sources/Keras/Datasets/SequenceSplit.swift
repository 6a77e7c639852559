extension Datasets {
  /// One part of a data set of texts: each a list of numbers of words, of any length.
  ///
  /// `padSequences(train.x, maxlen: 200)` makes a tensor of them.
  public struct SequenceSplit: Sendable {
    /// The numbers of the words of each text.
    public let x: [[Int]]
    /// What to predict for each text. Type: `int64`. Shape: `[texts]`.
    public let y: Tensor

    /// A part of a data set; as many labels as texts.
    public init(x: [[Int]], y: Tensor) {
      self.x = x
      self.y = y
    }
  }
}

/// How texts are coded: Keras' arguments of `imdb` and `reuters`.
struct SequenceCoding {
  var numWords: Int?
  var skipTop: Int
  var maxlen: Int?
  var startChar: Int?
  var oovChar: Int?
  var indexFrom: Int

  /// The words' numbers with the start's in front, moved up to leave room for the special ones.
  ///
  /// - Throws: if they can't be moved so far.
  func coded(_ text: [Int], of source: DatasetSource) throws -> [Int] {
    for number in [text.min() ?? 0, text.max() ?? 0] where (Size(number) + Size(indexFrom)).exact == nil {
      throw source.invalidArgument(
        "an indexFrom that can be added to the words' numbers", "indexFrom: \(indexFrom)",
        fix: "3 leaves room for the special numbers")
    }
    if let startChar { return [startChar] + text.map { $0 + indexFrom } }
    return text.map { $0 + indexFrom }
  }

  /// Texts shorter than `maxlen`, and their labels.
  func short(_ texts: [[Int]], _ labels: [Int]) -> (texts: [[Int]], labels: [Int]) {
    guard let maxlen, maxlen != 0 else { return (texts, labels) }
    let kept = texts.indices.filter { texts[$0].count < maxlen }
    return (kept.map { texts[$0] }, kept.map { labels[$0] })
  }

  /// Replaces or drops words that are too rare or too frequent.
  func limited(_ texts: [[Int]]) -> [[Int]] {
    let limit = numWords.flatMap { $0 == 0 ? nil : $0 } ?? texts.lazy.compactMap { $0.max() }.max() ?? 0
    return texts.map { text in
      if let oovChar { return text.map { skipTop <= $0 && $0 < limit ? $0 : oovChar } }
      return text.filter { skipTop <= $0 && $0 < limit }
    }
  }
}
