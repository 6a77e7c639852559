/// Attention by products: for each query a mean of the values, weighted by `softmax(query · keyᵀ)` (Luong et al., 2015).
///
/// Called on `[query, value]` or `[query, value, key]`. Query: `[batch, queries, features]`, value: `[batch, values, width]`, key:
/// `[batch, values, features]`, which is the value unless given; output: `[batch, queries, width]`. Masks of query and value leave
/// positions out. Weights: `scale []`, `concat_score_weight []`, as far as used. Source: `keras.layers.Attention`.
public final class Attention: AttentionLayer {
  /// How query and key are compared.
  public enum ScoreMode: String, Sendable {
    /// By their product.
    case dot
    /// By `tanh(query + key)`, summed over the features.
    case concat
  }

  public let scoreMode: ScoreMode
  /// What is multiplied by, once the layer is built.
  @Weight(.ones) public internal(set) var scale: Tensor
  /// The factor of scores made of sums, once the layer is built.
  @Weight(.ones) public internal(set) var concatScoreWeight: Tensor

  /// - Parameters:
  ///   - useScale: whether scores are multiplied by a number that is learned. Default `false`.
  ///   - scoreMode: how query and key are compared. Default `.dot`.
  ///   - dropout: the share of weights that is dropped in training, in 0...1. Default 0.
  ///   - seed: makes dropout repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    useScale: Bool = false, scoreMode: ScoreMode = .dot, dropout: Double = 0, seed: Int? = nil, name: String? = nil,
    dtype: DTypePolicy? = nil
  ) {
    self.scoreMode = scoreMode
    super.init(useScale: useScale, dropout: dropout, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ inputs: [Shape]) {
    super.build(inputs)
    if useScale { $scale.create([]) }
    if scoreMode == .concat { $concatScoreWeight.create([]) }
  }

  override func scores(_ query: Tensor, _ key: Tensor) -> Tensor {
    switch scoreMode {
    case .dot:
      let scores = super.scores(query, key)
      return useScale ? scores * scale : scores
    case .concat:
      let sum = query.expandedDimensions(-2) + key.expandedDimensions(-3)
      return concatScoreWeight * tanh(useScale ? scale * sum : sum).sum(axis: -1)
    }
  }
}
