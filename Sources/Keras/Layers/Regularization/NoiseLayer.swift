/// What layers share that change their input at random in training, and leave its numbers alone otherwise. Integers get the compute
/// type.
///
/// Not for use by itself.
public class NoiseLayer: Layer, UnaryLayer {
  /// The seed of the random numbers; each layer has its own if `nil`.
  public let seed: Int?
  // Without a strength there is none, as in Keras' files.
  private let seedGenerator: SeedGenerator?

  init(isActive: Bool, seed: Int?, name: String?, dtype: DTypePolicy?) {
    self.seed = seed
    seedGenerator = isActive ? SeedGenerator(seed: seed) : nil
    super.init(name: name, dtype: dtype)
    supportsMasking = true
  }

  public override func build(_ input: Shape) {
    seedGenerator?.state.path =
      (CallContext.current.path + ["seed_generator", "seed_generator_state"]).joined(separator: "/")
  }

  /// `x` changed at random.
  ///
  /// - Parameter key: for random numbers; another one in each call.
  func disturbed(_ x: Tensor, key: Tensor) -> Tensor { x }

  public func call(_ x: Tensor) -> Tensor {
    // Noise is made of fractions; and a type must not hang on the phase.
    let x = x.cast(to: computeDType)
    guard isTraining, let seedGenerator else { return x }
    return disturbed(x, key: seedGenerator.next())
  }

  /// Runs `body` once the lengths of `x` are known.
  func drawing(
    _ name: String, _ x: Tensor, key: Tensor, _ body: @escaping (_ x: Tensor, _ key: Tensor) -> Tensor
  ) -> Tensor {
    deferrable(name, [x, key]) { [body($0[0], $0[1])] }[0]
  }
}
