/// What a layer that looks tokens up gives for them.
public enum LookupOutputMode: String, Sendable, Hashable, Codable {
  /// The tokens' numbers.
  case int
  /// For each token a vector with a one in its number's place.
  case oneHot = "one_hot"
  /// For each sample a vector with ones in the places of all its tokens.
  case multiHot = "multi_hot"
  /// For each sample how often each token occurs in it.
  case count
  /// `count`, each token weighted by `ln(1 + samples / (1 + samples with it))` of the data that the vocabulary was learned from.
  case tfIDF = "tf_idf"
}

extension LookupOutputMode {
  /// Numbers of tokens as they are asked for; negative ones are of no token.
  ///
  /// - Parameters:
  ///   - numbers: `[batch, tokens]`, `int32`.
  ///   - count: the length of a vector.
  ///   - weights: of each token, with `tfIDF`.
  func encoded(_ numbers: Tensor, count: Int, weights: Tensor?, dtype: DType) -> Tensor {
    switch self {
    case .int: return numbers.cast(to: .int64)
    case .oneHot: return CategoryEncoding.OutputMode.oneHot.encoded(numbers, count: count, dtype: dtype)
    case .multiHot: return CategoryEncoding.OutputMode.multiHot.encoded(numbers, count: count, dtype: dtype)
    case .count: return CategoryEncoding.OutputMode.count.encoded(numbers, count: count, dtype: dtype)
    case .tfIDF:
      let counts = CategoryEncoding.OutputMode.count.encoded(numbers, count: count, dtype: dtype)
      return weights.map { counts * $0.cast(to: dtype) } ?? counts
    }
  }
}
