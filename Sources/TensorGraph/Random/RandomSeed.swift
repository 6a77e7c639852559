import Synchronization

/// Seeds that nobody gave: drawn from the global seed, or from the system if that was not set.
package enum RandomSeed {
  /// Where the draws from a global seed are.
  package struct State: Sendable {
    /// `nil` before the first draw of a program that sets no seed.
    package var global: UInt64?
    package var drawn: UInt64 = 0

    package init(global: UInt64? = nil, drawn: UInt64 = 0) {
      self.global = global
      self.drawn = drawn
    }
  }

  /// A global seed, and how many seeds were drawn from it.
  package final class Source: Sendable {
    private let state = Mutex(State())

    package init() {}

    func next() -> Int {
      state.withLock { state in
        let global = state.global ?? UInt64.random(in: 0...UInt64.max)
        state.global = global
        state.drawn += 1
        // SplitMix64 spreads neighbouring seeds apart.
        var z = global &+ state.drawn &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) & 0x7FFF_FFFF)
      }
    }

    var current: State {
      get { state.withLock { $0 } }
      set { state.withLock { $0 = newValue } }
    }
  }

  private static let shared = Source()

  /// The seeds of the current task instead of the process', for tests that run beside others.
  @TaskLocal package static var override: Source?

  package static func next() -> Int { (override ?? shared).next() }
  package static func set(_ seed: Int) { state = State(global: UInt64(truncatingIfNeeded: seed)) }

  /// The state of the draws; set to go on from an earlier one.
  package static var state: State {
    get { (override ?? shared).current }
    set { (override ?? shared).current = newValue }
  }
}

/// Makes everything random from here on repeatable: initial weights, dropout, shuffling (`keras.utils.set_random_seed`).
public func setRandomSeed(_ seed: Int) { RandomSeed.set(seed) }
