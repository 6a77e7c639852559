import Keras
import TestKit
import Testing

/// What data that can't work are answered with, word for word: the cases beside those of `FitErrorTests`.
struct DataErrorTests {
  private func model(name: String) throws -> Model {
    let input = Input(shape: [4], name: "features")
    let model = try Model(inputs: input, outputs: Dense(3, name: "\(name)_head")(input), name: name)
    model.compile(optimizer: .sgd(), loss: .mse)
    return model
  }

  @Test func scalarInput() throws {
    let model = try model(name: "scalar_input")
    #expect(
      kerasErrorText { try model.predict(Tensor(3 as Float)) } == """
        Model 'scalar_input' cannot predict with a scalar.
          expected  x with a batch axis in front
          received  [] float32
          fix       add an axis, for example with expandedDimensions(0)
        """)
  }

  @Test func noInput() throws {
    let model = try model(name: "no_input")
    #expect(
      kerasErrorText { try model.fit([] as [Tensor], verbose: 0) } == """
        Model 'no_input' cannot fit without data.
          expected  at least one input tensor
          received  none
          fix       give x
        """)
  }

  @Test func noBatches() throws {
    let model = try model(name: "no_batches")
    let data = Dataset([] as [(Tensor, Tensor)]).batched(2)
    #expect(
      kerasErrorText { try model.fit(data, verbose: 0) } == """
        Model 'no_batches' cannot fit without data.
          expected  at least one batch
          received  none
          fix       check where the data comes from
        """)
  }

  @Test func weightsOfClassesAndOfSamples() throws {
    let model = try model(name: "both_weights")
    let x = Tensor.zeros([2, 4]), y = Tensor.zeros([2, 3]), weight = Tensor.ones([2])
    #expect(
      kerasErrorText { try model.fit(x, y, verbose: 0, classWeight: [0: 2], sampleWeight: weight) } == """
        Model 'both_weights' cannot use classWeight and sampleWeight together.
          expected  one of the two
          received  both
          fix       multiply the factors of the classes into sampleWeight
        """)
  }

  @Test func errorsThatDataCarry() throws {
    let model = try model(name: "carried")
    let x = Tensor([1, 2, 3] as [Float], shape: [2, 4])
    let expected = """
      Tensor(_:shape:) cannot arrange the elements.
        expected  8 elements for shape [2, 4]
        received  3 elements
        fix       give a shape whose product is 3
      """
    #expect(kerasErrorText { try model.fit(x, Tensor.zeros([2, 3]), verbose: 0) } == expected)
    #expect(kerasErrorText { try model.predict(x) } == expected)
    #expect(kerasErrorText { try model.evaluate(x, Tensor.zeros([2, 3]), verbose: 0) } == expected)
  }

  @Test func tooManyWeights() throws {
    let layer = Dense(2, name: "two_weights")
    _ = layer(Input(shape: [3]))
    #expect(
      kerasErrorText { try layer.setWeights([Tensor.zeros([3, 2])]) } == """
        Dense 'two_weights' cannot take these weights.
          expected  2 tensors
          received  1
          fix       give one tensor for each weight
        """)
    #expect(
      kerasErrorText { try Dense(2, name: "no_weights").setWeights([Tensor.zeros([3, 2])]) } == """
        Dense 'no_weights' cannot take these weights.
          expected  0 tensors
          received  1
          fix       build the layer first by calling it on a tensor
        """)
    #expect(
      kerasErrorText { try layer.setWeights([Tensor.zeros([2, 3]), Tensor.zeros([2])]) } == """
        Weight 'two_weights/kernel' cannot take this value.
          expected  [3, 2] float32
          received  [2, 3] float32
          fix       give the weights in the order of 'weights'
        """)
  }

  @Test(arguments: ["evaluate", "train", "test"])
  func notCompiled(_ function: String) throws {
    let input = Input(shape: [4])
    let model = try Model(inputs: input, outputs: Dense(3)(input), name: "uncompiled")
    let x = Tensor.zeros([2, 4]), y = Tensor.zeros([2, 3])
    let found = kerasErrorText {
      switch function {
      case "evaluate": try model.evaluate(x, y, verbose: 0)
      case "train": try model.trainOnBatch(x, y)
      default: try model.testOnBatch(x, y)
      }
    }
    #expect(
      found == """
        Model 'uncompiled' cannot \(function) yet.
          expected  a compiled model
          received  a model without a loss
          fix       call compile(optimizer:loss:) first
        """)
  }

  @Test func targetsOfAnotherShape() throws {
    let model = try model(name: "shapes")
    let found = kerasErrorText { try model.fit(Tensor.zeros([2, 4]), Tensor.zeros([2, 5]), verbose: 0) }
    #expect(found.hasPrefix("The loss of output 'shapes_head' of Model 'shapes' failed: "), "\(found)")
    #expect(found.contains("[2, 5]") && found.contains("[2, 3]") && found.contains("\n  fix       "), "\(found)")
  }
}
