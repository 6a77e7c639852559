import Keras
import TestKit
import Testing

/// Predictors: the same numbers whoever asks, and weights that stay as they were.
struct PredictorTests {
  private func network(name: String? = nil) -> Sequential {
    Sequential(name: name) {
      Input(shape: [14, 14, 1], name: "image")
      Conv2D(8, kernelSize: 3, activation: .relu)
      BatchNormalization()
      MaxPooling2D(poolSize: 2)
      Flatten()
      Dropout(0.5)
      Dense(10, activation: .softmax)
    }
  }

  private func images(_ count: Int, seed: Int) -> Tensor {
    Random.uniform([count, 14, 14, 1], seed: SeedGenerator(seed: seed))
  }

  private func bits(_ tensor: Tensor) throws -> [UInt32] { try tensor.scalars().map(\.bitPattern) }

  @Test func sixteenTasksGetTheBitsOfOne() async throws {
    let predictor = try network().predictor()
    // Several sizes, so that some tasks trace while others run.
    let inputs = (0..<16).map { images([1, 3, 32][$0 % 3], seed: $0) }
    try await withThrowingTaskGroup(of: (Int, [[UInt32]]).self) { group in
      for (index, input) in inputs.enumerated() {
        group.addTask {
          (index, try (0..<10).map { _ in try predictor(input).scalars().map(\.bitPattern) })
        }
      }
      for try await (index, results) in group {
        let expected = try bits(predictor(inputs[index]))
        #expect(results.allSatisfy { $0 == expected }, "task \(index)")
      }
    }
  }

  @Test(arguments: [1, 7, 64])
  func sameAsTheModel(_ count: Int) throws {
    let model = network()
    let x = images(count, seed: count)
    let predictor = try model.predictor()
    #expect(try bits(predictor(x)) == bits(model.predict(x, batchSize: count)))
  }

  @Test func trainingFurtherChangesNothing() throws {
    let model = network()
    model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy)
    let x = images(32, seed: 1), fresh = images(5, seed: 3)
    let predictor = try model.predictor()
    let before = try bits(predictor(x))
    let ofFresh = try bits(model.predict(fresh))
    try model.fit(x, Tensor((0..<32).map { Int32($0 % 10) }), batchSize: 16, epochs: 2, verbose: 0)
    #expect(try bits(predictor(x)) == before)
    // Also for a shape that it sees for the first time.
    #expect(try bits(predictor(fresh)) == ofFresh)
    #expect(try bits(model.predict(x)) != before)
    let after = try model.predictor()
    #expect(try bits(after(x)) == bits(model.predict(x)))
  }

  @Test func settingWeightsChangesNothing() throws {
    let model = network()
    let x = images(4, seed: 2)
    let predictor = try model.predictor()
    let before = try bits(predictor(x))
    try model.setWeights(model.weights.map { Tensor.zeros($0.shape) })
    #expect(try bits(predictor(x)) == before)
    #expect(try bits(model.predict(x)) != before)
  }

  @Test func theModelMayGo() throws {
    var model: Sequential? = network()
    let x = images(2, seed: 4)
    let expected = try bits(#require(model).predict(x))
    let predictor = try #require(model).predictor()
    model = nil
    #expect(try bits(predictor(x)) == expected)
  }

  @Test func inputsByNameAndSeveralOutputs() throws {
    let left = Input(shape: [2], name: "left"), right = Input(shape: [2], name: "right")
    let model = try Model(inputs: [left, right], outputs: [left - right, left + right], name: "sums")
    let predictor = try model.predictor()
    let a = Tensor([[5, 6]] as [[Float]]), b = Tensor([[1, 2]] as [[Float]])
    let named: TensorMap = ["right": b, "left": a]
    #expect(try predictor.all(named).map { try $0.scalars() } == [[4, 4], [6, 8]])
    #expect(try predictor.all([a, b]).map { try $0.scalars() } == [[4, 4], [6, 8]])
    #expect(
      kerasErrorText { try predictor(named) } == """
        The predictor of Model 'sums' has 2 outputs.
          expected  a model with one output
          received  2 outputs
          fix       use all(_:), which returns all outputs
        """)
    #expect(
      kerasErrorText { try predictor.all(["left": a, "rihgt": b] as TensorMap) } == """
        The predictor of Model 'sums' has no data for input 'right'.
          expected  inputs 'left', 'right'
          received  'left', 'rihgt'
          fix       'rihgt' may be a misspelling of 'right'
        """)
  }

  @Test func inputsThatDoNotFit() throws {
    let predictor = try network(name: "digits_of_14").predictor()
    #expect(
      kerasErrorText { try predictor(Tensor.zeros([3, 14, 15])) } == """
        Sequential 'digits_of_14' cannot accept this input for 'image'.
          expected  [batch, 14, 14, 1] float32
          received  [batch, 14, 15] float32
          fix       reshape the data, or change Input(shape:)
        """)
    // And it goes on serving.
    #expect(try predictor(images(3, seed: 1)).shape == [3, 10])
  }
}
