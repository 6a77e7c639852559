extension Model {
  /// Trains the model on the batches of a dataset.
  ///
  /// - Parameters:
  ///   - stepsPerEpoch: batches per epoch, for a dataset without end; the next epoch goes on where this one stopped.
  ///   - validationData: what is evaluated after each epoch: another dataset, or arrays as a `Batch`.
  ///   - classWeight: factors on the loss of samples, by the class of their target.
  ///   - validationBatchSize: samples in a batch of validation arrays. Default 32.
  /// - Returns: the logs of all epochs.
  /// - Throws: whatever is wrong with the model's definition or the data.
  @discardableResult
  public func fit<Element>(
    _ data: Dataset<Element>, epochs: Int = 1, verbose: Verbosity = .auto, validationData: (any ValidationData)? = nil,
    callbacks: [Callback] = [], classWeight: [Int: Double]? = nil, initialEpoch: Int = 0, stepsPerEpoch: Int? = nil,
    validationSteps: Int? = nil, validationBatchSize: Int? = nil, validationFrequency: Int = 1
  ) throws -> History {
    let loss = try requireConfiguration("fit").allLosses.first
    let owner = displayName
    let feed = try DatasetFeed(data, owner: owner) { batch in
      try classWeight.map { try batch.weighted(by: $0, model: owner, loss: loss) } ?? batch
    }
    return try fit(
      feed, validation: validationData?.validationSource.feed(owner, validationBatchSize ?? 32), epochs: epochs,
      verbose: verbose,
      callbacks: callbacks, initialEpoch: initialEpoch, stepsPerEpoch: stepsPerEpoch,
      validationSteps: validationSteps, validationFrequency: validationFrequency)
  }

  /// The loss and metrics of the model on the batches of a dataset.
  public func evaluate<Element>(
    _ data: Dataset<Element>, verbose: Verbosity = .auto, steps: Int? = nil, callbacks: [Callback] = []
  ) throws -> Logs {
    _ = try requireConfiguration("evaluate")
    return try evaluate(
      DatasetFeed(data, owner: displayName), verbose: verbose, steps: steps, callbacks: callbacks)
  }

  /// The model's output for the batches of a dataset, joined. Targets in the dataset are ignored.
  ///
  /// - Parameter steps: the number of batches to read; all unless given, so a dataset without end needs it.
  /// - Returns: `[samples, …]`. A model with several outputs has `predictAll`.
  public func predict<Element>(
    _ data: Dataset<Element>, verbose: Verbosity = .silent, steps: Int? = nil, callbacks: [Callback] = []
  ) throws -> Tensor {
    try onlyOutput(predictAll(data, verbose: verbose, steps: steps, callbacks: callbacks))
  }

  /// All outputs of the model for the batches of a dataset, in their order, joined. Targets in the dataset are ignored.
  ///
  /// - Parameter steps: the number of batches to read; all unless given, so a dataset without end needs it.
  public func predictAll<Element>(
    _ data: Dataset<Element>, verbose: Verbosity = .silent, steps: Int? = nil, callbacks: [Callback] = []
  ) throws -> [Tensor] {
    try predict(
      DatasetFeed(data, owner: displayName) { Batch(x: $0.x) }, steps: steps, verbose: verbose, callbacks: callbacks)
  }
}
