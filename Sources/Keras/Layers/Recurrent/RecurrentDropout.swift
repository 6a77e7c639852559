/// The masks of a cell's dropout, one set for all steps of a sequence. Several where each gate has its own.
struct RecurrentDropout {
  var inputs: [Tensor] = []
  var states: [Tensor] = []

  /// Drawn before the loop over the steps, by cell: a loop's body must not move a seed on.
  @TaskLocal static var current: [ObjectIdentifier: RecurrentDropout] = [:]

  /// A mask `[batch, lengths…]` of zeros and `1 / (1 - rate)`.
  static func mask(batchOf x: Tensor, lengths: [Int], rate: Double, _ seed: SeedGenerator) -> Tensor {
    let dtype = x.dtype
    return deferrable("dropout", [x, seed.next()]) { inputs in
      let shape = Shape([inputs[0].shape[0]] + lengths)
      guard rate < 1 else { return [.zeros(shape, dtype: dtype)] }
      let uniform = apply(UniformFromBits(), [Random.bits(shape, key: inputs[1])])
      return [(uniform .< (1 - rate)).cast(to: dtype) * (1 / (1 - rate))]
    }[0]
  }
}

/// A cell with dropout on inputs and states.
protocol DropoutCell: RecurrentCell {
  var dropoutOptions: RecurrentDropoutOptions { get }
  var seedGenerator: SeedGenerator { get }
  /// The number of gates that have masks of their own.
  var maskCount: Int { get }
  /// The rate from which on nothing is dropped at all: Keras' gated cells leave out a rate of 1.
  var dropsAll: Bool { get }
}

extension DropoutCell {
  /// The masks of this run: those drawn for the sequence, or new ones for a step on its own.
  func masks(_ x: Tensor, _ state: Tensor) -> RecurrentDropout {
    RecurrentDropout.current[ObjectIdentifier(self)] ?? drawMasks(x, lengths: x.shape.lengthsBehindBatch, state)
  }

  /// - Parameter lengths: those of a step's input, without the batch.
  func drawMasks(_ x: Tensor, lengths: [Int], _ state: Tensor) -> RecurrentDropout {
    guard isTraining else { return RecurrentDropout() }
    func draw(_ rate: Double, _ lengths: [Int]) -> [Tensor] {
      guard rate > 0, rate < 1 || dropsAll else { return [] }
      return (0..<maskCount).map { _ in
        RecurrentDropout.mask(batchOf: x, lengths: lengths, rate: rate, seedGenerator)
      }
    }
    return RecurrentDropout(
      inputs: draw(dropoutOptions.inputs, lengths), states: draw(dropoutOptions.states, state.shape.lengthsBehindBatch))
  }

  /// `x · kernel` with a mask on all inputs, or one for each gate.
  func product(_ x: Tensor, _ kernel: Tensor, masks: [Tensor]) -> Tensor {
    guard masks.count > 1 else { return matmul(masks.first.map { x * $0 } ?? x, kernel) }
    let width = (kernel.shape.last ?? 0) / masks.count
    return concatenated(
      masks.enumerated().map { index, mask in
        matmul(x * mask, kernel.slice(axis: 1, from: index * width, count: width))
      }, axis: -1)
  }

  func nameSeed() {
    seedGenerator.state.path =
      (CallContext.current.path + ["seed_generator", "seed_generator_state"]).joined(separator: "/")
  }
}

extension Shape {
  /// All lengths but the batch's, which cells know by then.
  var lengthsBehindBatch: [Int] { dimensions.dropFirst().map { $0 ?? 1 } }
}

extension DType {
  /// The type in which a sequence is computed: 16-bit states would lose their digits step by step.
  var ofRecurrence: DType { promoted(with: .float32) }
}
