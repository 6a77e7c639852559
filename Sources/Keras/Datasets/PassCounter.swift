import Synchronization

/// Gives each pass over a dataset a seed of its own.
final class PassCounter: Sendable {
  /// How many passes were begun from a seed.
  struct State: Equatable {
    var seed: Int
    var count = 0
  }

  private let current: Mutex<State>
  /// Whether the seed also put the data in their first order, so that another can't take its place.
  let isFixed: Bool

  init(seed: Int, isFixed: Bool = false) {
    current = Mutex(State(seed: seed))
    self.isFixed = isFixed
  }

  /// Set to go on from an earlier state.
  var state: State {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }

  func next() -> UInt64 {
    current.withLock { state in
      state.count += 1
      return UInt64(truncatingIfNeeded: state.seed &* 1_000_003 &+ state.count)
    }
  }
}
