import TensorGraph

/// One run of `fit`: where it is, and all that its further course depends on, gathered and given back here.
final class TrainingRun {
  let callbacks: CallbackList
  /// The number of the epoch, counted from 0.
  var epoch: Int
  /// How many steps of the epoch were taken.
  var step = 0
  /// The numbers of the last epoch, or of the steps so far if the epoch was restored.
  var logs = Logs()
  /// The last step of the epoch, which has the numbers so far.
  var last: StepPrograms.Step?
  /// Whether the data were begun and may go on in the next epoch.
  var hasBegunData = false
  /// Whether no batch of this pass over the data was taken yet.
  var isAtStart = false
  /// Whether an earlier run had been stopped already.
  private(set) var isStopped = false
  private let model: Model
  private let feed: any BatchFeed
  private let validation: (any BatchFeed)?
  private let dataGoOn: Bool
  /// What is given back as soon as the first step has made what it belongs to: metrics, optimizers of one's own.
  private var pending: TrainingState?

  /// - Parameter dataGoOn: whether an epoch begins where the one before ended.
  init(
    _ model: Model, feed: any BatchFeed, validation: (any BatchFeed)?, callbacks: CallbackList, initialEpoch: Int,
    dataGoOn: Bool
  ) {
    (self.model, self.feed, self.validation, self.callbacks) = (model, feed, validation, callbacks)
    (epoch, self.dataGoOn) = (initialEpoch, dataGoOn)
  }

  /// Whether the epoch goes on in data that were begun, also after an interruption.
  var continuesData: Bool { step > 0 || dataGoOn && hasBegunData }

  /// All that the further course of the run depends on.
  func state() throws -> TrainingState {
    var state = TrainingState()
    state["epoch"] = epoch
    state["step"] = step
    state["hasBegunData"] = hasBegunData
    state["isAtStart"] = isAtStart
    state["isStopped"] = model.stopTraining
    let logs = last?.logs ?? logs
    state["logs"] = logs.names
    state["values"] = logs.values
    state.add(model.variables, as: "model")
    state.add(optimizerVariables, as: "optimizer")
    state.add(model.metrics.flatMap(\.variables), as: "metrics")
    state.add(otherVariables, as: "others")
    for (name, callback) in namedCallbacks {
      var part = TrainingState()
      callback.save(to: &part)
      state.add(part, as: "callbacks/\(name)")
    }
    for (name, feed) in feeds {
      var part = TrainingState()
      feed.save(to: &part)
      state.add(part, as: name)
    }
    state["seeds"] = RandomSeed.state
    return state
  }

  /// Takes back what `state` gathered, in a run of the same model on the same data.
  ///
  /// - Throws: if it is a state of something else; then nothing was changed.
  func restore(_ state: TrainingState) throws {
    guard let epoch: Int = state["epoch"], let step: Int = state["step"], let logNames: [String] = state["logs"],
      let values: [Double] = state["values"], epoch >= 0, step >= 0, values.count == logNames.count
    else {
      throw KerasError.foreign(
        expected: "the epoch, the step and the logs of a run", received: "a file without them",
        fix: "delete the file to start anew")
    }
    if let optimizer = model.optimizer, !optimizer.isBuilt {
      Trace.suspended { optimizer.build(model.trainableVariables) }
    }
    try state.check(model.variables, as: "model")
    try state.check(optimizerVariables, as: "optimizer")
    // A run without validation may go on with one.
    let feeds = feeds.filter { $0.name == "data" || !state.part($0.name).isEmpty }
    for (name, feed) in feeds { try feed.check(state.part(name)) }

    (self.epoch, self.step) = (epoch, step)
    hasBegunData = state["hasBegunData"] ?? false
    isAtStart = state["isAtStart"] ?? false
    isStopped = state["isStopped"] ?? false
    logs = Logs()
    for (name, value) in zip(logNames, values) { logs[name] = value }
    // An epoch that begins again has its hooks first: what they change is overwritten.
    if step > 0 { try callbacks.each { $0.epochResumed(epoch) } }
    model.stopTraining = isStopped
    state.give(to: model.variables, as: "model")
    state.give(to: optimizerVariables, as: "optimizer")
    let parts = Dictionary(uniqueKeysWithValues: namedCallbacks.map { (ObjectIdentifier($1), $0) })
    try callbacks.each { callback in
      let part = state.part("callbacks/" + parts[ObjectIdentifier(callback)]!)
      if !part.isEmpty { callback.restore(from: part) }
    }
    for (name, feed) in feeds {
      try feed.restore(from: state.part(name), continues: name == "data" && continuesData)
    }
    if let seeds: RandomSeed.State = state["seeds"] { RandomSeed.state = seeds }
    pending = state
  }

  /// Gives back what had to wait until the first step was traced.
  func restorePending() throws {
    guard let state = pending else { return }
    pending = nil
    let metrics = model.metrics.flatMap(\.variables)
    if step > 0 { try state.check(metrics, as: "metrics") }
    try state.check(otherVariables, as: "others")
    if step > 0 { state.give(to: metrics, as: "metrics") }
    state.give(to: otherVariables, as: "others")
  }

  private var optimizerVariables: [Variable] { model.optimizer?.variables ?? [] }

  /// Those of losses, and of optimizers that a model's own steps use.
  private var otherVariables: [Variable] {
    let known = model.variables + optimizerVariables + model.metrics.flatMap(\.variables)
    let ids = Set(known.map(ObjectIdentifier.init))
    return model.ownedVariables.filter { !ids.contains(ObjectIdentifier($0)) }
  }

  private var feeds: [(name: String, feed: any BatchFeed)] {
    [("data", feed)] + (validation.map { [("validation", $0)] } ?? [])
  }

  /// Callbacks by their class, numbered where there are several of it.
  private var namedCallbacks: [(name: String, callback: Callback)] {
    var counts: [String: Int] = [:]
    return callbacks.all.map { callback in
      let name = String(describing: type(of: callback))
      let number = counts[name, default: 0]
      counts[name] = number + 1
      return ("\(name)_\(number)", callback)
    }
  }
}
