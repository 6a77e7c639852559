extension Model {
  /// Trains the model on arrays.
  ///
  /// - Parameters:
  ///   - x: inputs `[samples, …]`: one tensor, a list, or by input name.
  ///   - y: targets: one tensor, a list in the order of the outputs, or by output name.
  ///   - batchSize: samples per step; the last batch of an epoch may be smaller.
  ///   - epochs: the number of the last epoch; training starts at `initialEpoch`.
  ///   - verbose: a progress bar on terminals unless given; 0, 1 and 2 as in Keras.
  ///   - validationSplit: the share of the samples at the end that is held back for validation.
  ///   - validationData: inputs and targets evaluated after each epoch; goes before `validationSplit`. It may also be inputs, targets
  ///     and sample weights, a `Dataset` of batches, or a `Batch` of arrays.
  ///   - callbacks: called in this order.
  ///   - shuffle: whether rows are drawn in a new order each epoch.
  ///   - classWeight: factors on the loss of samples, by the class of their target.
  ///   - sampleWeight: factors on the loss of single samples. Shape: `[samples]`.
  ///   - stepsPerEpoch: batches per epoch, if not all of them; the next epoch goes on where this one stopped. An epoch
  ///     in which the data end is shorter.
  ///   - validationFrequency: validate after every so many epochs.
  /// - Returns: the logs of all epochs.
  /// - Throws: whatever is wrong with the model's definition or the data, before the first step.
  @discardableResult
  public func fit(
    _ x: some TensorStructure, _ y: some TensorStructure = TensorMap(), batchSize: Int = 32, epochs: Int = 1,
    verbose: Verbosity = .auto, validationSplit: Double = 0,
    validationData: (x: any TensorStructure, y: any TensorStructure)? = nil, callbacks: [Callback] = [],
    shuffle: Bool = true, classWeight: [Int: Double]? = nil, sampleWeight: (any TensorStructure)? = nil,
    initialEpoch: Int = 0, stepsPerEpoch: Int? = nil, validationSteps: Int? = nil, validationBatchSize: Int? = nil,
    validationFrequency: Int = 1
  ) throws -> History {
    try fit(
      Batch(x: x.tensorMap, y: y.tensorMap, sampleWeight: sampleWeight?.tensorMap ?? []), batchSize: batchSize,
      epochs: epochs, verbose: verbose, validationSplit: validationSplit,
      validationData: validationData.map { Batch(x: $0.x.tensorMap, y: $0.y.tensorMap) }, callbacks: callbacks,
      shuffle: shuffle, classWeight: classWeight, initialEpoch: initialEpoch, stepsPerEpoch: stepsPerEpoch,
      validationSteps: validationSteps, validationBatchSize: validationBatchSize,
      validationFrequency: validationFrequency)
  }

  /// Trains the model on arrays, with sample weights for validation too.
  @discardableResult
  public func fit(
    _ x: some TensorStructure, _ y: some TensorStructure = TensorMap(), batchSize: Int = 32, epochs: Int = 1,
    verbose: Verbosity = .auto,
    validationData: (x: any TensorStructure, y: any TensorStructure, sampleWeight: any TensorStructure),
    callbacks: [Callback] = [], shuffle: Bool = true, classWeight: [Int: Double]? = nil,
    sampleWeight: (any TensorStructure)? = nil, initialEpoch: Int = 0, stepsPerEpoch: Int? = nil,
    validationSteps: Int? = nil, validationBatchSize: Int? = nil, validationFrequency: Int = 1
  ) throws -> History {
    let held = Batch(
      x: validationData.x.tensorMap, y: validationData.y.tensorMap, sampleWeight: validationData.sampleWeight.tensorMap)
    return try fit(
      x, y, batchSize: batchSize, epochs: epochs, verbose: verbose, validationData: held, callbacks: callbacks,
      shuffle: shuffle, classWeight: classWeight, sampleWeight: sampleWeight, initialEpoch: initialEpoch,
      stepsPerEpoch: stepsPerEpoch, validationSteps: validationSteps, validationBatchSize: validationBatchSize,
      validationFrequency: validationFrequency)
  }

  /// Trains the model on arrays, with a `Dataset` or a `Batch` for validation.
  @discardableResult
  public func fit(
    _ x: some TensorStructure, _ y: some TensorStructure = TensorMap(), batchSize: Int = 32, epochs: Int = 1,
    verbose: Verbosity = .auto, validationData: any ValidationData, callbacks: [Callback] = [], shuffle: Bool = true,
    classWeight: [Int: Double]? = nil, sampleWeight: (any TensorStructure)? = nil, initialEpoch: Int = 0,
    stepsPerEpoch: Int? = nil, validationSteps: Int? = nil, validationBatchSize: Int? = nil,
    validationFrequency: Int = 1
  ) throws -> History {
    try fit(
      Batch(x: x.tensorMap, y: y.tensorMap, sampleWeight: sampleWeight?.tensorMap ?? []), batchSize: batchSize,
      epochs: epochs, verbose: verbose, validationSplit: 0, validationData: validationData, callbacks: callbacks,
      shuffle: shuffle, classWeight: classWeight, initialEpoch: initialEpoch, stepsPerEpoch: stepsPerEpoch,
      validationSteps: validationSteps, validationBatchSize: validationBatchSize,
      validationFrequency: validationFrequency)
  }

  private func fit(
    _ arrays: Batch, batchSize: Int, epochs: Int, verbose: Verbosity, validationSplit: Double,
    validationData: (any ValidationData)?, callbacks: [Callback], shuffle: Bool, classWeight: [Int: Double]?,
    initialEpoch: Int, stepsPerEpoch: Int?, validationSteps: Int?, validationBatchSize: Int?, validationFrequency: Int
  ) throws -> History {
    let configuration = try requireConfiguration("fit")
    var data = arrays
    let count = try DataChecks.sampleCount(data, function: "fit", model: displayName)
    if let classWeight {
      data = try data.weighted(by: classWeight, model: displayName, loss: configuration.allLosses.first)
    }
    let trainingCount = try trainingCount(of: count, split: validationData == nil ? validationSplit : 0)
    let feed = try ArrayFeed(
      data, rows: 0..<trainingCount, batchSize: batchSize, isShuffled: shuffle, owner: displayName)
    var validation: (any BatchFeed)?
    if let validationData {
      validation = try validationData.validationSource.feed(displayName, validationBatchSize ?? batchSize)
    } else if trainingCount < count {
      // Class weights are for training alone; what is held back for validation counts as it is.
      validation = try ArrayFeed(
        arrays, rows: trainingCount..<count, batchSize: validationBatchSize ?? batchSize, isShuffled: false,
        owner: displayName)
    }
    return try fit(
      feed, validation: validation, epochs: epochs, verbose: verbose, callbacks: callbacks, initialEpoch: initialEpoch,
      stepsPerEpoch: stepsPerEpoch, validationSteps: validationSteps, validationFrequency: validationFrequency)
  }

  /// How many samples are left to train on; the last ones are held back.
  private func trainingCount(of count: Int, split: Double) throws -> Int {
    if split == 0 { return count }
    let result = (0..<1).contains(split) ? Int((Double(count) * (1 - split)).rounded(.down)) : 0
    guard (1..<count).contains(result) else {
      throw KerasError(
        "\(displayName) cannot fit with this validationSplit.",
        expected: "a share of at least 0 and below 1 that leaves samples on both sides",
        received: "validationSplit: \(split) of \(count.counted("sample", "samples"))", fix: "use for example 0.1")
    }
    return result
  }

  /// The training loop that all forms of `fit` share.
  package func fit(
    _ feed: any BatchFeed, validation: (any BatchFeed)?, epochs: Int, verbose: Verbosity, callbacks: [Callback],
    initialEpoch: Int, stepsPerEpoch: Int?, validationSteps: Int?, validationFrequency: Int
  ) throws -> History {
    try measuring.withLock {
      try train(
        feed, validation: validation, epochs: epochs, verbose: verbose, callbacks: callbacks,
        initialEpoch: initialEpoch, stepsPerEpoch: stepsPerEpoch, validationSteps: validationSteps,
        validationFrequency: validationFrequency)
    }
  }

  private func train(
    _ feed: any BatchFeed, validation: (any BatchFeed)?, epochs: Int, verbose: Verbosity, callbacks: [Callback],
    initialEpoch: Int, stepsPerEpoch: Int?, validationSteps: Int?, validationFrequency: Int
  ) throws -> History {
    let configuration = try requireConfiguration("fit")
    try configuration.optimizer.check()
    for (value, argument) in [
      (stepsPerEpoch, "stepsPerEpoch"), (validationSteps, "validationSteps"),
      (validationFrequency, "validationFrequency"),
    ] {
      try DataChecks.positive(value, argument, function: "fit", model: displayName)
    }
    let given = callbacks.lazy.compactMap { $0 as? History }.last
    let history = given ?? History()
    let steps = stepsPerEpoch ?? feed.stepsPerEpoch
    let list = CallbackList(
      callbacks + (given == nil ? [history] : []) + progress(verbose), model: self,
      parameters: Callback.Parameters(epochs: epochs, stepsPerEpoch: steps, verbose: verbose))
    let run = TrainingRun(
      self, feed: feed, validation: validation, callbacks: list, initialEpoch: initialEpoch,
      dataGoOn: stepsPerEpoch != nil)
    stopTraining = false
    var nanWatch = NaNWatch(model: displayName)
    try list.each { $0.onTrainBegin() }
    for backup in list.backups { try backup.resume(run) }
    var (isShortageSaid, isValidationShortageSaid) = (false, false)
    var hasTrained = false
    while run.epoch < epochs, !run.isStopped || run.step > 0 {
      let epoch = run.epoch
      if run.step == 0 {
        resetMetrics()
        try list.each { $0.onEpochBegin(epoch) }
      }
      // With stepsPerEpoch an epoch may end before the data does; the next one goes on from there.
      if !run.continuesData {
        try feed.startEpoch()
        run.isAtStart = true
        run.hasBegunData = true
      }
      while run.step < steps ?? Int.max, !run.isStopped {
        guard let batch = try feed.next() else {
          guard stepsPerEpoch != nil, !run.isAtStart else { break }
          try feed.startEpoch()
          run.isAtStart = true
          // Data that ended with the epoch before start anew; an epoch in which they end is short, as in Keras.
          if run.step == 0 { continue }
          if !isShortageSaid {
            Diagnostics.warn(Self.shortage(displayName, epoch: epoch, step: run.step, of: steps ?? run.step))
          }
          isShortageSaid = true
          break
        }
        run.isAtStart = false
        try list.eachOfBatches { $0.onTrainBatchBegin(run.step) }
        let program = try lock.withLock {
          let program = try trainingStep(batch)
          try run.restorePending()
          try feed.check(batch, for: program)
          try program.run(batch.storages, beside: feed.prefetch())
          return program
        }
        lock.letOthersPass()
        run.last = program
        hasTrained = true
        nanWatch.check(program, epoch: epoch, step: run.step)
        try list.eachOfBatches { $0.trainBatchEnded(run.step) { program.logs } }
        run.step += 1
        for backup in list.backups { try backup.stepTaken(run) }
        if stopTraining { break }
      }
      guard run.step > 0 else {
        guard hasTrained else { throw DataChecks.noBatches("fit", model: displayName) }
        Diagnostics.warn(Self.exhaustion(displayName, epoch: epoch))
        break
      }
      if let last = run.last { run.logs = last.logs }
      run.last = nil
      if let validation, (epoch + 1) % max(validationFrequency, 1) == 0 {
        let results = try test(
          validation, steps: validationSteps, callbacks: list, function: "validate",
          isShortageSaid: &isValidationShortageSaid)
        for (name, value) in results { run.logs["val_\(name)"] = value }
        run.logs = run.logs.sorted
      }
      try list.epochEnded(epoch, run.logs)
      (run.epoch, run.step) = (epoch + 1, 0)
      for backup in list.backups { try backup.epochEnded(run) }
      if stopTraining { break }
    }
    lock.withLock { configuration.optimizer.finalize(trainableVariables) }
    try list.each { $0.onTrainEnd(run.logs) }
    return history
  }

  static func exhaustion(_ model: String, epoch: Int) -> String {
    """
    \(model): there were no data for epoch \(epoch + 1), so training ended with epoch \(epoch).
      fix       make the Dataset of something that can be passed over again, such as arrays, or train for one epoch
    """
  }

  /// Warns that there were fewer batches than steps.
  static func warnOfShortage(_ model: String, _ function: String, step: Int, of steps: Int) {
    Diagnostics.warn(
      """
      \(model): the data to \(function) ended after \(step) of \(steps.counted("step", "steps")).
        fix       give as many batches as steps, for example with .repeated(), or leave the number of steps out
      """)
  }

  static func shortage(_ model: String, epoch: Int, step: Int, of steps: Int) -> String {
    """
    \(model): the data ended at epoch \(epoch + 1) after \(step) of \(steps.counted("step", "steps")); the next epoch starts over.
      fix       give stepsPerEpoch * epochs batches, for example with .repeated(), or leave stepsPerEpoch out
    """
  }

  /// The program that trains on batches like this one.
  func trainingStep(_ batch: FeedBatch) throws -> StepPrograms.Step {
    if let step = batch.step { return step }
    let isFirst = !programs.hasTraining
    let step = try Engines.current.preparingTraining {
      try preparedStep(.train, batch, trainStep)
    }
    if isFirst { warnIfNothingLearns(step) }
    batch.step = step
    return step
  }

  private func warnIfNothingLearns(_ step: StepPrograms.Step) {
    guard trainableVariables.isEmpty else { return }
    let weights = Set(self.weights.map(ObjectIdentifier.init))
    let updated = zip(step.traced.variables, step.traced.isUpdated).filter(\.1).map(\.0)
    guard !updated.contains(where: { weights.contains(ObjectIdentifier($0)) }) else { return }
    Diagnostics.warn(
      """
      \(displayName) has no trainable weights: fit changes nothing in it.
        fix       set isTrainable to true in a layer that is to learn, or call evaluate
      """)
  }

  /// The step for batches like this one, traced by `body` unless there is one already.
  func preparedStep(
    _ kind: StepPrograms.Kind, _ batch: FeedBatch, _ body: (Batch) -> TensorMap
  ) throws -> StepPrograms.Step {
    try renewIfLayersChanged()
    if kind != .predict || graph == nil { try prepare(batch) }
    let step = try programs.step(kind, batch.arrangement, types: batch.types, check: checkVariables, body)
    if structure == nil { structure = ModelStructure(of: self) }
    return step
  }

  /// Builds what a first batch has to build, outside of any trace.
  func prepare(_ batch: FeedBatch) throws {
    let inputs = batch.arrangement.x
    let types = Array(batch.types[..<inputs.count])
    let order = try orderedInputs(inputs.replacing(types.map { Tensor.symbolicInput(name: "data", type: $0) }))
    try describeIfNeeded(order.map(\.type))
  }

  /// Sets the metrics' states to zero, as at the start of an epoch.
  public func resetMetrics() { for metric in metrics { metric.reset() } }
}
