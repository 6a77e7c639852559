/// Code that runs at certain points of `fit`, `evaluate` and `predict`.
///
/// Source: `keras.callbacks.Callback`; same hooks, same order, same logs.
open class Callback {
  /// The model that is being trained.
  public internal(set) weak var model: Model?
  /// How `fit` was called.
  public internal(set) var parameters = Parameters()

  /// What a callback can know about the run.
  public struct Parameters: Sendable {
    /// The number of the last epoch.
    public var epochs = 1
    /// Batches in an epoch; `nil` if that is not known.
    public var stepsPerEpoch: Int?
    /// How much is printed.
    public var verbose = Verbosity.silent
  }

  /// Where messages go; replaced in tests.
  package var say: (String) -> Void = { writeToStandardOutput($0 + "\n") }

  /// A callback whose hooks do nothing.
  public init() {}

  /// Why this callback can't go on; thrown by the loop that called it.
  private var failure: (any Error)?

  /// Ends the run with an error: `fit`, `evaluate` or `predict` throws it as soon as the hook returns, and no other hook is
  /// called, as when a hook raises in Keras.
  public final func fail(_ error: any Error) { failure = failure ?? error }

  /// Hands over the error of the last hook.
  final func takeFailure() -> (any Error)? {
    defer { failure = nil }
    return failure
  }

  /// Whether the hooks of single batches are called. A callback that has none saves their cost by saying `false`.
  open var usesBatches: Bool { true }

  /// Before the first epoch of `fit`.
  open func onTrainBegin() {}
  /// After the last epoch of `fit`, with that epoch's logs.
  open func onTrainEnd(_ logs: Logs) {}
  /// Before an epoch, counted from 0.
  open func onEpochBegin(_ epoch: Int) {}
  /// Adds to an epoch's logs what `onEpochEnd`, the callbacks behind this one, and the history shall see.
  open func amend(_ logs: inout Logs, epoch: Int) {}
  /// After an epoch and its validation, whose logs begin with `val_`.
  open func onEpochEnd(_ epoch: Int, _ logs: Logs) {}
  /// Before a training batch, counted from 0 in each epoch.
  open func onTrainBatchBegin(_ batch: Int) {}
  /// After a training batch, with the logs of the epoch so far.
  open func onTrainBatchEnd(_ batch: Int, _ logs: Logs) {}
  /// Before the first batch of `evaluate`, or of validation in `fit`.
  open func onTestBegin() {}
  /// After the last batch of `evaluate`, or of validation in `fit`.
  open func onTestEnd(_ logs: Logs) {}
  /// Before a batch of evaluation, counted from 0.
  open func onTestBatchBegin(_ batch: Int) {}
  /// After a batch of evaluation, with the logs so far.
  open func onTestBatchEnd(_ batch: Int, _ logs: Logs) {}
  /// Before the first batch of `predict`.
  open func onPredictBegin() {}
  /// After the last batch of `predict`.
  open func onPredictEnd() {}
  /// Before a batch of prediction, counted from 0.
  open func onPredictBatchBegin(_ batch: Int) {}
  /// After a batch of prediction.
  open func onPredictBatchEnd(_ batch: Int) {}

  /// Writes down what this callback has to remember, for ``BackupAndRestore``: counts, best values, and the like.
  open func save(to state: inout TrainingState) {}

  /// Takes back what `save(to:)` wrote, in a run that goes on where another was interrupted; `onTrainBegin` came before.
  open func restore(from state: TrainingState) {}

  /// The beginning of an epoch that goes on in its midst: for most callbacks as that of any other.
  package func epochResumed(_ epoch: Int) { onEpochBegin(epoch) }

  /// What the loops call after a batch of training: logs are read only by callbacks that look at them.
  package func trainBatchEnded(_ batch: Int, _ logs: () -> Logs) { onTrainBatchEnd(batch, logs()) }

  /// What the loops call after a batch of evaluation.
  package func testBatchEnded(_ batch: Int, _ logs: () -> Logs) { onTestBatchEnd(batch, logs()) }
}

/// How much `fit`, `evaluate` and `predict` print; Keras' 0, 1 and 2 are accepted.
public enum Verbosity: Sendable, ExpressibleByIntegerLiteral {
  /// A progress bar on a terminal, a line per epoch elsewhere.
  case auto
  /// Nothing: Keras' 0.
  case silent
  /// A progress bar that moves: Keras' 1.
  case progressBar
  /// A line per epoch: Keras' 2.
  case linePerEpoch

  public init(integerLiteral value: Int) {
    switch value {
    case 0: self = .silent
    case 1: self = .progressBar
    default: self = .linePerEpoch
    }
  }
}
