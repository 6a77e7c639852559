import Synchronization

/// A source of random keys: a seed and a counter that moves on with every draw, so that one seed gives one run.
///
/// Source: `keras.random.SeedGenerator`; its state is a `uint32 [2]` variable, saved with the model.
public final class SeedGenerator: @unchecked Sendable {
  /// The seed and the number of draws so far. Shape: `[2]`, `uint32`.
  public let state: Variable

  /// - Parameter seed: `nil` takes the next one from the global seed (see `setRandomSeed`).
  public init(seed: Int? = nil, name: String = "seed_generator_state") {
    let seed = UInt32(truncatingIfNeeded: seed ?? RandomSeed.next())
    state = Trace.suspended { Variable(Tensor([seed, 0]), name: name, isTrainable: false) }
  }

  /// A key nobody had before; the counter moves on. Shape: `[2]`, `uint32`.
  public func next() -> Tensor {
    let key = state.value
    state.assign(key + Tensor.constant(.integer(1), .uint32) * Tensor.iota([2], axis: 0, dtype: .uint32))
    return key
  }
}

/// Seeds that nobody gave: drawn from the global seed, or from the system if that was not set.
package enum RandomSeed {
  private struct State {
    var global: UInt64?
    var drawn: UInt64 = 0
  }
  private static let state = Mutex(State())

  package static func next() -> Int {
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

  package static func set(_ seed: Int) {
    state.withLock { $0 = State(global: UInt64(truncatingIfNeeded: seed)) }
  }
}

/// Makes everything random from here on repeatable: initial weights, dropout, shuffling (`keras.utils.set_random_seed`).
public func setRandomSeed(_ seed: Int) { RandomSeed.set(seed) }
