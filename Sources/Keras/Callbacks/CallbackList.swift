/// The callbacks of one run, called in their order; those that ignore batches cost nothing per batch.
package final class CallbackList {
  package let all: [Callback]
  package let ofBatches: [Callback]
  let backups: [BackupAndRestore]

  package init(_ callbacks: [Callback], model: Model, parameters: Callback.Parameters) {
    all = callbacks
    ofBatches = callbacks.filter(\.usesBatches)
    backups = callbacks.compactMap { $0 as? BackupAndRestore }
    for callback in callbacks {
      callback.model = model
      callback.parameters = parameters
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

  private func call(_ callbacks: [Callback], _ hook: (Callback) -> Void) throws {
    for callback in callbacks {
      hook(callback)
      if let failure = callback.takeFailure() { throw failure }
    }
  }
}
