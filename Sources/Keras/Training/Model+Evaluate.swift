extension Model {
  /// The loss and metrics of the model on arrays.
  ///
  /// - Returns: `result["loss"]` and the metrics by name, as means over all samples.
  /// - Throws: whatever is wrong with the model's definition or the data.
  public func evaluate(
    _ x: some TensorStructure, _ y: some TensorStructure = TensorMap(), batchSize: Int = 32,
    verbose: Verbosity = .auto, sampleWeight: (any TensorStructure)? = nil, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> Logs {
    _ = try requireConfiguration("evaluate")
    let data = Batch(x: x.tensorMap, y: y.tensorMap, sampleWeight: sampleWeight?.tensorMap ?? [])
    let count = try DataChecks.sampleCount(data, function: "evaluate", model: displayName)
    let feed = try ArrayFeed(data, rows: 0..<count, batchSize: batchSize, isShuffled: false, owner: displayName)
    return try evaluate(feed, verbose: verbose, steps: steps, callbacks: callbacks)
  }

  package func evaluate(
    _ feed: any BatchFeed, verbose: Verbosity, steps: Int?, callbacks: [Callback]
  ) throws -> Logs {
    let list = CallbackList(
      callbacks + progress(verbose), model: self,
      parameters: Callback.Parameters(epochs: 1, stepsPerEpoch: steps ?? feed.stepsPerEpoch, verbose: verbose))
    var isShortageSaid = false
    return try test(
      feed, steps: steps, callbacks: list, function: "evaluate", isShortageSaid: &isShortageSaid)
  }

  /// One pass over the data with `testStep`.
  ///
  /// - Parameters:
  ///   - function: what it is for, in messages.
  ///   - isShortageSaid: whether a warning said before that there were fewer batches than steps.
  func test(
    _ feed: any BatchFeed, steps: Int?, callbacks: CallbackList, function: String, isShortageSaid: inout Bool
  ) throws -> Logs {
    try DataChecks.positive(steps, "steps", function: "evaluate", model: displayName)
    return try measuring.withLock {
      try measure(feed, steps: steps, callbacks: callbacks, function: function, isShortageSaid: &isShortageSaid)
    }
  }

  private func measure(
    _ feed: any BatchFeed, steps: Int?, callbacks: CallbackList, function: String, isShortageSaid: inout Bool
  ) throws -> Logs {
    resetMetrics()
    try callbacks.each { $0.onTestBegin() }
    try feed.startEpoch()
    var index = 0
    var last: StepPrograms.Step?
    while index < steps ?? Int.max, let batch = try feed.next() {
      try callbacks.eachOfBatches { $0.onTestBatchBegin(index) }
      let step = try lock.withLock {
        let step = try testingStep(batch)
        try feed.check(batch, for: step)
        try step.run(batch.storages, beside: feed.prefetch())
        return step
      }
      lock.letOthersPass()
      last = step
      try callbacks.eachOfBatches { $0.testBatchEnded(index) { step.logs } }
      index += 1
    }
    guard let logs = last?.logs else { throw DataChecks.noBatches(function, model: displayName) }
    if let steps, index < steps, !isShortageSaid {
      isShortageSaid = true
      Self.warnOfShortage(displayName, function, step: index, of: steps)
    }
    try callbacks.each { $0.onTestEnd(logs) }
    return logs
  }

  private func testingStep(_ batch: FeedBatch) throws -> StepPrograms.Step {
    if let step = batch.step { return step }
    let step = try preparedStep(.test, batch, testStep)
    batch.step = step
    return step
  }

  /// One training step on exactly this batch.
  ///
  /// - Returns: the loss and metrics of this batch alone, as `fit` logs them.
  public func trainOnBatch(
    _ x: some TensorStructure, _ y: some TensorStructure = TensorMap(), sampleWeight: (any TensorStructure)? = nil,
    classWeight: [Int: Double]? = nil
  ) throws -> Logs {
    let configuration = try requireConfiguration("train")
    var data = Batch(x: x.tensorMap, y: y.tensorMap, sampleWeight: sampleWeight?.tensorMap ?? [])
    _ = try DataChecks.sampleCount(data, function: "train", model: displayName)
    if let classWeight {
      data = try data.weighted(by: classWeight, model: displayName, loss: configuration.allLosses.first)
    }
    let batch = try FeedBatch(data)
    return try logsOfOneStep(batch, trainingStep)
  }

  /// The loss and metrics of exactly this batch alone.
  public func testOnBatch(
    _ x: some TensorStructure, _ y: some TensorStructure = TensorMap(), sampleWeight: (any TensorStructure)? = nil
  ) throws -> Logs {
    _ = try requireConfiguration("test")
    let data = Batch(x: x.tensorMap, y: y.tensorMap, sampleWeight: sampleWeight?.tensorMap ?? [])
    _ = try DataChecks.sampleCount(data, function: "test", model: displayName)
    let batch = try FeedBatch(data)
    return try logsOfOneStep(batch, testingStep)
  }

  private func logsOfOneStep(
    _ batch: FeedBatch, _ prepare: (FeedBatch) throws -> StepPrograms.Step
  ) throws -> Logs {
    try measuring.withLock {
      try lock.withLock {
        let step = try prepare(batch)
        try batch.check(for: step)
        resetMetrics()
        try step.run(batch.storages)
        return step.logs
      }
    }
  }
}
