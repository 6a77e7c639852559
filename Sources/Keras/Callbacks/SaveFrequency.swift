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
}
