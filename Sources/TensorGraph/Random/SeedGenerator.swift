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
