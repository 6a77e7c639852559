import Keras
import Testing

/// Weights `[samples]` weigh samples, wherever losses and metrics have values for steps or pixels, also where lengths are equal.
struct SampleWeightAxesTests {
  // The values are 0 but for sample 0, whose three steps have 1: only its weight may count.
  private let targets = Tensor([1, 1, 1, 0, 0, 0, 0, 0, 0] as [Float], shape: [3, 3, 1])
  private let predictions = Tensor.zeros([3, 3, 1])
  private let weights = Tensor([2, 0, 1] as [Float], shape: [3])

  @Test func losses() throws {
    let loss: Loss = .mse
    let weighted = loss(targets, predictions, sampleWeight: weights)
    #expect(abs(try weighted.scalar() - 6.0 / 9) < 1e-6)
    #expect(
      try MeanSquaredError(reduction: .none)(targets, predictions, sampleWeight: weights).scalars() == [
        2, 2, 2, 0, 0, 0, 0, 0, 0,
      ])
    // Weights for steps stay what they are.
    let steps = Tensor([0, 1, 2, 0, 0, 0, 0, 0, 0] as [Float], shape: [3, 3])
    #expect(abs(try loss(targets, predictions, sampleWeight: steps).scalar() - 3.0 / 9) < 1e-6)
  }

  @Test func meanWithSampleWeight() throws {
    // Weighted over all steps: 3 * 2 of 3 * (2 + 0 + 1).
    let loss = MeanSquaredError(reduction: .meanWithSampleWeight)
    #expect(abs(try loss(targets, predictions, sampleWeight: weights).scalar() - 6.0 / 9) < 1e-6)
  }

  @Test func maskedLosses() throws {
    // Of the first sample one step is masked, which leaves 8 positions.
    let mask = Tensor([0, 1, 1, 1, 1, 1, 1, 1, 1] as [Float], shape: [3, 3]) .> 0
    let loss: Loss = .mse
    let value = try loss(targets, predictions.masked(by: mask), sampleWeight: weights).scalar()
    #expect(abs(value - 2 * 2.0 / 8) < 1e-6)
  }

  @Test func otherNumbersOfWeightsAreRefused() {
    let loss: Loss = .mse
    let result = loss(Tensor.ones([3, 2, 1]), Tensor.zeros([3, 2, 1]), sampleWeight: Tensor.ones([2]))
    #expect(
      result.error?.description == """
        Sample weights don't fit the loss.
          expected  weights that broadcast to the values [3, 2], one for each sample
          received  [2, 1] float32
          fix       give one weight for each sample, as a tensor [batch]
        """)
  }

  private static let weighted: [(metric: @Sendable () -> Metric, expected: Double)] = [
    ({ Metrics.BinaryAccuracy() }, 1.0 / 3),
    ({ Metrics.MeanSquaredError() }, 2.0 / 3),
    ({ Metrics.FalseNegatives() }, 6),
    ({ Metrics.Recall() }, 0),
    ({ Metric("own") { yTrue, yPred in square(yTrue - yPred).mean(axis: -1) } }, 2.0 / 3),
  ]

  @Test(arguments: 0..<5)
  func metrics(index: Int) throws {
    let metric = Self.weighted[index].metric()
    metric.update(targets, predictions, sampleWeight: weights)
    #expect(abs(try metric.result().scalar() - Self.weighted[index].expected) < 1e-6)
  }

  @Test func intersectionOverUnion() throws {
    // Keras counts pixels: those of sample 0 twice, those of sample 2 once.
    let metric = Metrics.MeanIoU(classCount: 2)
    metric.update(targets.squeezed(axis: -1), predictions.squeezed(axis: -1), sampleWeight: weights)
    // Class 0: 3 of 9, class 1: 0.
    #expect(abs(try metric.result().scalar() - (3.0 / 9) / 2) < 1e-6)
  }

  @Test func trainingWeighsSamples() throws {
    let input = Input(shape: [3, 1])
    let model = try Model(inputs: input, outputs: Rescaling(scale: 0)(input))
    model.compile(loss: .mse, weightedMetrics: [.mse])
    let logs = try model.evaluate(predictions, targets, verbose: 0, sampleWeight: weights)
    #expect(abs(try #require(logs["loss"]) - 6.0 / 9) < 1e-6)
    #expect(abs(try #require(logs["mse"]) - 2.0 / 3) < 1e-6)
  }

  /// Class numbers of steps are class numbers, not one-hot.
  @Test func classWeightsOfSteps() throws {
    let input = Input(shape: [2, 2])
    let model = try Model(inputs: input, outputs: Softmax()(input))
    model.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy)
    let labels = Tensor([0, 1, 1, 1] as [Int32], shape: [2, 2])
    let logs = try model.trainOnBatch(Tensor.zeros([2, 2, 2]), labels, classWeight: [0: 4, 1: 0])
    #expect(abs(try #require(logs["loss"]) - 0.6931472) < 1e-6)
  }

  @Test func classWeightsAreForTrainingAlone() throws {
    // The last sample is held back: predicted 0, target 2.
    let x = Tensor([0, 0, 0, 0] as [Float], shape: [4, 1])
    let y = Tensor([1, 1, 1, 2] as [Float], shape: [4, 1])
    let input = Input(shape: [1])
    let model = try Model(inputs: input, outputs: Dense(1, useBias: false)(input))
    model.compile(optimizer: .sgd(), loss: .mse)
    let history = try model.fit(
      x, y, verbose: 0, validationSplit: 0.25, classWeight: [1: 10, 2: 5])
    #expect(history["loss"] == [10])
    #expect(history["val_loss"] == [4])
  }
}
