extension Model {
  /// The model's outputs for a batch, in order.
  public func forward(_ x: TensorMap, training: Bool) -> [Tensor] {
    callAll(x, training: training, file: name, line: 0)
  }

  /// What `compile`'s losses, the layers' added losses and the regularizers say of a batch, as one scalar.
  public func computeLoss(_ batch: Batch, _ outputs: [Tensor], addedLosses: [Tensor] = []) -> Tensor {
    do {
      return try compiledLoss(batch, outputs, addedLosses)
    } catch let error as KerasError {
      return .failed(error)
    } catch {
      return .failed(.unexpected(error))
    }
  }

  private func compiledLoss(_ batch: Batch, _ outputs: [Tensor], _ addedLosses: [Tensor]) throws -> Tensor {
    let configuration = try requireConfiguration("compute a loss")
    if let failed = outputs.first(where: { $0.error != nil }) { return failed }
    let targets = try orderedTargets(batch.y, outputs, "targets")
    let weights = try orderedWeights(batch.sampleWeight, outputs)
    let names = trainingNames(outputs)
    try configuration.resolve(
      names: names, outputShapes: outputs.map(\.shape), targetShapes: targets.map { $0?.shape }, model: displayName)
    var terms: [Tensor] = []
    let sampleCount = sampleCount(batch)
    for (index, output) in configuration.outputs!.enumerated() {
      guard let loss = output.loss else { continue }
      guard let target = targets[index] else {
        throw missingTarget(output.name, batch.y)
      }
      let value = loss(target, outputs[index], sampleWeight: weights[index])
      if let error = value.error { throw targetError(error, index, output.name, target, outputs[index]) }
      output.tracker?.update(value, sampleWeight: sampleCount)
      terms.append(output.weight == 1 ? value : value * output.weight)
    }
    terms += addedLosses + regularizationLosses
    guard let first = terms.first else {
      throw KerasError(
        "\(displayName) has nothing to minimise.", expected: "a loss for an output, or losses that layers add",
        received: "none", fix: "give compile a loss")
    }
    return terms.dropFirst().reduce(first) { $0 + $1 }
  }

  /// Updates the loss and all metrics with a batch's outputs, and returns their means so far.
  public func updateMetrics(_ batch: Batch, _ outputs: [Tensor], loss: Tensor) -> TensorMap {
    guard let configuration, let resolved = configuration.outputs else { return ["loss": loss] }
    if loss.error != nil { return ["loss": loss] }
    configuration.lossTracker.update(loss, sampleWeight: sampleCount(batch))
    var logs: TensorMap = ["loss": configuration.lossTracker.result()]
    let targets = (try? orderedTargets(batch.y, outputs, "targets")) ?? []
    let weights = (try? orderedWeights(batch.sampleWeight, outputs)) ?? []
    for (index, output) in resolved.enumerated() {
      if let tracker = output.tracker { logs.entries.append(.init(name: tracker.name, tensor: tracker.result())) }
      guard targets.indices.contains(index), let target = targets[index] else { continue }
      for (logName, metric, isWeighted) in output.metrics {
        var (target, prediction) = (target, outputs[index])
        if !isOfLibrary(metric) {
          let mask = prediction.mask
          (target, prediction) = WeightedReduction.sameRank(target, prediction)
          prediction = prediction.masked(by: mask)
        }
        let weight = isWeighted ? weights[index] : nil
        // Positions that weights or a mask leave out may hold anything; so may those of a class that the loss ignores.
        if metric.takesClassNumbers(target, prediction), weight == nil, prediction.mask == nil,
          let classCount = prediction.shape.last ?? nil
        {
          IndexRequirements.note(target, below: classCount, who: "Metric '\(metric.name)'", unlessNoted: true) {
            label in
            "number the classes from 0, or give the last layer at least \(label &+ 1) units"
          }
        }
        metric.update(target, prediction, sampleWeight: weight)
        logs.entries.append(.init(name: logName, tensor: metric.result()))
      }
    }
    for metric in layerMetrics { logs.entries.append(.init(name: metric.name, tensor: metric.result())) }
    return logs
  }

  // Losses are averaged over samples: a short last batch counts for less.
  private func sampleCount(_ batch: Batch) -> Tensor {
    .constant(.real(Double(batch.x.tensors.first?.shape[0] ?? 1)), .float32)
  }

  // A subclassed model's outputs have no names until it is described.
  func trainingNames(_ outputs: [Tensor]) -> [String] {
    outputNames.count == outputs.count ? outputNames : outputs.indices.map { "output_\($0)" }
  }

  /// Targets in the order of the outputs; `nil` for an output that has none.
  func orderedTargets(_ targets: TensorMap, _ outputs: [Tensor], _ argument: String) throws(KerasError) -> [Tensor?] {
    let names = trainingNames(outputs)
    let list = names.quotedList()
    if targets.isEmpty { return names.map { _ in nil } }
    if let given = targets.names {
      for name in given where !names.contains(name) {
        throw KerasError(
          "\(displayName) has no output '\(name)', which the \(argument) name.", expected: "one of the outputs \(list)",
          received: "'\(name)'",
          fix: NearestName.find(name, in: names, except: given).map { "did you mean '\($0)'?" }
            ?? "use an output's name")
      }
      return names.map { targets[$0] }
    }
    guard targets.count == names.count else {
      throw KerasError(
        "\(displayName) cannot match the \(argument) to its outputs.",
        expected: "\(names.count) \(argument), for \(names.count == 1 ? "output" : "outputs") \(list)",
        received: "\(targets.count) \(argument)", fix: "give one for each output, or name the outputs they are for")
    }
    return targets.tensors
  }

  private func orderedWeights(_ weights: TensorMap, _ outputs: [Tensor]) throws(KerasError) -> [Tensor?] {
    if weights.count == 1, weights.names == nil { return outputs.map { _ in weights.tensors[0] } }
    return try orderedTargets(weights, outputs, "sample weights")
  }

  private func missingTarget(_ output: String, _ targets: TensorMap) -> KerasError {
    let names = targets.names?.quotedList()
    return KerasError(
      "\(displayName) has a loss but no target for output '\(output)'.", expected: "a target for '\(output)'",
      received: names ?? "\(targets.count.counted("target", "targets"))",
      fix: "give targets for '\(output)', or compile without a loss for it")
  }

  private func targetError(
    _ error: KerasError, _ index: Int, _ output: String, _ target: Tensor, _ prediction: Tensor
  ) -> KerasError {
    var error = error
    error.summary = "The loss of output '\(output)' of \(displayName) failed: \(error.summary)"
    error.fix = axesFix(ofOutput: index, target, prediction) ?? error.fix
    return error
  }
}
