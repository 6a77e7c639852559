/// Attention in several heads of which groups share keys and values: smaller than `MultiHeadAttention`, nearly as good (Ainslie et
/// al., 2023).
///
/// ```swift
/// let attended = GroupQueryAttention(headDim: 64, queryHeads: 8, keyValueHeads: 2)(x, x, useCausalMask: true)
/// ```
/// With one head for keys and values it is multi-query attention. Query: `[batch, queries, features]`, value: `[batch, values,
/// features]`, key as the value, which it is unless given; output: `[batch, queries, features of the query]`. Called as
/// `MultiHeadAttention`. Weights: those of the `EinsumDense` layers `query` (`kernel [features, queryHeads, headDim]`), `key`, `value`
/// (`kernel [features, keyValueHeads, headDim]`), `gate` if used, and `attention_output`.
/// Source: `keras.layers.GroupQueryAttention`.
public final class GroupQueryAttention: MultiHeadAttention {
  /// The features of each head.
  public var headDim: Int { keyDim }
  /// How many heads queries have.
  public var queryHeads: Int { heads }
  /// How many heads keys and values have.
  public var keyValueHeads: Int { keyHeads }

  /// - Parameters:
  ///   - headDim: the features of each head.
  ///   - queryHeads: how many heads queries have, a multiple of `keyValueHeads`.
  ///   - keyValueHeads: how many heads keys and values have.
  ///   - dropout: the share of weights that is dropped in training, in 0...1.
  ///   - slidingWindow: how many positions a query sees to each side, its own counted; all if `nil`.
  ///   - useGate: whether outputs are multiplied by `sigmoid` of a projection of the query.
  ///   - seed: makes dropout repeatable; `nil` takes the next seed of `setRandomSeed`.
  public init(
    headDim: Int, queryHeads: Int, keyValueHeads: Int, dropout: Double = 0, useBias: Bool = true,
    slidingWindow: Int? = nil, kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    useGate: Bool = false, seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    super.init(
      heads: queryHeads, keyHeads: keyValueHeads, keyDim: headDim, valueDim: headDim, dropout: dropout,
      useBias: useBias, outputShape: nil, attentionAxes: nil, slidingWindow: slidingWindow, useGate: useGate,
      options: SublayerOptions(
        kernelInitializer: kernelInitializer, biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
        biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
        biasConstraint: biasConstraint),
      // Keras' class has another name than the one it is exported by.
      seed: seed, name: name ?? Naming.unique("grouped_query_attention"), dtype: dtype)
  }

  public override func build(_ inputs: [Shape]) {
    requirePositive(headDim, "headDim")
    requirePositive(queryHeads, "queryHeads")
    requirePositive(keyValueHeads, "keyValueHeads")
    guard !hasBuildError else { return }
    guard queryHeads % keyValueHeads == 0 else {
      return fail(
        expected: "queryHeads that is a multiple of keyValueHeads",
        received: "queryHeads: \(queryHeads), keyValueHeads: \(keyValueHeads)",
        fix: "let every head of keys and values serve the same number of queries' heads")
    }
    guard inputs[0].rank == 3 else {
      return fail(
        expected: "a query [batch, queries, features]", received: inputs[0].batchDescription,
        fix: "bring its positions to one axis with Reshape, or use MultiHeadAttention")
    }
    buildSublayers(inputs)
  }
}
