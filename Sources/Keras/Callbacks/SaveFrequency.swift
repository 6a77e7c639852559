/// When a callback saves.
public enum SaveFrequency: Sendable, Equatable, ExpressibleByIntegerLiteral {
  /// At the end of each epoch.
  case epoch
  /// After so many batches, whatever the epoch.
  case batches(Int)

  public init(integerLiteral value: Int) { self = .batches(value) }
}

/// Counts batches until it is time to save, also across epochs.
struct BatchCounter {
  let frequency: SaveFrequency
  private var count = 0
  private var last: Int?

  init(_ frequency: SaveFrequency) { self.frequency = frequency }

  /// Whether it is time to save after this batch of the epoch.
  mutating func isDue(_ batch: Int) -> Bool {
    guard case .batches(let wanted) = frequency else { return false }
    if let last, batch > last { count += batch - last } else { count += batch + 1 }
    last = batch
    guard count >= wanted else { return false }
    count = 0
    return true
  }

  /// Why this can't be a frequency; `nil` if it can.
  func error(of callback: String) -> KerasError? {
    guard case .batches(let wanted) = frequency, wanted < 1 else { return nil }
    return KerasError(
      "\(callback) cannot save after \(wanted.counted("batch", "batches")).",
      expected: "saveFreq: .epoch, or .batches of at least 1", received: "saveFreq: .batches(\(wanted))",
      fix: "give the number of batches between two files")
  }

  func save(to state: inout TrainingState) {
    state["batches"] = count
    state["lastBatch"] = last
  }

  mutating func restore(from state: TrainingState) {
    count = state["batches"] ?? 0
    last = state["lastBatch"]
  }
}
