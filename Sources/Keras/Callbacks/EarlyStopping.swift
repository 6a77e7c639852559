/// Stops training when a number of the logs has stopped getting better.
///
/// Source: `keras.callbacks.EarlyStopping`.
public final class EarlyStopping: MonitorCallback {
  /// For how many epochs without improvement training goes on.
  public let patience: Int
  /// Whether messages say what happens.
  public let verbose: Verbosity
  /// What has to be beaten for an epoch to count as an improvement.
  public let baseline: Double?
  /// Whether the model gets the weights of the best epoch in the end.
  public let restoreBestWeights: Bool
  /// The epoch, counted from 0, before which nothing is watched.
  public let startFromEpoch: Int
  /// The epoch, counted from 0, after which training was stopped; 0 if it was not.
  public private(set) var stoppedEpoch = 0
  /// The epoch of the best value, counted from 0.
  public private(set) var bestEpoch = 0
  private var wait = 0
  private var bestWeights: [Tensor]?

  /// - Parameters:
  ///   - monitor: the name of a number in the logs.
  ///   - minDelta: a change by less than this is no improvement.
  ///   - patience: epochs without improvement after which training stops.
  ///   - verbose: 1 to print what happens.
  ///   - mode: which values are better; by the quantity unless given.
  ///   - baseline: training stops unless this is beaten within `patience` epochs.
  ///   - restoreBestWeights: whether the model gets the weights of the best epoch in the end.
  ///   - startFromEpoch: epochs to warm up before anything is watched.
  public init(
    monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0, verbose: Verbosity = .silent,
    mode: MonitorMode = .auto, baseline: Double? = nil, restoreBestWeights: Bool = false, startFromEpoch: Int = 0
  ) {
    self.patience = patience
    self.verbose = verbose
    self.baseline = baseline
    self.restoreBestWeights = restoreBestWeights
    self.startFromEpoch = startFromEpoch
    super.init(monitor: monitor, mode: mode, minDelta: minDelta)
  }

  public override func onTrainBegin() {
    wait = 0
    stoppedEpoch = 0
    best = nil
    bestWeights = nil
    bestEpoch = 0
  }

  public override func save(to state: inout TrainingState) {
    state["wait"] = wait
    state["stoppedEpoch"] = stoppedEpoch
    state["bestEpoch"] = bestEpoch
    state["best"] = best
    state["weightCount"] = bestWeights?.count
    for (index, weight) in (bestWeights ?? []).enumerated() { state["weight_\(index)"] = weight }
  }

  public override func restore(from state: TrainingState) {
    wait = state["wait"] ?? 0
    stoppedEpoch = state["stoppedEpoch"] ?? 0
    bestEpoch = state["bestEpoch"] ?? 0
    best = state["best"]
    let count: Int? = state["weightCount"]
    bestWeights = count.map { (0..<max($0, 0)).compactMap { state["weight_\($0)"] } }
  }

  public override func onEpochEnd(_ epoch: Int, _ logs: Logs) {
    guard let current = logs[monitor] else {
      Diagnostics.warn(
        "Early stopping conditioned on metric `\(monitor)` which is not available. Available metrics are: "
          + logs.names.joined(separator: ","))
      return
    }
    guard epoch >= startFromEpoch else { return }
    do {
      try watch(current, epoch)
    } catch {
      fail(error)
    }
  }

  private func watch(_ current: Double, _ epoch: Int) throws {
    // If no value is ever better than nothing, as with NaN, the first weights are the best.
    if restoreBestWeights, bestWeights == nil {
      bestWeights = model?.weightValues
      bestEpoch = epoch
    }
    wait += 1
    if try isImprovement(current, over: best) {
      best = current
      bestEpoch = epoch
      if restoreBestWeights { bestWeights = model?.weightValues }
      if try baseline == nil || isImprovement(current, over: baseline) { wait = 0 }
      return
    }
    if wait >= patience, epoch > 0 {
      stoppedEpoch = epoch
      model?.stopTraining = true
    }
  }

  public override func onTrainEnd(_ logs: Logs) {
    if stoppedEpoch > 0, verbose != .silent { say("Epoch \(stoppedEpoch + 1): early stopping") }
    guard restoreBestWeights, let bestWeights else { return }
    if verbose != .silent {
      say("Restoring model weights from the end of the best epoch: \(bestEpoch + 1).")
    }
    do {
      try model?.setWeights(bestWeights)
    } catch {
      fail(error)
    }
  }
}
