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
    public var epochs = 1
    public var stepsPerEpoch: Int?
    public var verbose = Verbosity.silent
  }

  /// Where messages go; replaced in tests.
  package var say: (String) -> Void = { writeToStandardOutput($0 + "\n") }

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

  open func onTrainBegin() {}
  open func onTrainEnd(_ logs: Logs) {}
  open func onEpochBegin(_ epoch: Int) {}
  /// Adds to an epoch's logs what `onEpochEnd`, the callbacks behind this one, and the history shall see.
  open func amend(_ logs: inout Logs, epoch: Int) {}
  open func onEpochEnd(_ epoch: Int, _ logs: Logs) {}
  open func onTrainBatchBegin(_ batch: Int) {}
  open func onTrainBatchEnd(_ batch: Int, _ logs: Logs) {}
  open func onTestBegin() {}
  open func onTestEnd(_ logs: Logs) {}
  open func onTestBatchBegin(_ batch: Int) {}
  open func onTestBatchEnd(_ batch: Int, _ logs: Logs) {}
  open func onPredictBegin() {}
  open func onPredictEnd() {}
  open func onPredictBatchBegin(_ batch: Int) {}
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
