import Foundation
import Keras
import TestKit
import Testing

/// Layers that take the place of others after a model was trained.
struct ReplacedLayerTests {
  private final class Net: Model, UnaryLayer {
    let base = Dense(4, activation: .relu, name: "base")
    var head: Layer & UnaryLayer = Dense(2, name: "head")
    var others: [Layer & UnaryLayer] = []
    func call(_ x: Tensor) -> Tensor { others.reduce(head(base(x))) { $1($0) } }
  }

  private final class Block: Layer, UnaryLayer {
    var inner = Dense(3, name: "inner")
    func call(_ x: Tensor) -> Tensor { inner(x) }
  }

  private let x = Tensor.ones([8, 3])

  private func compile(_ model: Model) { model.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse) }

  @Test(arguments: [true, false])
  func aNewHeadIsTrained(isCalledFirst: Bool) throws {
    let net = Net(name: "net")
    compile(net)
    try net.fit(x, Tensor.ones([8, 2]), verbose: 0)
    let old = net.head
    let oldValue = try old.weights[0].value.scalars()
    net.head = Dense(5, name: "new_head")
    if isCalledFirst { _ = net(x) }
    compile(net)
    try net.fit(x, Tensor.ones([8, 5]), verbose: 0)
    #expect(net.sublayers.map(\.name) == ["base", "new_head"])
    #expect(net.weights.map(\.shape) == [[3, 4], [4], [4, 5], [5]])
    #expect(net.parameterCount == 3 * 4 + 4 + 4 * 5 + 5)
    #expect(try old.weights[0].value.scalars() == oldValue)
    let bias = try net.head.weights[1].value.scalars()
    #expect(bias.allSatisfy { $0 != 0 })
    #expect(try net.predict(x).shape == [8, 5])
    #expect(net.summaryText().contains("new_head"))
    #expect(!net.summaryText().contains("│ head"))
  }

  @Test func withoutCompilingAgainTheOptimizerSaysWhatItMisses() throws {
    let net = Net(name: "net")
    compile(net)
    try net.fit(x, Tensor.ones([8, 2]), verbose: 0)
    net.head = Dense(2, name: "second")
    #expect(try net.predict(x).shape == [8, 2])
    #expect(
      kerasErrorText { try net.fit(x, Tensor.ones([8, 2]), verbose: 0) } == """
        Optimizer 'sgd' does not know variable 'net/second/kernel'.
          expected  one of the 4 variables of its first step
          received  <Variable net/second/kernel [4, 2] float32>
          fix       make a new optimizer for other variables
        """)
  }

  @Test func layersInArraysAreFound() throws {
    let net = Net(name: "net")
    _ = try net.predict(x)
    net.others = [Dense(6, name: "more")]
    #expect(try net.predict(x).shape == [8, 6])
    net.others = [Dense(6, name: "more"), Dense(1, name: "last")]
    compile(net)
    try net.fit(x, Tensor.ones([8, 1]), verbose: 0)
    #expect(net.weights.count == 8)
  }

  @Test func layersInsideLayersOfAGraphAreFound() throws {
    let input = Input(shape: [3])
    let block = Block(name: "block")
    let model = try Model(inputs: input, outputs: block(input), name: "outer")
    compile(model)
    try model.fit(x, x, verbose: 0)
    block.inner = Dense(3, name: "other")
    compile(model)
    try model.fit(x, x, verbose: 0)
    #expect(model.weights.map(\.path) == ["outer/block/other/kernel", "outer/block/other/bias"])
    #expect(try model.weights[1].value.scalars().allSatisfy { $0 != 0 })
  }

  @Test func aSequentialInsideIsWatched() throws {
    let inner = Sequential(name: "inner") {
      Dense(3, name: "first")
      Dense(3, name: "second")
    }
    let input = Input(shape: [3])
    let model = try Model(inputs: input, outputs: inner(input), name: "outer")
    let before = try model.predict(x).scalars()
    inner.pop()
    let after = try model.predict(x).scalars()
    #expect(before != after)
    #expect(try inner.predict(x).scalars() == after)
  }

  @Test func aReplacedLayerIsSaved() throws {
    let net = Net(name: "net")
    compile(net)
    try net.fit(x, Tensor.ones([8, 2]), verbose: 0)
    net.head = Dense(5, name: "new_head")
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).weights.h5").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try net.saveWeights(path)
    let again = Net(name: "net")
    again.head = Dense(5, name: "new_head")
    _ = again(x)
    try again.loadWeights(path)
    #expect(try again.predict(x).scalars() == net.predict(x).scalars())
  }

  @Test func aPredictorTakesTheNewLayer() throws {
    let net = Net(name: "net")
    _ = try net.predict(x)
    net.head = Dense(5, name: "new_head")
    let predictor = try net.predictor()
    #expect(try predictor(x).scalars() == net.predict(x).scalars())
  }

  /// A step must not touch what the model does not own: here a layer that a closure captured.
  @Test func untrackedVariablesOfAStepAreAnError() throws {
    let hidden = Dense(3, name: "hidden")
    _ = hidden(x)
    let model = Sequential(name: "leaky") {
      Input(shape: [3])
      Dense(3)
    }
    model.compile(optimizer: .sgd(), loss: Loss { yTrue, yPred in square(hidden(yPred) - yTrue) })
    #expect(
      kerasErrorText { try model.fit(x, x, verbose: 0) } == """
        Sequential 'leaky' uses the variable 'hidden/kernel' that it does not track.
          expected  variables of layers, metrics, losses and optimizers that the model or compile holds
          received  a variable reached another way, such as through a closure or a struct
          fix       keep 'hidden/kernel', or what owns it, in a property of Sequential 'leaky', of one of its layers, or of a loss or metric
        """)
  }

  /// A variable that a step only reads would be fixed in no file: it must be the model's too, whether trained or not.
  @Test func variablesThatAreOnlyReadAreTracked() {
    let factor = Variable(Tensor(2.0 as Float), name: "factor", isTrainable: false)
    let model = Sequential(name: "scaled") {
      Input(shape: [3])
      Dense(3)
    }
    model.compile(optimizer: .sgd(), loss: Loss { yTrue, yPred in square(yPred - yTrue) * factor.value })
    #expect(
      kerasErrorText { try model.fit(x, x, verbose: 0) } == """
        Sequential 'scaled' uses the variable 'factor' that it does not track.
          expected  variables of layers, metrics, losses and optimizers that the model or compile holds
          received  a variable reached another way, such as through a closure or a struct
          fix       keep 'factor', or what owns it, in a property of Sequential 'scaled', of one of its layers, or of a loss or metric
        """)
  }

  /// The loss holds the layer in a property, and says so by that.
  private final class Perceptual: Loss {
    let features: Dense
    init(_ features: Dense) {
      self.features = features
      super.init("perceptual")
    }
    override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { square(features(yPred) - features(yTrue)) }
  }

  @Test func layersOfALossAreOwned() throws {
    let features = Dense(3, name: "features")
    _ = features(x)
    let before = try features.weights[0].value.scalars()
    let model = Sequential(name: "careful") {
      Input(shape: [3])
      Dense(3)
    }
    model.compile(optimizer: .sgd(), loss: Perceptual(features))
    try model.fit(x, x, verbose: 0)
    #expect(try features.weights[0].value.scalars() == before)
  }
}
