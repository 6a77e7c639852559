import Keras
import Testing

/// Automatic names never are names that somebody gave, so that a model of both can be defined.
struct NamingTests {
  @Test func automaticNamesAvoidGivenOnes() throws {
    final class Fresh: Layer, UnaryLayer {
      func call(_ x: Tensor) -> Tensor { x }
    }
    let given = Fresh(name: "fresh")
    let others = [Fresh(), Fresh()]
    #expect(others.map(\.name) == ["fresh_1", "fresh_2"])
    let input = Input(shape: [2])
    let model = try Model(inputs: input, outputs: others[1](others[0](given(input))))
    #expect(model.layers.suffix(3).map(\.name) == ["fresh", "fresh_1", "fresh_2"])
  }
}
