/// Lowers the learning rate when a number of the logs has stopped getting better.
///
/// `learning_rate` is added to the logs, as it is at the end of each epoch before the change.
/// Source: `keras.callbacks.ReduceLROnPlateau`.
public final class ReduceLROnPlateau: MonitorCallback {
  /// What the learning rate is multiplied with.
  public let factor: Double
  /// For how many epochs without improvement the rate stays.
  public let patience: Int
  /// Whether messages say what happens.
  public let verbose: Verbosity
  /// How many epochs after a change do not count.
  public let cooldown: Int
  /// The lowest rate.
  public let minLR: Double
  private var cooldownCounter = 0
  private var wait = 0

  /// - Parameters:
  ///   - monitor: the name of a number in the logs.
  ///   - factor: what the rate is multiplied with; below 1.
  ///   - patience: epochs without improvement after which the rate is lowered.
  ///   - verbose: 1 to print what happens.
  ///   - mode: which values are better; by the quantity unless given.
  ///   - minDelta: a change by less than this is no improvement.
  ///   - cooldown: epochs to wait after a change before watching again.
  ///   - minLR: the lowest rate.
  public init(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10, verbose: Verbosity = .silent,
    mode: MonitorMode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0, minLR: Double = 0
  ) {
    self.factor = factor
    self.patience = patience
    self.verbose = verbose
    self.cooldown = cooldown
    self.minLR = minLR
    super.init(monitor: monitor, mode: mode, minDelta: minDelta)
  }

  public override func onTrainBegin() {
    best = nil
    cooldownCounter = 0
    wait = 0
    if factor >= 1 {
      fail(
        KerasError(
          "ReduceLROnPlateau cannot lower the learning rate.", expected: "a factor below 1",
          received: "factor: \(factor)", fix: "use for example 0.1"))
    }
  }

  public override func save(to state: inout TrainingState) {
    state["best"] = best
    state["cooldownCounter"] = cooldownCounter
    state["wait"] = wait
  }

  public override func restore(from state: TrainingState) {
    best = state["best"]
    cooldownCounter = state["cooldownCounter"] ?? 0
    wait = state["wait"] ?? 0
  }

  public override func amend(_ logs: inout Logs, epoch: Int) {
    logs["learning_rate"] = model?.optimizer?.learningRate
  }

  public override func onEpochEnd(_ epoch: Int, _ logs: Logs) {
    guard let current = logs[monitor] else {
      Diagnostics.warn(
        "Learning rate reduction is conditioned on metric `\(monitor)` which is not available. Available metrics are: "
          + logs.names.joined(separator: ",") + ".")
      return
    }
    do {
      try watch(current, epoch)
    } catch {
      fail(error)
    }
  }

  private func watch(_ current: Double, _ epoch: Int) throws {
    if cooldownCounter > 0 {
      cooldownCounter -= 1
      wait = 0
    }
    if try isImprovement(current, over: best) {
      best = current
      wait = 0
    } else if cooldownCounter == 0 {
      wait += 1
      if wait >= patience, try reduce(epoch) {
        cooldownCounter = cooldown
        wait = 0
      }
    }
  }

  private func reduce(_ epoch: Int) throws -> Bool {
    guard let optimizer = model?.optimizer else { return false }
    let old = optimizer.learningRate
    guard old > Double(Float(minLR)) else { return false }
    let new = max(old * factor, minLR)
    optimizer.learningRate = new
    try optimizer.check()
    if verbose != .silent {
      say("\nEpoch \(epoch + 1): ReduceLROnPlateau reducing learning rate to \(new).")
    }
    return true
  }
}
