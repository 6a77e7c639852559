/// Uniform 32-bit words from a counter-based generator: Threefry-2x32 with 20 rounds.
///
/// Input: the key, `uint32 [2]`; output: `uint32` of the given shape. Words `2i` and `2i + 1` of the flattened output are
/// the two words of block `i`, the encryption of the counter (high word of `i`, low word of `i`), so a value depends on
/// the key and its position alone, whatever the thread count or the engine.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
package struct RandomBits: Primitive {
  package let shape: Shape
  package var name: String { "random_bits" }
  package init(shape: Shape) { self.shape = shape }

  package func infer(_ inputs: [TensorType]) throws(ShapeError) -> [TensorType] {
    guard inputs[0] == TensorType([2], .uint32) else {
      throw ShapeError(
        expected: "a key [2] uint32", received: "\(inputs[0])", fix: "take the key from a SeedGenerator")
    }
    return [TensorType(shape, .uint32)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] { [nil] }
}
