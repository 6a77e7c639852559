import TestKit
import Testing

@testable import Keras

/// Numbers that are no index, in predictors and in metrics.
struct MoreIndexRequirementTests {
  @Test func predictorsCheckIndices() throws {
    let first = Input(shape: [3], dtype: .int32, name: "first")
    let second = Input(shape: [3], dtype: .int32, name: "second")
    let sum = Embedding(4, 2, name: "vectors")(first) + Embedding(9, 2, name: "others")(second)
    let model = try Model(inputs: [first, second], outputs: sum, name: "reader")
    let predictor = try model.predictor()
    let (small, large) = (Tensor([[0, 1, 3]] as [[Int32]]), Tensor([[0, 1, 8]] as [[Int32]]))
    #expect(try predictor([small, large]).shape == [1, 3, 2])
    #expect(
      kerasErrorText { try predictor([large, small]) } == """
        Embedding 'vectors' cannot use an index in x[0].
          expected  numbers in 0..<4
          received  8 at [0, 2] of [1, 3] int32
          fix       raise inputDim to at least 9, or check the data
        """)
    #expect(
      kerasErrorText { try predictor(["second": small, "first": large]) }.hasPrefix(
        "Embedding 'vectors' cannot use an index in x 'first'."))
  }

  private func model(_ metric: Metric, loss: Loss) -> Model {
    let model = Sequential(name: "classifier") {
      Input(shape: [2])
      Dense(3, activation: .softmax)
    }
    model.compile(loss: loss, metrics: [metric])
    return model
  }

  private let x = Tensor.ones([3, 2])
  private let ownLoss = Loss("own") { _, yPred in yPred.sum(axis: -1) }

  @Test(arguments: ["sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy"])
  func sparseMetricsCheckClasses(_ name: String) throws {
    let metric =
      name.contains("top_k") ? Metrics.SparseTopKCategoricalAccuracy() : Metrics.SparseCategoricalAccuracy() as Metric
    let y = Tensor([0, 3, 1] as [Int32])
    let text = """
      Metric '\(name)' cannot use an index in y.
        expected  numbers in 0..<3
        received  3 at [1] of [3] int32
        fix       number the classes from 0, or give the last layer at least 4 units
      """
    #expect(kerasErrorText { try model(metric, loss: ownLoss).evaluate(x, y, verbose: 0) } == text)
    #expect(kerasErrorText { try model(metric, loss: ownLoss).fit(x, y, verbose: 0) } == text)
    #expect(kerasErrorText { try model(metric, loss: ownLoss).trainOnBatch(x, y) } == text)
    #expect(throws: Never.self) {
      try model(metric, loss: ownLoss).evaluate(x, Tensor([0, 2, 1] as [Int32]), verbose: 0)
    }
  }

  /// What the loss says of the targets holds for metrics too.
  @Test func aClassThatTheLossIgnoresIsRight() throws {
    let loss = SparseCategoricalCrossentropy(ignoreClass: -1)
    let model = model(Metrics.SparseCategoricalAccuracy(), loss: loss)
    #expect(throws: Never.self) { try model.evaluate(x, Tensor([0, -1, 1] as [Int32]), verbose: 0) }
  }

  /// Samples that weigh nothing may be of any class.
  @Test func weightedMetricsTakeAnyClass() throws {
    let model = Sequential {
      Input(shape: [2])
      Dense(3, activation: .softmax)
    }
    model.compile(loss: ownLoss, weightedMetrics: [Metrics.SparseCategoricalAccuracy()])
    let logs = try model.evaluate(
      x, Tensor([0, 7, 0] as [Int32]), verbose: 0, sampleWeight: Tensor([1, 0, 1] as [Float]))
    let accuracy = try #require(logs["sparse_categorical_accuracy"])
    #expect(accuracy == 0 || accuracy == 1)
  }
}
