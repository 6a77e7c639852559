import Keras
import Testing

/// Targets `[n]` beside predictions `[n, 1]`, and the other way round: what a user's function or class is given.
struct TargetRankTests {
  private final class OwnLoss: Loss {
    override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor { square(yTrue - yPred) }
  }
  private final class OwnMetric: Metric {
    let total = Variable(Tensor(0.0), name: "total", isTrainable: false)
    override func update(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
      total.assign(total.value + square(yTrue - yPred).sum())
    }
    override func result() -> Tensor { total.value }
  }

  private let x = Tensor([0, 1, 2, 3] as [Float], shape: [4, 1])
  private let y = Tensor([1, 3, 5, 7] as [Float], shape: [4])

  private func line() throws -> Model {
    let input = Input(shape: [1])
    return try Model(inputs: input, outputs: Dense(1, kernelInitializer: .ones)(input))
  }

  @Test(arguments: [true, false])
  func trainingReachesTheTargets(isFunction: Bool) throws {
    let model = try line()
    let loss = isFunction ? Loss { square($0 - $1) } : OwnLoss("own")
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: loss)
    let history = try model.fit(x, y, epochs: 200, verbose: 0)
    #expect(try #require(history["loss"].last) < 1e-4)
  }

  @Test func metricsComparePairs() throws {
    let model = try line()
    model.compile(
      loss: .mse,
      metrics: [
        Metric("function") { square($0 - $1).mean(axis: -1) }, OwnMetric("own"),
        Metrics.MeanSquaredError(name: "known"),
      ])
    let logs = try model.evaluate(x, y, verbose: 0)
    // Predictions are 0, 1, 2, 3: squared errors 1, 4, 9, 16.
    #expect(logs["function"] == 7.5)
    #expect(logs["own"] == 30)
    #expect(logs["known"] == 7.5)
    #expect(logs["loss"] == 7.5)
  }

  @Test(arguments: [([4], [4, 1]), ([4, 1], [4]), ([4], [4]), ([4, 1], [4, 1])] as [([Int], [Int])])
  func lossesByThemselves(target: [Int], prediction: [Int]) throws {
    let ones = Tensor.ones(Shape(prediction))
    let losses: [Loss] = [Loss { square($0 - $1) }, OwnLoss("own"), .mse]
    for loss in losses {
      #expect(try loss(y.reshaped(Shape(target)), ones).scalar() == 14)
    }
  }
}
