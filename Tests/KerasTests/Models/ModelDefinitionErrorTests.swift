import Keras
import TestKit
import Testing

/// What a model's definition says of mistakes, word for word.
struct ModelDefinitionErrorTests {
  @Test func disconnectedGraph() {
    let a = Input(shape: [2], name: "a")
    let b = Input(shape: [2], name: "b")
    #expect(
      kerasErrorText { try Model(inputs: a, outputs: a + b, name: "broken") } == """
        Model 'broken' has an output that its inputs do not determine.
          expected  every Input that the outputs need among the inputs
          received  inputs 'a'; 'b' is missing
          fix       add the tensor of Input 'b' to inputs:
        """)
  }

  @Test func concreteOutputs() {
    let a = Input(shape: [2], name: "a")
    #expect(
      kerasErrorText { try Model(inputs: a, outputs: Tensor.zeros([2]), name: "concrete") } == """
        Model 'concrete' needs symbolic tensors.
          expected  tensors that come from Input
          received  values of [2] float32
          fix       start the graph with Input(shape:)
        """)
  }

  @Test func noOutputs() {
    let a = Input(shape: [2], name: "a")
    #expect(
      kerasErrorText { try Model(inputs: a, outputs: [Tensor](), name: "nothing") } == """
        Model 'nothing' needs inputs and outputs.
          expected  at least one of each
          received  1 input and 0 outputs
          fix       give the tensors that Input made
        """)
  }

  @Test func wrongLastDimension() {
    let head = Dense(4, name: "err_head")
    _ = head(Input(shape: [512], name: "flat"))
    let result = head(Input(shape: [256], name: "pool"), file: "App/Net.swift", line: 41)
    #expect(
      kerasErrorText { try Model(inputs: Input(shape: [2]), outputs: result) } == """
        Dense 'err_head' cannot accept this input.
          expected  [batch, 512] float32   (512 was fixed by its first input, 'flat')
          received  [batch, 256] float32   from 'pool'
          fix       give this branch its own Dense, or project to 512 features first
          at        App/Net.swift:41
        """)
  }

  @Test func unknownDimension() {
    let result = Dense(4, name: "err_unknown")(Input(shape: [nil], name: "sequence"), file: "App/Net.swift", line: 7)
    #expect(
      "\(result.error.map(String.init(describing:)) ?? "no error")" == """
        Dense 'err_unknown' cannot make its weight 'kernel'.
          expected  known lengths for every axis of a weight
          received  [?, 4], from inputs of [batch, ?]
          fix       give the Input a length for that axis
          at        App/Net.swift:7
        """)
  }

  @Test func unknownLayerName() throws {
    let input = Input(shape: [2], name: "in")
    let model = try Model(inputs: input, outputs: Dense(3, name: "hidden")(input), name: "named")
    #expect(
      kerasErrorText { try Model(inputs: model.inputs, outputs: model.layer("hiden").output) } == """
        Model 'named' has no layer 'hiden'.
          expected  one of 'in', 'hidden'
          received  'hiden'
          fix       did you mean 'hidden'?
        """)
  }

  @Test func layerWithoutASingleOutput() {
    let shared = Dense(2, name: "err_shared")
    #expect(
      "\(shared.output.error.map(String.init(describing:)) ?? "no error")"
        == """
        Layer 'err_shared' has no single output.
          expected  a layer called once on a symbolic tensor
          received  a layer that was not called yet
          fix       call it on an Input first
        """.replacing("Layer", with: "Dense"))
    let first = shared(Input(shape: [2]))
    let second = shared(Input(shape: [2]))
    #expect(
      "\(shared.output.error.map(String.init(describing:)) ?? "no error")" == """
        Dense 'err_shared' has no single output.
          expected  a layer called once on a symbolic tensor
          received  a layer called 2 times
          fix       keep the tensor that the call you mean gave
        """)
    #expect(first.shape == second.shape)
  }

  @Test func inputAfterTheFirstLayer() {
    let model = Sequential(name: "late_input") {
      Dense(2)
      Input(shape: [4])
    }
    model.compile(optimizer: .sgd(), loss: .mse)
    #expect(
      kerasErrorText { try model.fit(Tensor.zeros([2, 4]), Tensor.zeros([2, 2]), verbose: 0) } == """
        Sequential 'late_input' has an Input after its first layer.
          expected  one Input, in front of all layers
          received  an Input after 1 layer
          fix       move the Input to the front
        """)
  }

  @Test func untrackedWeight() {
    struct Hidden { let dense = Dense(2, name: "lost") }
    final class Careless: Layer, UnaryLayer {
      let hidden = Hidden()
      func call(_ x: Tensor) -> Tensor { hidden.dense(x) }
    }
    let result = Careless(name: "careless")(Input(shape: [3]), file: "App/Net.swift", line: 9)
    #expect(
      "\(result.error.map(String.init(describing:)) ?? "no error")" == """
        Careless 'careless' uses the variable 'careless/lost/kernel' that it does not track.
          expected  weights and layers in properties (or arrays, dictionaries, optionals of them)
          received  a variable reached another way, such as through a closure or a struct
          fix       keep 'careless/lost/kernel', or what owns it, in a property of Careless 'careless'
          at        App/Net.swift:9
        """)
  }

  @Test func weightUsedBeforeItIsMade() {
    final class Eager: Layer, UnaryLayer {
      @Weight(.zeros) var bias: Tensor
      func call(_ x: Tensor) -> Tensor { x + bias }
    }
    let result = Eager(name: "eager")(Input(shape: [3]))
    #expect(
      "\(result.error.map(String.init(describing:)) ?? "no error")" == """
        Eager 'eager' has no weight 'bias' yet.
          expected  a weight made in build
          received  a use before it was made
          fix       call $bias.create(shape) in build, or call the layer on a tensor first
        """)
  }

  @Test func layerWithoutACall() {
    final class Mute: Layer {}
    let result = Mute(name: "mute").invoke([Input(shape: [3])], training: nil, file: "App/Net.swift", line: 3)[0]
    #expect(
      "\(result.error.map(String.init(describing:)) ?? "no error")" == """
        Mute 'mute' has no call.
          expected  a class that conforms to UnaryLayer, MergeLayer or MultiOutputLayer
          received  class Mute
          fix       add the conformance and its func call
        """)
  }

  @Test func predictorOfAModelNeverCalled() {
    let model = Sequential([Dense(2)], name: "unseen")
    #expect(
      kerasErrorText { try model.predictor() } == """
        Sequential 'unseen' cannot make a predictor yet.
          expected  a model with weights
          received  a model that was never called
          fix       call it on data, or give it an Input
        """)
  }
}
