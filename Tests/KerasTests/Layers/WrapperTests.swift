import Foundation
import Keras
import TensorGraph
import TestKit
import Testing

/// A wrapper of the user's, as `Wrapper`'s documentation shows one.
private final class Scaled: Wrapper, UnaryLayer {
  func call(_ x: Tensor) -> Tensor { inner(x) * 2 }
}

/// One that does nothing with its layer when it is called.
private final class Idle: Wrapper, UnaryLayer {
  func call(_ x: Tensor) -> Tensor { x }
}

extension Scaled: Configurable {
  convenience init(configuration: Configuration) throws { try self.init(configuration.layer) }
}

@Suite struct WrapperTests {
  @Test func aWrapperIsTrainedAndSaved() throws {
    let model = Sequential(name: "net") {
      Input(shape: [3])
      Scaled(Dense(2, activation: .tanh, name: "inside"), name: "scaled")
      Dense(1)
    }
    #expect(model.weights.map(\.path).prefix(2) == ["net/scaled/inside/kernel", "net/scaled/inside/bias"])
    let x = Random.normal([8, 3], key: Tensor([1, 2] as [UInt32]))
    let inside = try #require((model.layers[0] as? Scaled)?.layer as? Dense)
    expectClose((model.layers[0] as? Scaled)?(x) ?? x, inside(x) * 2)
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse)
    let before = try inside.weights[0].value.scalars()
    try model.fit(x, Tensor.ones([8, 1]), batchSize: 8, epochs: 1, verbose: .silent)
    #expect(try inside.weights[0].value.scalars() != before)
    let path = FileManager.default.temporaryDirectory.appending(path: "wrapper-\(UUID().uuidString).keras").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(path)
    let again = try loadModel(path, customObjects: [Scaled.self])
    expectClose(try again.predict(x), try model.predict(x))
    #expect((again.layers[0] as? Scaled)?.layer.name == "inside")
  }

  @Test func anErrorInsideIsTheWrappers() {
    let text = LayerContract.message(
      Idle(Dense(0, name: "inside"), name: "idle"),
      [.symbolicInput(name: "x", type: TensorType([nil, 3], .float32))])
    #expect(
      text == """
        Dense 'inside' cannot be built.
          expected  units of at least 1
          received  units: 0
          fix       give a positive units
          at        Test.swift:1
        """)
  }

  @Test func trainableIsSaidWhenALayerIsMade() {
    let layer = Dense(2).trainable(false)
    _ = layer(Tensor.ones([1, 2]))
    #expect(layer.trainableVariables.isEmpty && layer.weights.count == 2)
  }
}
