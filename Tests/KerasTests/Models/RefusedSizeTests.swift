import Keras
import TestKit
import Testing

/// Sizes that nothing can have, where they are written by hand: an error of the tensor, or of the first call that throws.
@Suite struct RefusedSizeTests {
  private func text(_ tensor: Tensor) -> String { kerasErrorText { try tensor.scalars(as: Double.self) } }

  @Test func tensors() {
    #expect(text(.zeros([-1])) == "")
    #expect(text(.arange(0.0, 1, step: 1e-300)) == "")
    #expect(text(.linspace(0, 1, count: -1)) == "")
    #expect(text(.eye(-2)) == "")
    #expect(text(Random.uniform([2, -1], seed: SeedGenerator(seed: 1))) == "")
  }

  @Test func inputs() {
    #expect(kerasErrorText { try Model(inputs: Input(shape: [-3]), outputs: Input(shape: [-3])) } == "")
    let sequential = Sequential {
      Input(shape: [-3])
      Dense(2)
    }
    #expect(kerasErrorText { try sequential.predict(Tensor.zeros([1, 3])) } == "")
  }

  @Test func batches() {
    let data = Dataset(Tensor.zeros([4, 1]), Tensor.zeros([4, 1]))
    for size in [0, -1] { #expect(kerasErrorText { _ = try Sequential([Dense(1)]).predict(data.batched(size)) } == "") }
  }
}
