import Keras
import TestKit
import Testing

/// Data with a last axis of length 1 more or less than the model's input, in each way in. Checked against Keras 3.15.1.
struct InputRankTests {
  /// The input's lengths, and those of data that it takes.
  static let taken: [([Int], [Int])] = [
    ([2, 3, 1], [6, 2, 3]), ([1], [6]), ([4], [6, 4, 1]), ([], [6, 1]), ([2, 3], [6, 2, 3, 1]),
    ([2, 3, 1], [6, 2, 3, 1]),
  ]

  private static func sum(_ lengths: [Int]) throws -> Model {
    let input = Input(shape: Shape(lengths))
    return try Model(inputs: input, outputs: Dense(1, kernelInitializer: .ones)(Flatten()(input)))
  }

  private static func sequential(_ lengths: [Int]) -> Model {
    Sequential {
      Input(shape: Shape(lengths))
      Flatten()
      Dense(1, kernelInitializer: .ones)
    }
  }

  @Test(arguments: taken)
  func everyWayIn(lengths: [Int], data: [Int]) throws {
    let count = data.reduce(1, *)
    let x = Tensor.arange(count).reshaped(Shape(data)).cast(to: .float32)
    let sums = x.reshaped([6, count / 6]).sum(axis: 1, keepDims: true)
    for model in [try Self.sum(lengths), Self.sequential(lengths)] {
      expectClose(model(x), sums)
      expectClose(try model.predict(x), sums)
      expectClose(try model.predict(x, batchSize: 4), sums)
      expectClose(try model.predictOnBatch(x), sums)
      expectClose(try model.predictor()(x), sums)
      model.compile(optimizer: .sgd(learningRate: 0), loss: .mse)
      #expect(try model.fit(x, sums, verbose: 0, validationSplit: 0.5)["val_loss"] == [0])
      #expect(try model.fit(x, sums, verbose: 0, validationData: (x, sums))["val_loss"] == [0])
      #expect(try model.evaluate(x, sums, verbose: 0)["loss"] == 0)
      #expect(try model.evaluate(x, sums.squeezed(axis: 1), verbose: 0)["loss"] == 0)
      #expect(try model.evaluate(x, sums.expandedDimensions(-1), verbose: 0)["loss"] == 0)
      #expect(try model.trainOnBatch(x, sums)["loss"] == 0)
      #expect(try model.testOnBatch(x, sums)["loss"] == 0)
      let batches = Dataset(x, sums).batched(4)
      #expect(try model.fit(batches, verbose: 0)["loss"] == [0])
      #expect(try model.evaluate(batches, verbose: 0)["loss"] == 0)
      expectClose(try model.predict(batches), sums)
      let outer = Input(shape: Shape(Array(data.dropFirst())))
      expectClose(try Model(inputs: outer, outputs: model(outer)).predict(x), sums)
    }
  }

  @Test func severalInputsAndNames() throws {
    let (a, b, c) = (Input(shape: [1], name: "a"), Input(shape: [4], name: "b"), Input(shape: [2, 2, 1], name: "c"))
    let sum = Dense(1, kernelInitializer: .ones)(Concatenate()([a, b, Flatten()(c)]))
    let model = try Model(inputs: [a, b, c], outputs: sum)
    let data: [String: Tensor] = [
      "a": Tensor([0, 1, 2] as [Float]), "b": .ones([3, 4, 1]), "c": .ones([3, 2, 2]),
    ]
    let list = [data["a"]!, data["b"]!, data["c"]!]
    let right = Tensor([[8], [9], [10]] as [[Float]])
    expectClose(try model.predict(data), right)
    expectClose(try model.predict(list), right)
    expectClose(try model.predictor()(data), right)
    expectClose(model(list), right)
    model.compile(optimizer: .sgd(), loss: .mse)
    #expect(try model.evaluate(data, right, verbose: 0)["loss"] == 0)
  }

  @Test func indicesOfAnEmbeddingAreStillChecked() throws {
    let input = Input(shape: [2], dtype: .int32)
    let model = try Model(inputs: input, outputs: Embedding(3, 2)(input))
    #expect(try model.predict(Tensor([[[0], [2]]] as [[[Int32]]])).shape == [1, 2, 2])
    #expect(throws: KerasError.self) { try model.predict(Tensor([[[0], [3]]] as [[[Int32]]])) }
  }

  @Test func masksStay() throws {
    let input = Input(shape: [2, 1])
    let model = try Model(inputs: input, outputs: LSTM(2)(Masking()(input)))
    let x = Tensor([[1, 0], [1, 1]] as [[Float]])
    expectClose(try model.predict(x), try model.predict(x.expandedDimensions(-1)))
  }

  @Test func aSequentialKeepsTheRankOfItsFirstData() throws {
    let words = Sequential([Embedding(5, 3), Flatten()])
    #expect(try words.predict(Tensor.ones([2, 4])).shape == [2, 12])
    #expect(try words.predict(Tensor.ones([2, 4, 1])).shape == [2, 12])
    let series = Sequential([LSTM(3)])
    #expect(try series.predict(Tensor.ones([2, 4, 1])).shape == [2, 3])
    #expect(try series.predict(Tensor.ones([2, 4])).shape == [2, 3])
  }

  @Test func whatDoesNotFit() throws {
    let model = try Self.named("ranks", [2, 3, 1])
    let refused: [([Int], String, String)] = [
      ([2, 3, 1], "[2, 3, 1] float32", "add the batch axis in front: x.expandedDimensions(0)"),
      ([5, 2, 3, 2], "[batch, 2, 3, 2] float32", "reshape the data, or change Input(shape:)"),
      ([5, 6], "[batch, 6] float32", "reshape the data, or change Input(shape:)"),
      ([5, 3, 2], "[batch, 3, 2] float32", "reshape the data, or change Input(shape:)"),
    ]
    for (lengths, received, fix) in refused {
      let text = """
        Model 'ranks' cannot accept this input for 'image'.
          expected  [batch, 2, 3, 1] float32
          received  \(received)
          fix       \(fix)
        """
      #expect(kerasErrorText { try model.predict(Tensor.zeros(Shape(lengths))) } == text)
      let called = model(Tensor.zeros(Shape(lengths)), file: "", line: 0)
      #expect(called.error?.description == text)
    }
    let two = try Self.named("two", [2])
    #expect(
      kerasErrorText { try two.predict(Tensor([1, 2] as [Float])) } == """
        Model 'two' cannot accept this input for 'image'.
          expected  [batch, 2] float32
          received  [2] float32
          fix       add the batch axis in front: x.expandedDimensions(0)
        """)
  }

  private static func named(_ name: String, _ lengths: [Int]) throws -> Model {
    let input = Input(shape: Shape(lengths), name: "image")
    return try Model(inputs: input, outputs: Flatten()(input), name: name)
  }
}
