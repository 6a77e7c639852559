/// What `fit` recorded: the logs of every epoch.
///
/// `fit` makes one unless there is one among its callbacks; used for several runs, it goes on with `history`, and `epochs` are
/// those of the last run.
/// Source: `keras.callbacks.History`.
public final class History: Callback {
  /// The numbers of the epochs, counted from 0.
  public private(set) var epochs: [Int] = []
  /// For each name in the logs its value in every epoch: `history["loss"]`.
  public private(set) var history: [String: [Double]] = [:]
  /// The names in the order of the logs.
  public private(set) var names: [String] = []

  public override var usesBatches: Bool { false }

  /// The values of one log over the epochs; empty if there is none of this name.
  public subscript(name: String) -> [Double] { history[name] ?? [] }

  public override func onTrainBegin() { epochs = [] }

  public override func save(to state: inout TrainingState) {
    state["epochs"] = epochs
    state["names"] = names
    for (index, name) in names.enumerated() { state["values_\(index)"] = self[name] }
  }

  public override func restore(from state: TrainingState) {
    epochs = state["epochs"] ?? []
    names = state["names"] ?? []
    history = [:]
    for (index, name) in names.enumerated() { history[name] = state["values_\(index)"] ?? [Double]() }
  }

  public override func onEpochEnd(_ epoch: Int, _ logs: Logs) {
    epochs.append(epoch)
    for (name, value) in logs {
      if history[name] == nil { names.append(name) }
      history[name, default: []].append(value)
    }
  }
}

extension History: CustomStringConvertible {
  /// For each name the values of all epochs, a line each: `loss  0.52, 0.31`.
  public var description: String {
    let width = names.map(\.count).max() ?? 0
    let lines = names.map { name in
      let values = self[name].map { "\(Float($0))" }.joined(separator: ", ")
      return "\n  \(name)\(String(repeating: " ", count: width - name.count))  \(values)"
    }
    return ("History of \(epochs.count.counted("epoch", "epochs"))" + lines.joined()).withoutControls
  }
}
