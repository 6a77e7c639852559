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
    }
  }
}
