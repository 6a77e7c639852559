/// What `Attention` and `AdditiveAttention` share: for each query a mean of the values, weighted by how well their keys fit.
///
/// Inputs: query `[batch, queries, features]`, value `[batch, values, width]` and perhaps key `[batch, values, features]`, which
/// else is the value; output: `[batch, queries, width]`. A mask of the value leaves positions out, one of the query sets
/// outputs to 0 and is the output's. Not for use by itself. Source: `keras.src.layers.attention.attention`.
public class AttentionLayer: Layer, MergeLayer {
  /// Whether scores have a factor that is learned.
  public let useScale: Bool
  /// The share of weights that is dropped in training, in 0...1.
  public let dropout: Double
  /// The seed of the random numbers; each layer has its own if `nil`.
  public let seed: Int?
  // Without a rate there is none, as in Keras' files.
  private let seedGenerator: SeedGenerator?

  init(useScale: Bool, dropout: Double, seed: Int?, name: String?, dtype: DTypePolicy?) {
    self.useScale = useScale
    self.dropout = dropout
    self.seed = seed
    seedGenerator = dropout > 0 ? SeedGenerator(seed: seed) : nil
    super.init(name: name, dtype: dtype)
    // Without a batch axis, one sample's queries would see the values of others.
    inputSpec = InputSpec(minimumRank: 3)
  }

  /// How well each key fits each query: `[batch, queries, values]`.
  func scores(_ query: Tensor, _ key: Tensor) -> Tensor { matmul(query, key.swappingAxes(-2, -1)) }

  public override func build(_ inputs: [Shape]) {
    requireShare(dropout)
    seedGenerator?.state.path =
      (CallContext.current.path + ["seed_generator", "seed_generator_state"]).joined(separator: "/")
  }

  /// Calls the layer so that no query sees values behind its own place.
  public func callAsFunction(
    _ inputs: [Tensor], useCausalMask: Bool, training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    let options = CallOptions(flags: useCausalMask ? ["causal"] : [])
    return invoke(inputs, training: training, options: options, file: file, line: line)[0]
  }

  /// The output, and the weights by which values were averaged: `[batch, queries, values]` (Keras'
  /// `return_attention_scores`).
  public func outputAndScores(
    _ inputs: [Tensor], useCausalMask: Bool = false, training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> (output: Tensor, scores: Tensor) {
    let options = CallOptions(flags: useCausalMask ? ["causal", "scores"] : ["scores"])
    let outputs = invoke(inputs, training: training, options: options, file: file, line: line)
    return (outputs[0], outputs[outputs.count - 1])
  }

  public func call(_ inputs: [Tensor]) -> Tensor { perform(inputs)[0] }

  package override func perform(_ inputs: [Tensor]) -> [Tensor] {
    guard (2...3).contains(inputs.count) else {
      return [.failed(countError(expected: "a list of query and value, or of query, value and key", inputs))]
    }
    let (query, value, key) = (inputs[0], inputs[1], inputs[inputs.count - 1])
    if let failed = shapeError(inputs, query, value, key) { return [failed] }
    let flags = CallContext.current.options.flags
    let raw = scores(query, key)
    let weights = self.weights(raw, keeps: scoreMask(raw, value.mask, isCausal: flags.contains("causal")))
    var output = matmul(weights, value)
    if let mask = query.mask { output = which(mask.cast(to: .bool).expandedDimensions(-1), output, 0) }
    return flags.contains("scores") ? [output, weights] : [output]
  }

  public override func computeMask(_ inputs: [Tensor]) -> Tensor? { inputs.first?.mask }

  private func shapeError(_ inputs: [Tensor], _ query: Tensor, _ value: Tensor, _ key: Tensor) -> Tensor? {
    let isFitting =
      query.rank >= 2 && query.rank == key.rank && value.rank == key.rank
      && Shape([query.shape.last]).matches(Shape([key.shape.last]))
      && Shape([value.shape[-2]]).matches(Shape([key.shape[-2]]))
    if isFitting { return nil }
    return .failed(
      mergeError(
        inputs,
        expected: "query [batch, queries, features], value [batch, values, width], key [batch, values, features]",
        fix: "project query and key to the same features, for example with Dense"))
  }

  /// What counts, broadcastable to the scores.
  private func scoreMask(_ scores: Tensor, _ valueMask: Tensor?, isCausal: Bool) -> Tensor? {
    let keeps = valueMask?.cast(to: .bool).expandedDimensions(-2)
    guard isCausal else { return keeps }
    let causal = deferrable("causal_mask", scores) { Tensor.causalMask(queries: $0.shape[-2], values: $0.shape[-1]) }
    return keeps.map { logicalAnd($0, causal) } ?? causal
  }

  private func weights(_ scores: Tensor, keeps: Tensor?) -> Tensor {
    // Less by a number that makes their exponential 0, and not replaced by it: where nothing counts, all count as before.
    let bias = scores.dtype == .float16 ? 65504.0 : 1e9
    let masked = keeps.map { which($0, scores, scores - bias) } ?? scores
    let weights = softmax(masked)
    guard isTraining, let seedGenerator else { return weights }
    let rate = dropout
    return deferrable("dropout", [weights, seedGenerator.next()]) { [$0[0].dropping(rate, key: $0[1])] }[0]
  }
}

extension Tensor {
  /// Whether a value is not behind the query's place. Shape: `[1, queries, values]`.
  static func causalMask(queries: Int?, values: Int?) -> Tensor {
    guard let queries, let values else { return .full([], true).broadcast(to: [1, queries, values]) }
    let query = Tensor.iota([1, queries, 1], axis: 1, dtype: .int32)
    return query .>= Tensor.iota([1, 1, values], axis: 2, dtype: .int32)
  }
}
