extension Model {
  /// Chooses how the model is trained and measured: one loss for every output.
  ///
  /// - Parameters:
  ///   - lossWeights: factors on the outputs' losses; 1 unless given.
  ///   - metrics: computed without sample weights; a list, or lists by output name.
  ///   - weightedMetrics: computed with sample weights.
  public func compile(
    optimizer: Optimizer = .rmsprop(), loss: Loss, lossWeights: PerOutput<Double>? = nil, metrics: MetricList = [],
    weightedMetrics: MetricList = []
  ) {
    configure(
      CompileConfiguration(
        optimizer: optimizer, loss: loss, losses: nil, lossWeights: lossWeights, metrics: metrics,
        weightedMetrics: weightedMetrics))
  }

  /// Chooses how the model is trained and measured: a loss for each output, as a list or by output name.
  ///
  /// An output without a loss is not trained. Without any loss, only losses that layers add are minimised.
  // Disfavored, so that the compiler names a misspelt loss instead of finding both functions wrong.
  @_disfavoredOverload
  public func compile(
    optimizer: Optimizer = .rmsprop(), loss: PerOutput<Loss>? = nil, lossWeights: PerOutput<Double>? = nil,
    metrics: MetricList = [], weightedMetrics: MetricList = []
  ) {
    configure(
      CompileConfiguration(
        optimizer: optimizer, loss: nil, losses: loss, lossWeights: lossWeights, metrics: metrics,
        weightedMetrics: weightedMetrics))
  }

  private func configure(_ configuration: CompileConfiguration) {
    self.configuration = configuration
    programs = StepPrograms()
  }

  /// The optimizer that `compile` was given.
  public var optimizer: Optimizer? { configuration?.optimizer }

  func requireConfiguration(_ function: String) throws(KerasError) -> CompileConfiguration {
    guard let configuration else {
      throw KerasError(
        "\(displayName) cannot \(function) yet.", expected: "a compiled model", received: "a model without a loss",
        fix: "call compile(optimizer:loss:) first")
    }
    return configuration
  }
}
