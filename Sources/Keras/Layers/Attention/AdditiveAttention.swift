/// Attention by sums: for each query a mean of the values, weighted by the softmax of `Σ scale · tanh(query + key)` over the
/// features (Bahdanau et al., 2015).
///
/// Called on `[query, value]` or `[query, value, key]`. Query: `[batch, queries, features]`, value: `[batch, values, width]`, key:
/// `[batch, values, features]`, which is the value unless given; output: `[batch, queries, width]`. Masks of query and value leave
/// positions out. Weights: `scale [features]`. Source: `keras.layers.AdditiveAttention`.
public final class AdditiveAttention: AttentionLayer {
  /// What is multiplied by, once the layer is built.
  @Weight(.glorotUniform) public internal(set) var scale: Tensor

  /// - Parameters:
  ///   - useScale: whether features have factors that are learned. Default `true`.
  ///   - dropout: the share of weights that is dropped in training, in 0...1. Default 0.
  ///   - seed: makes dropout repeatable; `nil` takes the next seed of `setRandomSeed`.
  public override init(
    useScale: Bool = true, dropout: Double = 0, seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(useScale: useScale, dropout: dropout, seed: seed, name: name, dtype: dtype)
  }

  public override func build(_ inputs: [Shape]) {
    super.build(inputs)
    if useScale { $scale.create([inputs.first?.last]) }
  }

  override func scores(_ query: Tensor, _ key: Tensor) -> Tensor {
    let sum = tanh(query.expandedDimensions(-2) + key.expandedDimensions(-3))
    return (useScale ? scale * sum : sum).sum(axis: -1)
  }
}
