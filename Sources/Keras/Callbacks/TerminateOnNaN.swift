/// Ends training when the loss of a batch is not a finite number.
///
/// Source: `keras.callbacks.TerminateOnNaN`.
public final class TerminateOnNaN: Callback {
  /// Whether `fit` throws at once, so that no other hook is called, instead of ending as usual.
  public let raiseError: Bool

  /// - Parameter raiseError: whether `fit` throws instead of returning what was recorded so far.
  public init(raiseError: Bool = false) { self.raiseError = raiseError }

  public override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) {
    guard let loss = logs["loss"], !loss.isFinite else { return }
    guard raiseError else {
      say("Batch \(batch): Invalid loss, terminating training")
      model?.stopTraining = true
      return
    }
    fail(
      KerasError(
        "Training was ended by TerminateOnNaN at batch \(batch).", expected: "a loss that is a finite number",
        received: "loss \(loss)", fix: "lower the learning rate, clip gradients, or look for NaN in the data"))
  }
}
