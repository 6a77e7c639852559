extension Model {
  /// The model's output for arrays, computed in batches.
  ///
  /// - Returns: `[samples, …]`. A model with several outputs has `predictAll`.
  /// - Throws: whatever is wrong with the model's definition or the data.
  public func predict(
    _ x: some TensorStructure, batchSize: Int = 32, verbose: Verbosity = .silent, steps: Int? = nil,
    callbacks: [Callback] = []
  ) throws -> Tensor {
    let outputs = try predictAll(x, batchSize: batchSize, verbose: verbose, steps: steps, callbacks: callbacks)
    guard outputs.count == 1 else {
      throw KerasError(
        "\(displayName) has \(outputs.count) outputs.", expected: "a model with one output",
        received: "outputs \(outputNames.map { "'\($0)'" }.joined(separator: ", "))",
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
    guard batchSize > 0 else {
      throw KerasError(
        "\(displayName) cannot make batches.", expected: "batchSize of at least 1", received: "batchSize: \(batchSize)",
        fix: "give a positive batchSize")
    }
    let stepCount = min(steps ?? Int.max, (count + batchSize - 1) / batchSize)
    let list = CallbackList(
      callbacks + progress(verbose), model: self,
      parameters: Callback.Parameters(epochs: 1, stepsPerEpoch: stepCount, verbose: verbose))
    try list.each { $0.onPredictBegin() }
    let results = try predict(data, count: min(count, stepCount * batchSize), batchSize: batchSize, callbacks: list)
    try list.each { $0.onPredictEnd() }
    return results
  }

  /// The outputs for exactly this batch.
  public func predictOnBatch(_ x: some TensorStructure) throws -> Tensor {
    try predict(x, batchSize: max(x.tensorMap.tensors.first?.shape[0] ?? 1, 1))
  }

  private func predict(
    _ data: Batch, count: Int, batchSize: Int, callbacks: CallbackList
  ) throws -> [Tensor] {
    if count <= batchSize {
      // One batch: the program reads the data and writes the results where they are.
      try callbacks.eachOfBatches { $0.onPredictBatchBegin(0) }
      let batch = try FeedBatch(data)
      let step = try predictionStep(batch)
      let outputs = step.resultTypes.map { Storage(byteCount: $0.byteCount) }
      try step.run(batch.storages, into: outputs)
      try callbacks.eachOfBatches { $0.onPredictBatchEnd(0) }
      return zip(outputs, step.resultTypes).map {
        Tensor(storage: $0, shape: $1.shape.staticDimensions, dtype: $1.dtype)
      }
    }
    let feed = try ArrayFeed(data, rows: 0..<count, batchSize: batchSize, isShuffled: false, owner: displayName)
    feed.startEpoch()
    var outputs: [(storage: Storage, type: TensorType)] = []
    var done = 0
    var index = 0
    while let batch = feed.next() {
      try callbacks.eachOfBatches { $0.onPredictBatchBegin(index) }
      let step = try predictionStep(batch)
      try step.run(batch.storages, beside: feed.prefetch())
      if outputs.isEmpty { outputs = step.resultTypes.map { wholeOutput($0, count: count) } }
      for ((storage, type), result) in zip(outputs, step.results) {
        let rowByteCount = type.byteCount / count
        (storage.pointer + done * rowByteCount)
          .copyMemory(from: result.pointer, byteCount: batch.sampleCount * rowByteCount)
      }
      done += batch.sampleCount
      try callbacks.eachOfBatches { $0.onPredictBatchEnd(index) }
      index += 1
    }
    return outputs.map { Tensor(storage: $0.storage, shape: $0.type.shape.staticDimensions, dtype: $0.type.dtype) }
  }

  private func wholeOutput(_ type: TensorType, count: Int) -> (storage: Storage, type: TensorType) {
    var type = type
    if type.shape.rank > 0 { type.shape.dimensions[0] = count }
    return (Storage(byteCount: type.byteCount), type)
  }

  private func predictionStep(_ batch: FeedBatch) throws -> StepPrograms.Step {
    if let step = batch.step { return step }
    if graph == nil { try prepare(batch) }
    let step = try programs.step(.predict, batch.arrangement, types: batch.types) { batch in
      TensorMap(predictStep(batch.x).map { .init(name: nil, tensor: $0) })
    }
    batch.step = step
    return step
  }
}
