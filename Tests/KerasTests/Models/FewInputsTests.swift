import Keras
import TestKit
import Testing

/// Models of two inputs, as classes, that are given one: an error, before and after a good call.
struct FewInputsTests {
  private final class Pair: Model, MergeLayer {
    let dense = Dense(1)
    func call(_ xs: [Tensor]) -> Tensor { dense(concatenated([xs[0], xs[1]], axis: -1)) }
  }
  private final class Sums: Model, MultiOutputLayer {
    func call(_ xs: [Tensor]) -> [Tensor] { [xs[0] + xs[1], xs[0] - xs[1]] }
  }
  private final class Blend: Layer, MergeLayer {
    func call(_ xs: [Tensor]) -> Tensor { 0.5 * xs[0] + 0.5 * xs[1] }
  }

  private let x = Tensor.ones([4, 3])
  private let y = Tensor.ones([4, 1])

  private static func text(_ who: String) -> String {
    """
    \(who) reads tensor 1 of a list, which has no such tensor.
      expected  an index in 0..<1
      received  index 1
      fix       if the list is the inputs of a call, give it at least 2, as in [a, b]
    """
  }

  @Test(arguments: [false, true])
  func everyWayIn(afterAGoodCall: Bool) throws {
    let model = Pair(name: "pair")
    model.compile(optimizer: .sgd(), loss: .mse)
    if afterAGoodCall { try model.fit([x, x], y, verbose: 0) }
    let text = Self.text("Pair 'pair'")
    #expect(kerasErrorText { try model.fit(x, y, verbose: 0) } == text)
    #expect(kerasErrorText { try model.fit(Dataset(x, y).batched(2), verbose: 0) } == text)
    #expect(kerasErrorText { try model.evaluate(x, y, verbose: 0) } == text)
    #expect(kerasErrorText { try model.predict(x) } == text)
    #expect(kerasErrorText { try model.trainOnBatch(x, y) } == text)
    #expect(kerasErrorText { try model([x], file: "", line: 0).scalars() } == text)
    #expect(
      kerasErrorText { try Model(inputs: Input(shape: [3]), outputs: model([Input(shape: [3])], file: "", line: 0)) }
        == text)
    if afterAGoodCall { #expect(kerasErrorText { try model.predictor()(x) } == text) }
    // And it goes on with what it takes.
    #expect(try model.predict([x, x]).shape == [4, 1])
  }

  @Test func modelsOfSeveralOutputsAndLayers() {
    #expect(kerasErrorText { try Sums(name: "sums").predictAll(x) } == Self.text("Sums 'sums'"))
    #expect(kerasErrorText { try Blend(name: "blend")([x], file: "", line: 0).scalars() } == Self.text("Blend 'blend'"))
  }

  @Test func listsOfTensors() throws {
    var list = [x, y]
    list[1] = x
    list[0] += 1
    #expect(list[0].error == nil && list[1].shape == x.shape && list.count == 2)
    #expect(
      kerasErrorText { try list[2].scalars() } == """
        A list of tensors is read at 2, which has no such tensor.
          expected  an index in 0..<2
          received  index 2
          fix       if the list is the inputs of a call, give it at least 3, as in [a, b]
        """)
    #expect(
      kerasErrorText { try ([] as [Tensor])[-1].scalars() } == """
        A list of tensors is read at -1, which has no such tensor.
          expected  a list that is not empty
          received  index -1
          fix       count from 0; the last one is at count - 1
        """)
  }
}
