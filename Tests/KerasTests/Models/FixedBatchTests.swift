import Keras
import TestKit
import Testing

/// An `Input` that names its batch size: other sizes are taken as well, unless a layer keeps states for each sample. Checked against
/// Keras 3.15.1.
struct FixedBatchTests {
  private static func model(_ name: String) throws -> Model {
    let input = Input(shape: [3], batchSize: 4)
    return try Model(inputs: input, outputs: Dense(1, kernelInitializer: .ones)(input), name: name)
  }

  private static func recurrent(_ layer: some UnaryLayer, _ name: String) throws -> Model {
    let input = Input(shape: [5, 3], batchSize: 4)
    let model = try Model(inputs: input, outputs: Dense(1)(layer(input)), name: name)
    model.compile(optimizer: .sgd(), loss: .mse)
    return model
  }

  @Test(arguments: [(5, 2), (3, 4), (8, 4), (5, 4), (1, 1)])
  func otherSizes(samples: Int, batchSize: Int) throws {
    let sequential = Sequential {
      Input(shape: [3], batchSize: 4)
      Dense(1, kernelInitializer: .ones)
    }
    let x = Tensor.arange(3 * samples).reshaped([samples, 3]).cast(to: .float32)
    let sums = x.sum(axis: 1, keepDims: true)
    for model in [try Self.model("fixed_sizes"), sequential] {
      expectClose(model(x), sums)
      expectClose(try model.predict(x, batchSize: batchSize), sums)
      expectClose(try model.predictor()(x), sums)
      model.compile(optimizer: .sgd(learningRate: 0), loss: .mse)
      #expect(try model.evaluate(x, sums, batchSize: batchSize, verbose: 0)["loss"] == 0)
      #expect(try model.fit(x, sums, batchSize: batchSize, verbose: 0)["loss"] == [0])
      #expect(try model.fit(Dataset(x, sums).batched(batchSize), verbose: 0)["loss"] == [0])
      #expect(try model.trainOnBatch(x, sums)["loss"] == 0)
      let outer = Input(shape: [3], batchSize: 7)
      expectClose(try Model(inputs: outer, outputs: model(outer)).predict(x), sums)
    }
  }

  @Test func operationsSeeTheBatchThatTheyGet() throws {
    let input = Input(shape: [2], batchSize: 4)
    let x = Tensor.arange(10).reshaped([5, 2]).cast(to: .float32)
    let results: [(Tensor, Tensor)] = [
      (input - input.mean(axis: 0, keepDims: true), x - x.mean(axis: 0, keepDims: true)),
      (softmax(input, axis: 0), softmax(x, axis: 0)), (input[-1], x[-1]),
      (input.rolled(by: 1, axis: 0), x.rolled(by: 1, axis: 0)),
      (input.expandedDimensions(0).squeezed(axis: 0), x), (input.variance(axes: [0]), x.variance(axes: [0])),
      (einsum("bi,bj->ij", input, input), einsum("bi,bj->ij", x, x)), (Tensor.ones(like: input), Tensor.ones(like: x)),
      (input.flattened(), x.flattened()), (input.transposed(), x.transposed()),
      (matmul(input, input.transposed()), matmul(x, x.transposed())), (input.tiled([2, 1]), x.tiled([2, 1])),
    ]
    for (index, (symbolic, value)) in results.enumerated() {
      let model = try Model(inputs: input, outputs: symbolic)
      let result = model(x)
      #expect(result.error == nil, "\(index): \(result)")
      if result.error == nil { expectClose(result, value) }
    }
  }

  @Test func recurrentLayers() throws {
    for layer in [LSTM(2), GRU(2), SimpleRNN(2)] as [RNN] {
      let model = try Self.recurrent(layer, "fixed_\(layer.name)")
      let x = Tensor.ones([5, 5, 3])
      #expect(try model.predict(x, batchSize: 4).shape == [5, 1])
      try model.fit(x, Tensor.ones([5, 1]), batchSize: 4, verbose: 0)
    }
  }

  @Test func statefulLayersRefuse() throws {
    let layers: [RNN] = [
      LSTM(2, stateful: true, name: "kept"), GRU(2, stateful: true, name: "kept"),
      SimpleRNN(2, stateful: true, name: "kept"),
    ]
    for layer in layers {
      let model = try Self.recurrent(layer, "fixed_states")
      #expect(try model.predict(Tensor.ones([8, 5, 3]), batchSize: 4).shape == [8, 1])
      let text = """
        \(type(of: layer)) 'kept' cannot accept this input.
          expected  batches of 4, the size that its states have
          received  a batch of 1
          fix       give batchSize: 4, and data that it divides
        """
      let (x, y) = (Tensor.ones([5, 5, 3]), Tensor.ones([5, 1]))
      #expect(kerasErrorText { try model.predict(x, batchSize: 4) }.hasPrefix(text))
      #expect(kerasErrorText { try model.fit(x, y, batchSize: 4, shuffle: false) }.hasPrefix(text))
      #expect(kerasErrorText { try model.evaluate(x, y, batchSize: 4) }.hasPrefix(text))
      #expect(kerasErrorText { try model(x[..<1]).scalars() }.hasPrefix(text))
    }
  }

  @Test func otherLengthsAreStillRefused() throws {
    let model = try Self.model("fixed_lengths")
    #expect(
      kerasErrorText { try model.predict(Tensor.zeros([5, 2])) } == """
        Model 'fixed_lengths' cannot accept this input for '\(model.inputNames[0])'.
          expected  [batch, 3] float32
          received  [batch, 2] float32
          fix       reshape the data, or change Input(shape:)
        """)
  }
}
