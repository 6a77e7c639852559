import Keras
import TestKit
import Testing

/// `input`, `output`, `inputs`, `outputs`, `layers` and `layer(_:)` of models.
@Suite struct ModelEndsTests {
  private static func base() throws -> Model {
    let input = Input(shape: [4], name: "ends_in")
    let hidden = Dense(3, name: "ends_h")(input)
    return try Model(inputs: input, outputs: Dense(2, name: "ends_o")(hidden), name: "ends_base")
  }

  @Test func aModelsEndsAreThoseOfItsGraph() throws {
    let model = try Self.base()
    #expect(model.input.isSame(as: model.inputs[0]) && model.output.isSame(as: model.outputs[0]))
    let chain = Sequential {
      Input(shape: [4])
      Dense(3)
      Dense(2)
    }
    #expect(chain.input.shape == [nil, 4] && chain.output.shape == [nil, 2])
    #expect(try chain.layers[1].output.isSame(as: chain.output) && chain.layer(at: 0).input.isSame(as: chain.input))
  }

  /// Keras' idiom for features of a model, before and after the model was nested in another one, or called several times.
  @Test func featuresOfAModelThatWasNested() throws {
    let model = try Self.base()
    let x = Tensor([[1, 2, 3, 4], [0, -1, 0, 1]] as [[Float]])
    let before = try Model(inputs: model.input, outputs: model.layer("ends_h").output)
    let outer = Input(shape: [4])
    let whole = try Model(inputs: outer, outputs: model(outer) + model(outer * 2))
    let after = try Model(inputs: model.input, outputs: model.layer("ends_h").output)
    let last = try Model(inputs: model.input, outputs: model.output)
    expectClose(try before.predict(x), try after.predict(x))
    expectClose(try last.predict(x), try model.predict(x))
    expectClose(try whole.predict(x), try model.predict(x) + model.predict(x * 2))
    #expect(try whole.layer("ends_base").output.isSame(as: model.output))
  }

  @Test func aSequentialInsideAnotherModelKeepsItsGraph() throws {
    let inner = Sequential(name: "ends_inner") {
      Input(shape: [4])
      Dense(3, name: "ends_inner_h")
      Dense(2)
    }
    let outer = Sequential {
      Input(shape: [4])
      inner
    }
    let features = try Model(inputs: inner.input, outputs: inner.layer("ends_inner_h").output)
    #expect(try features.predict(Tensor.ones([2, 4])).shape == [2, 3])
    #expect(outer.output.shape == [nil, 2])
  }

  @Test func functionalModelsListTheirInputs() throws {
    let model = try Self.base()
    #expect(model.layers.map(\.name) == ["ends_in", "ends_h", "ends_o"])
    #expect(model.layers[0] is InputLayer)
    #expect(model.layers[0].output.isSame(as: model.input))
    // Two models of one Input share its layer.
    let other = try Model(inputs: model.input, outputs: model.layer("ends_h").output)
    #expect(other.layers[0] === model.layers[0])
    for layer in model.layers[..<2] { layer.isTrainable = false }
    #expect(model.trainableVariables.map(\.path) == ["ends_o/kernel", "ends_o/bias"])
    let cut = try Model(inputs: model.layer("ends_h").output, outputs: model.output)
    #expect(cut.layers.map { $0 is InputLayer } == [true, false])
  }

  @Test func aLayerThatIsNotThereIsAnError() throws {
    let model = try Self.base()
    #expect(
      kerasErrorText { try model.layer("ends_g") } == """
        Model 'ends_base' has no layer 'ends_g'.
          expected  one of 'ends_in', 'ends_h', 'ends_o'
          received  'ends_g'
          fix       did you mean 'ends_h'?
        """)
    #expect(
      kerasErrorText { try model.layer(at: 3) } == """
        Model 'ends_base' has no layer at 3.
          expected  a place in 0...2
          received  3
          fix       look at layers, or ask by name with layer(_:)
        """)
    #expect(try model.layer(at: 1) === model.layer("ends_h"))
    #expect(throws: KerasError.self) { try model.layer(at: -1) }
    #expect(throws: KerasError.self) { try Sequential().layer("any") }
  }

  @Test func severalInputsHaveNoSingleOne() throws {
    let a = Input(shape: [2]), b = Input(shape: [2])
    let model = try Model(inputs: [a, b], outputs: [a + b, a - b, a * b], name: "ends_many")
    #expect(
      model.input.error?.description == """
        Model 'ends_many' has no single input.
          expected  a model with one input
          received  2 inputs
          fix       use inputs, the list of all of them
        """)
    #expect(model.output.error?.description.contains("3 outputs") == true)
    #expect(
      try Model(inputs: model.inputs, outputs: model.outputs).predictAll([Tensor.ones([1, 2]), .ones([1, 2])]).count
        == 3)
  }

  @Test func weightsAreReadByPropertyAndByPath() throws {
    let model = try Self.base()
    let dense = try #require(try model.layer("ends_h") as? Dense)
    #expect(dense.kernel.shape == [4, 3] && dense.bias.shape == [3])
    #expect(try dense.kernel.scalars() == model.weight("ends_h/kernel").value.scalars())
    #expect(dense.$kernel.variable === model.weights[0])
    try model.weight("ends_h/bias").assign(Tensor([1, 2, 3] as [Float]))
    #expect(try dense.bias.scalars() == [1, 2, 3])
    #expect(model.weights.map(\.name) == ["kernel", "bias", "kernel", "bias"])
    // Kept in float32, whatever the layer computes in.
    let mixed = Dense(2, dtype: .mixedBFloat16)
    _ = mixed(Tensor.ones([1, 3]))
    #expect(mixed.kernel.dtype == .float32)
    #expect(
      kerasErrorText { try model.weight("ends_h/kernal") } == """
        Model 'ends_base' has no weight 'ends_h/kernal'.
          expected  a path such as 'ends_h/kernel', 'ends_h/bias', 'ends_o/kernel'
          received  'ends_h/kernal'
          fix       did you mean 'ends_h/kernel'?
        """)
  }

  @Test func modelsAndLayersDescribeThemselves() throws {
    let model = try Self.base()
    #expect("\(model)" == "<Functional 'ends_base': [batch, 4] -> [batch, 2], 3 layers, 23 parameters>")
    #expect("\(try model.layer("ends_h"))" == "<Dense 'ends_h': [batch, 4] -> [batch, 3], 15 parameters>")
    #expect("\(Dense(2, name: "ends_open"))" == "<Dense 'ends_open': not built>")
    #expect("\(Sequential(name: "ends_none"))" == "<Sequential 'ends_none': 0 layers, not built>")
  }

  /// A model that was only called on data knows its shapes from then on.
  @Test func aCalledModelCanBeLookedAt() throws {
    final class Pair: Model, UnaryLayer {
      let first = Dense(3, name: "pair_a")
      let second = Dense(2, name: "pair_b")
      func call(_ x: Tensor) -> Tensor { second(first(x)) }
    }
    let model = Pair(name: "ends_pair")
    _ = try model(Tensor.ones([5, 4])).scalars()
    #expect(model.summaryText().contains("(None, 3)"))
    let open = Sequential([Dense(3), Dense(2)], name: "ends_called")
    _ = try open(Tensor.ones([5, 4])).scalars()
    #expect(open.summaryText().contains("(None, 3)"))
    #expect(open.output.shape == [nil, 2])
    try withTemporaryFolder { folder in
      try plotModel(model, to: "\(folder)/pair.svg")
      let fresh = Pair(name: "ends_pair_2")
      _ = try fresh(Tensor.ones([5, 4])).scalars()
      try plotModel(fresh, to: "\(folder)/fresh.svg")
    }
  }
}
