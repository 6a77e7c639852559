/// The callbacks of one run, called in their order; those that ignore batches cost nothing per batch.
package final class CallbackList {
  package let all: [Callback]
  package let ofBatches: [Callback]

  package init(_ callbacks: [Callback], model: Model, parameters: Callback.Parameters) {
    all = callbacks
    ofBatches = callbacks.filter(\.usesBatches)
    for callback in callbacks {
      callback.model = model
      callback.parameters = parameters
      callback.resumedEpoch = nil
      _ = callback.takeFailure()
    }
  }

  /// Calls a hook of each callback; the first that fails ends it.
  package func each(_ hook: (Callback) -> Void) throws { try call(all, hook) }

  /// Calls a hook of each callback that looks at batches.
  package func eachOfBatches(_ hook: (Callback) -> Void) throws { try call(ofBatches, hook) }

  /// The end of an epoch: what a callback adds to the logs is seen by itself and those behind it.
  package func epochEnded(_ epoch: Int, _ logs: Logs) throws {
    var logs = logs
    try each { callback in
      callback.amend(&logs, epoch: epoch)
      callback.onEpochEnd(epoch, logs)
    }
  }

  /// Where training starts: where the arguments say, unless a callback restored an earlier run.
  package func initialEpoch(_ given: Int) -> Int { all.compactMap(\.resumedEpoch).last ?? given }

  private func call(_ callbacks: [Callback], _ hook: (Callback) -> Void) throws {
    for callback in callbacks {
      hook(callback)
      if let failure = callback.takeFailure() { throw failure }
    }
  }
}
