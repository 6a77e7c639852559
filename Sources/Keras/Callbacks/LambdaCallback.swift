/// A callback made of closures.
///
/// Source: `keras.callbacks.LambdaCallback`.
public final class LambdaCallback: Callback {
  private let begin: (epoch: ((Int) -> Void)?, train: (() -> Void)?, batch: ((Int) -> Void)?)
  private let end: (epoch: ((Int, Logs) -> Void)?, train: ((Logs) -> Void)?, batch: ((Int, Logs) -> Void)?)

  /// - Parameters:
  ///   - onEpochBegin: takes the number of the epoch, counted from 0.
  ///   - onEpochEnd: takes the number of the epoch and its logs.
  ///   - onTrainBegin: before the first epoch.
  ///   - onTrainEnd: takes the logs of the last epoch.
  ///   - onTrainBatchBegin: takes the number of the batch in its epoch.
  ///   - onTrainBatchEnd: takes the number of the batch and the logs of the epoch so far.
  public init(
    onEpochBegin: ((_ epoch: Int) -> Void)? = nil, onEpochEnd: ((_ epoch: Int, _ logs: Logs) -> Void)? = nil,
    onTrainBegin: (() -> Void)? = nil, onTrainEnd: ((_ logs: Logs) -> Void)? = nil,
    onTrainBatchBegin: ((_ batch: Int) -> Void)? = nil,
    onTrainBatchEnd: ((_ batch: Int, _ logs: Logs) -> Void)? = nil
  ) {
    begin = (onEpochBegin, onTrainBegin, onTrainBatchBegin)
    end = (onEpochEnd, onTrainEnd, onTrainBatchEnd)
  }

  public override var usesBatches: Bool { begin.batch != nil || end.batch != nil }

  public override func onTrainBegin() { begin.train?() }
  public override func onTrainEnd(_ logs: Logs) { end.train?(logs) }
  public override func onEpochBegin(_ epoch: Int) { begin.epoch?(epoch) }
  public override func onEpochEnd(_ epoch: Int, _ logs: Logs) { end.epoch?(epoch, logs) }
  public override func onTrainBatchBegin(_ batch: Int) { begin.batch?(batch) }
  public override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) { end.batch?(batch, logs) }
}
