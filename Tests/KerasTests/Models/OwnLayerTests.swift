import Keras
import TestKit
import TensorGraph
import Testing

/// Models and layers that contain themselves.
struct OwnLayerTests {
  private static func error(_ name: String, _ received: String) -> String {
    """
    Sequential '\(name)' cannot contain itself.
      expected  layers that the model is no part of
      received  \(received)
      fix       add another model, or make a new Sequential around both
    """
  }

  @Test(arguments: [false, true])
  func aModelAddedToItself(_ isBuilt: Bool) {
    let model = Sequential(name: "s")
    if isBuilt { model.add(Input(shape: [2])) }
    model.add(Dense(2))
    model.add(model)
    let text = Self.error("s", "the model itself")
    #expect(kerasErrorText { try model.predict(Tensor.ones([1, 2])) } == text)
    #expect(kerasErrorText { try model(Tensor.ones([1, 2])).scalars() } == text)
    model.compile(optimizer: .sgd(), loss: .mse)
    #expect(kerasErrorText { try model.fit(Tensor.ones([1, 2]), Tensor.ones([1, 2]), verbose: 0) } == text)
    #expect(model.layers.count == 1)
  }

  @Test func aModelAddedToOneOfItsLayers() {
    let inner = Sequential(name: "inner")
    inner.add(Dense(2))
    let middle = Sequential([inner], name: "middle")
    let outer = Sequential([middle], name: "outer")
    inner.add(outer)
    let text = Self.error("inner", "Sequential 'outer', which contains it")
    #expect(kerasErrorText { try outer.predict(Tensor.ones([1, 2])) } == text)
    #expect(kerasErrorText { try inner.predict(Tensor.ones([1, 2])) } == text)
    #expect(outer.weights.count == inner.weights.count)
  }

  /// A layer whose property leads back to the model that it is part of.
  private final class Owned: Layer, UnaryLayer {
    var owner: Layer?
    var callsOwner = true
    func call(_ x: Tensor) -> Tensor {
      guard callsOwner, let owner = owner as? Model else { return x * 2 }
      return owner(x)
    }
  }

  @Test func aLayerThatCallsItsModel() throws {
    let owned = Owned(name: "owned")
    let model = Sequential(name: "s") { owned }
    owned.owner = model
    #expect(
      kerasErrorText { try model.predict(Tensor.ones([1, 2])) }.contains(
        """
        Sequential 's' is called within its own call, without end.
          expected  layers that don't contain themselves
          received  calls in calls, 200 deep
          fix       don't call a layer, or a model that it is part of, in its call
        """))
  }

  /// What only leads back, as to read a setting of the model, does no harm.
  @Test func aLayerThatKnowsItsModel() throws {
    let owned = Owned(name: "owned")
    let dense = Dense(2, name: "dense")
    let model = Sequential(name: "s") {
      Input(shape: [2])
      dense
      owned
    }
    owned.owner = dense
    owned.callsOwner = false
    let cycle = Owned(name: "cycle")
    owned.owner = cycle
    cycle.owner = owned
    #expect(model.weights.count == 2)
    #expect(model.trainableVariables.count == 2)
    model.isTrainable = false
    #expect(cycle.isTrainable == false)
    #expect(model.trainableVariables.isEmpty)
    model.isTrainable = true
    #expect(model.summaryText().contains("owned"))
    model.compile(optimizer: .sgd(), loss: .mse)
    try model.fit(Tensor.ones([1, 2]), Tensor.ones([1, 2]), verbose: 0)
    #expect(try model.predict(Tensor.ones([1, 2])).shape == [1, 2])
  }
}
