extension Model {
  /// The model's output for arrays, computed in batches.
  ///
  /// - Returns: `[samples, …]`. A model with several outputs has `predictAll`.
  /// - Throws: whatever is wrong with the model's definition or the data.
  public func predict(
    _ x: some TensorStructure, batchSize: Int = 32, verbose: Verbosity = .silent, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> Tensor {
    try onlyOutput(predictAll(x, batchSize: batchSize, verbose: verbose, steps: steps, callbacks: callbacks))
  }

  func onlyOutput(_ outputs: [Tensor]) throws -> Tensor {
    guard outputs.count == 1 else {
      throw KerasError(
        "\(displayName) has \(outputs.count.counted("output", "outputs")).", expected: "a model with one output",
        received: "outputs \(outputNames.quotedList())",
        fix: "use predictAll, which returns all outputs")
    }
    return outputs[0]
  }

  /// All outputs of the model for arrays, in their order.
  public func predictAll(
    _ x: some TensorStructure, batchSize: Int = 32, verbose: Verbosity = .silent, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> [Tensor] {
    let data = Batch(x: x.tensorMap)
    let count = try DataChecks.sampleCount(data, function: "predict", model: displayName)
    try DataChecks.positive(batchSize, "batchSize", function: "predict", model: displayName)
    let feed: any BatchFeed =
      count <= batchSize
      ? try OneBatchFeed(data)
      : try ArrayFeed(data, rows: 0..<count, batchSize: batchSize, isShuffled: false, owner: displayName)
    return try predict(
      feed, sampleCount: steps == nil ? count : nil, steps: steps, verbose: verbose, callbacks: callbacks)
  }

  /// The outputs for exactly this batch.
  public func predictOnBatch(_ x: some TensorStructure) throws -> Tensor {
    try predict(x, batchSize: max(x.tensorMap.tensors.first?.shape[0] ?? 1, 1))
  }

  /// The prediction loop that all forms of `predict` share.
  package func predict(
    _ feed: any BatchFeed, sampleCount: Int? = nil, steps: Int?, verbose: Verbosity, callbacks: [Callback]
  ) throws -> [Tensor] {
    try DataChecks.positive(steps, "steps", function: "predict", model: displayName)
    let stepCount = feed.stepsPerEpoch.map { min($0, steps ?? $0) } ?? steps
    let list = CallbackList(
      callbacks + progress(verbose), model: self,
      parameters: Callback.Parameters(epochs: 1, stepsPerEpoch: stepCount, verbose: verbose))
    try list.each { $0.onPredictBegin() }
    try feed.startEpoch()
    var collector: PredictionCollector?
    var onlyBatch: [Tensor]?
    var index = 0
    while index < steps ?? Int.max, let batch = try feed.next() {
      try list.eachOfBatches { $0.onPredictBatchBegin(index) }
      try lock.withLock {
        let step = try predictionStep(batch)
        try feed.check(batch, for: step)
        if stepCount == 1 {
          // One batch: the program writes the results where they stay, whatever their shapes.
          onlyBatch = try step.results(batch.storages)
        } else {
          try step.run(batch.storages, beside: feed.prefetch())
          if collector == nil {
            collector = PredictionCollector(owner: displayName, names: outputNames, sampleCount: sampleCount)
          }
          try collector?.append(step.results, step.resultTypes, samples: batch.sampleCount)
        }
      }
      try list.eachOfBatches { $0.onPredictBatchEnd(index) }
      index += 1
    }
    guard index > 0 else { throw DataChecks.noBatches("predict", model: displayName) }
    if let steps, index < steps { Self.warnOfShortage(displayName, "predict", step: index, of: steps) }
    try list.each { $0.onPredictEnd() }
    return try onlyBatch ?? collector?.joined() ?? []
  }

  private func predictionStep(_ batch: FeedBatch) throws -> StepPrograms.Step {
    if let step = batch.step { return step }
    let step = try preparedStep(.predict, batch) { batch in
      TensorMap(predictStep(batch.x).map { .init(name: nil, tensor: $0) })
    }
    batch.step = step
    return step
  }
}
