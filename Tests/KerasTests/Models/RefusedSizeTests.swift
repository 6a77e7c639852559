import Keras
import TestKit
import Testing

/// Sizes that nothing can have, where they are written by hand: an error of the tensor, or of the first call that throws.
@Suite struct RefusedSizeTests {
  private func problem(_ received: String) -> String {
    """

      expected  lengths of 0 or more
      received  \(received)
      fix       check the numbers that the shape was made of
    """
  }

  @Test func tensors() {
    let cases: [(Tensor, String)] = [
      (.zeros([-1]), "[-1] float32"), (.linspace(0, 1, count: -1), "[-1] float64"), (.eye(-2), "[-2, -2] int32"),
      (Random.uniform([2, -1], seed: SeedGenerator(seed: 1)), "[2, -1] uint32"),
    ]
    for (tensor, received) in cases {
      let text = kerasErrorText { try tensor.scalars(as: Double.self) }
      #expect(text.contains(problem(received)), "\(text)")
    }
    #expect(
      kerasErrorText { try Tensor.arange(0.0, 1, step: 1e-300).scalars(as: Double.self) }.contains(
        """
          expected  at most 2^47 bytes, which is all that a process can address
          received  [more than 2^63] float64
        """))
  }

  @Test func inputs() {
    let input = Input(shape: [-3], name: "minus")
    let wanted = "'minus' cannot use these tensors." + problem("[?, -3] float32")
    #expect(kerasErrorText { try Model(inputs: input, outputs: input) }.hasPrefix(wanted))
    let sequential = Sequential {
      input
      Dense(2)
    }
    #expect(kerasErrorText { try sequential.predict(Tensor.zeros([1, 3])) }.hasPrefix(wanted))
  }
}
