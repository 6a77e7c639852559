import Keras
import Testing

/// Metrics of several numbers: all of them are logged.
struct SeveralNumbersTests {
  private let x = Tensor([0.1, 0.8, 0.1, 0.2, 0.7, 0.1, 0.6, 0.3, 0.1] as [Float], shape: [3, 3])
  private let y = Tensor([0, 1, 0, 0, 1, 0, 0, 1, 0] as [Float], shape: [3, 3])

  private func model(_ metrics: MetricList) throws -> Model {
    let input = Input(shape: [3])
    let model = try Model(inputs: input, outputs: Rescaling(scale: 1)(input))
    model.compile(optimizer: .sgd(learningRate: 0), loss: .mse, metrics: metrics)
    return model
  }

  @Test func allClassesOfF1() throws {
    let logs = try model([.f1Score()]).evaluate(x, y, verbose: 0)
    // Class 1: two of three found, none wrong.
    #expect(logs.names == ["f1_score_0", "f1_score_1", "f1_score_2", "loss"])
    #expect(logs["f1_score_0"] == 0 && logs["f1_score_2"] == 0)
    #expect(abs(try #require(logs["f1_score_1"]) - 0.8) < 1e-6)
  }

  @Test func historyAndCallbacks() throws {
    let history = try model([Metrics.Precision(thresholds: [0.1, 0.65])]).fit(
      x, y, epochs: 2, verbose: 0, callbacks: [.earlyStopping(monitor: "precision_1")])
    #expect(history["precision_0"].count == 2)
    #expect(history["precision_1"] == [1, 1])
    #expect(history["precision"] == [])
  }

  @Test func r2OfEachOutput() throws {
    let logs = try model([Metrics.R2Score(aggregation: nil)]).evaluate(x, y, verbose: 0)
    #expect(logs.names == ["loss", "r2_score_0", "r2_score_1", "r2_score_2"])
  }

  @Test func oneNumberKeepsItsName() throws {
    #expect(try model([Metrics.Precision()]).evaluate(x, y, verbose: 0).names == ["loss", "precision"])
  }
}
