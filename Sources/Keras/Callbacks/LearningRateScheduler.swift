/// Sets the learning rate at the start of each epoch.
///
/// `learning_rate` is added to the logs. Source: `keras.callbacks.LearningRateScheduler`.
public final class LearningRateScheduler: Callback {
  /// From the number of the epoch, counted from 0, and the rate so far to the rate of this epoch.
  public let schedule: (_ epoch: Int, _ learningRate: Double) -> Double
  /// Whether a message tells the rate of each epoch.
  public let verbose: Verbosity

  /// - Parameters:
  ///   - verbose: 1 to print the rate of each epoch.
  ///   - schedule: from the number of the epoch, counted from 0, and the rate so far to the rate of this epoch.
  public init(
    verbose: Verbosity = .silent, _ schedule: @escaping (_ epoch: Int, _ learningRate: Double) -> Double
  ) {
    self.verbose = verbose
    self.schedule = schedule
  }

  public override var usesBatches: Bool { false }

  public override func onEpochBegin(_ epoch: Int) {
    guard let optimizer = model?.optimizer else { return }
    let rate = schedule(epoch, optimizer.learningRate)
    optimizer.learningRate = rate
    do {
      try optimizer.check()
    } catch {
      fail(error)
    }
    if verbose != .silent {
      say("\nEpoch \(epoch + 1): LearningRateScheduler setting learning rate to \(rate).")
    }
  }

  // The rate of the epoch is in the optimizer's state already.
  package override func epochResumed(_ epoch: Int) {}

  public override func amend(_ logs: inout Logs, epoch: Int) {
    logs["learning_rate"] = model?.optimizer?.learningRate
  }
}
