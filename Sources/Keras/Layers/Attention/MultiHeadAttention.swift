/// Attention in several heads, each with projections of its own, whose outputs are mixed (Vaswani et al., 2017).
///
/// ```swift
/// let attended = MultiHeadAttention(heads: 8, keyDim: 64)(x, x, useCausalMask: true)
/// ```
/// Query: `[batch, queries…, features]`, value: `[batch, values…, features]`, key as the value, which it is unless given; output: `[batch,
/// queries…, features of the query]`, or `outputShape` in place of the features. Masks of query, value and key, a mask of the call
/// `[batch, queries, values]` and a causal mask leave positions out. Weights: those of the `EinsumDense` layers `query`, `key`,
/// `value` (`kernel [features, heads, keyDim]`, `bias [heads, keyDim]`), `gate` if used, and `attention_output`.
/// Source: `keras.layers.MultiHeadAttention`.
public class MultiHeadAttention: Layer, MergeLayer {
  public let heads: Int
  /// How many heads keys and values have; each serves as many of the queries' heads as fit.
  let keyHeads: Int
  /// The features of each head's queries and keys.
  public let keyDim: Int
  /// The features of each head's values.
  public let valueDim: Int
  /// The share of weights that is dropped in training, in 0...1.
  public let dropout: Double
  public let useBias: Bool
  /// What stands in place of the query's features in the output; the same number if `nil`.
  public let outputShape: Shape?
  /// The axes along which positions attend to each other; all between batch and features if `nil`.
  public let attentionAxes: [Int]?
  /// How far a query sees to both sides; without limit if `nil`.
  public let slidingWindow: Int?
  /// Whether outputs are multiplied by a gate that is learned.
  public let useGate: Bool
  /// The seed of the random numbers; each layer has its own if `nil`.
  public let seed: Int?
  let sublayerOptions: SublayerOptions
  var queryDense: EinsumDense?
  var keyDense: EinsumDense?
  var gateDense: EinsumDense?
  var valueDense: EinsumDense?
  private let dropoutLayer: Dropout
  var outputDense: EinsumDense?
  var equations: AttentionEquations?

  struct SublayerOptions {
    var kernelInitializer: Initializer
    var biasInitializer: Initializer
    var kernelRegularizer: Regularizer?
    var biasRegularizer: Regularizer?
    var activityRegularizer: Regularizer?
    var kernelConstraint: Constraint?
    var biasConstraint: Constraint?
  }

  /// - Parameters:
  ///   - heads: how many heads.
  ///   - keyDim: the features of each head's queries and keys.
  ///   - valueDim: the features of each head's values; `keyDim` if `nil`.
  ///   - dropout: the share of weights that is dropped in training, in 0...1.
  ///   - outputShape: what stands in place of the query's features in the output; the same number if `nil`.
  ///   - attentionAxes: the axes along which positions attend to each other; all between batch and features if `nil`.
  ///   - slidingWindow: how many positions a query sees to each side, its own counted; all if `nil`.
  ///   - useGate: whether outputs are multiplied by `sigmoid` of a projection of the query.
  ///   - seed: makes dropout repeatable; `nil` takes the next seed of `setRandomSeed`.
  public convenience init(
    heads: Int, keyDim: Int, valueDim: Int? = nil, dropout: Double = 0, useBias: Bool = true,
    outputShape: Shape? = nil, attentionAxes: [Int]? = nil, slidingWindow: Int? = nil,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    useGate: Bool = false, seed: Int? = nil, name: String? = nil, dtype: DTypePolicy? = nil
  ) {
    self.init(
      heads: heads, keyHeads: heads, keyDim: keyDim, valueDim: valueDim ?? keyDim, dropout: dropout, useBias: useBias,
      outputShape: outputShape, attentionAxes: attentionAxes, slidingWindow: slidingWindow, useGate: useGate,
      options: SublayerOptions(
        kernelInitializer: kernelInitializer, biasInitializer: biasInitializer, kernelRegularizer: kernelRegularizer,
        biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
        biasConstraint: biasConstraint),
      seed: seed, name: name, dtype: dtype)
  }

  init(
    heads: Int, keyHeads: Int, keyDim: Int, valueDim: Int, dropout: Double, useBias: Bool, outputShape: Shape?,
    attentionAxes: [Int]?, slidingWindow: Int?, useGate: Bool, options: SublayerOptions, seed: Int?, name: String?,
    dtype: DTypePolicy?
  ) {
    self.heads = heads
    self.keyHeads = keyHeads
    self.keyDim = keyDim
    self.valueDim = valueDim
    self.dropout = dropout
    self.useBias = useBias
    self.outputShape = outputShape
    self.attentionAxes = attentionAxes
    self.slidingWindow = slidingWindow
    self.useGate = useGate
    sublayerOptions = options
    self.seed = seed
    dropoutLayer = Dropout(dropout, seed: seed, dtype: dtype)
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public override func build(_ inputs: [Shape]) {
    requirePositive(heads, "heads")
    requirePositive(keyDim, "keyDim")
    requirePositive(valueDim, "valueDim")
    buildSublayers(inputs)
  }

  /// Calls the layer.
  ///
  /// - Parameters:
  ///   - key: the value unless given.
  ///   - attentionMask: `true` where a query sees a value: `[batch, queries, values]`.
  ///   - useCausalMask: whether no query sees values behind its own place.
  public func callAsFunction(
    _ query: Tensor, _ value: Tensor, key: Tensor? = nil, attentionMask: Tensor? = nil, useCausalMask: Bool = false,
    training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    let (inputs, options) = arguments(query, value, key, attentionMask, useCausalMask ? ["causal"] : [])
    return invoke(inputs, training: training, options: options, file: file, line: line)[0]
  }

  /// The output, and the weights by which values were averaged: `[batch, heads, queries…, values…]` (Keras'
  /// `return_attention_scores`).
  public func outputAndScores(
    _ query: Tensor, _ value: Tensor, key: Tensor? = nil, attentionMask: Tensor? = nil, useCausalMask: Bool = false,
    training: Bool? = nil, file: String = #fileID, line: Int = #line
  ) -> (output: Tensor, scores: Tensor) {
    let flags: Set = useCausalMask ? ["causal", "scores"] : ["scores"]
    let (inputs, options) = arguments(query, value, key, attentionMask, flags)
    let outputs = invoke(inputs, training: training, options: options, file: file, line: line)
    return (outputs[0], outputs[outputs.count - 1])
  }

  private func arguments(
    _ query: Tensor, _ value: Tensor, _ key: Tensor?, _ mask: Tensor?, _ flags: Set<String>
  ) -> ([Tensor], CallOptions) {
    var options = CallOptions(roles: ["query", "value"], flags: flags)
    if key != nil { options.roles.append("key") }
    if mask != nil { options.roles.append("attention_mask") }
    return ([query, value] + [key, mask].compactMap { $0 }, options)
  }

  public func call(_ inputs: [Tensor]) -> Tensor { perform(inputs)[0] }

  package override func perform(_ inputs: [Tensor]) -> [Tensor] {
    let options = CallContext.current.options
    let roles = options.roles.isEmpty ? ["query", "value", "key", "attention_mask"] : options.roles
    guard inputs.count >= 2, inputs.count <= min(4, roles.count) else {
      return [.failed(countError(expected: "query and value, and perhaps key and attention mask", inputs))]
    }
    let given = Dictionary(zip(roles, inputs)) { first, _ in first }
    guard let query = given["query"], let value = given["value"], let equations, let queryDense, let keyDense,
      let valueDense, let outputDense
    else { return [.failed(countError(expected: "query and value", inputs))] }
    let key = given["key"] ?? value
    let mask = self.mask(
      query, value, key: given["key"], attentionMask: given["attention_mask"],
      isCausal: options.flags.contains("causal"))
    let q = queryDense(query.masked(by: nil))
    let k = perQuery(keyDense(key.masked(by: nil))), v = perQuery(valueDense(value.masked(by: nil)))
    for projected in [q, k, v] where projected.error != nil { return [projected] }
    let returnsScores = options.flags.contains("scores")
    // Where Keras takes its fused product, a query that sees nothing gets the mean of all values, and else zeros.
    let isFused = dropout == 0 && !returnsScores && q.rank == 4
    let scaled = q * (1 / Double(keyDim).squareRoot())
    var weights = equations.weights(einsum(equations.product, k, scaled), mask: mask, zeroesRest: !isFused)
    let scores = weights
    if dropout > 0 { weights = dropoutLayer(weights) }
    var output = einsum(equations.combination, weights, v)
    if let gateDense { output = output * gateDense(query.masked(by: nil)) }
    output = outputDense(output)
    return returnsScores ? [output, scores] : [output]
  }

  /// Keys or values once for each head of the queries. `[batch, …, heads, width]`
  private func perQuery(_ projected: Tensor) -> Tensor {
    keyHeads == heads ? projected : projected.repeated(heads / keyHeads, axis: -2)
  }
}
