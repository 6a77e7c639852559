import Keras
import Synchronization
import TestKit
import Testing

/// Data without a batch are an error that says for what they were; data that end early, a warning.
@Suite struct NoBatchTests {
  private let x = Tensor.ones([12, 2])
  private let y = Tensor.ones([12, 1])

  private func model() -> Model {
    let model = Sequential(name: "none") {
      Input(shape: [2])
      Dense(1)
    }
    model.compile(optimizer: .sgd(), loss: .mse)
    return model
  }

  private var nothing: Dataset<(Tensor, Tensor)> { Dataset(x, y).batched(4).taking(0) }
  private var batches: Dataset<(Tensor, Tensor)> { Dataset(x, y).batched(4) }

  /// Batches that are there once.
  private func once(_ count: Int) -> Dataset<(Tensor, Tensor)> {
    var left = count
    return Dataset(
      AnySequence(
        AnyIterator {
          left -= 1
          return left >= 0 ? (Tensor.ones([4, 2]), Tensor.ones([4, 1])) : nil
        }))
  }

  private func warnings(_ body: () throws -> Void) throws -> [String] {
    let said = Mutex<[String]>([])
    try Diagnostics.$listener.withValue(.init { text in said.withLock { $0.append(text) } }) { try body() }
    return said.withLock { $0 }
  }

  private func text(_ function: String) -> String {
    """
    Sequential 'none' cannot \(function) without data.
      expected  at least one batch
      received  none
      fix       check where the data comes from
    """
  }

  @Test func noBatchAtAll() {
    #expect(kerasErrorText { try model().fit(nothing, verbose: 0) } == text("fit"))
    #expect(kerasErrorText { try model().evaluate(nothing, verbose: 0) } == text("evaluate"))
    #expect(kerasErrorText { try model().predict(nothing) } == text("predict"))
    #expect(kerasErrorText { try model().predictAll(nothing) } == text("predict"))
    #expect(kerasErrorText { try model().fit(batches, verbose: 0, validationData: nothing) } == text("validate"))
    #expect(
      kerasErrorText { try model().fit(once(3), epochs: 2, verbose: 0, validationData: nothing) } == text("validate"))
  }

  /// As in Keras, training ends where its data are used up.
  @Test func aSequenceThatIsUsedUp() throws {
    var history = History()
    var calls: [String] = []
    let ends = LambdaCallback(onTrainEnd: { calls.append("end: \($0.names)") })
    let said = try warnings { history = try model().fit(once(3), epochs: 4, verbose: 0, callbacks: [ends]) }
    #expect(history.epochs == [0])
    #expect(calls == ["end: [\"loss\"]"])
    #expect(
      said == [
        """
        Sequential 'none': there were no data for epoch 2, so training ended with epoch 1.
          fix       make the Dataset of something that can be passed over again, such as arrays, or train for one epoch
        """
      ])
  }

  @Test func moreStepsThanBatches() throws {
    func shortage(_ function: String, _ steps: Int) -> String {
      """
      Sequential 'none': the data to \(function) ended after 3 of \(steps) steps.
        fix       give as many batches as steps, for example with .repeated(), or leave the number of steps out
      """
    }
    #expect(try warnings { _ = try model().evaluate(batches, verbose: 0, steps: 5) } == [shortage("evaluate", 5)])
    #expect(try warnings { _ = try model().predict(x, batchSize: 4, steps: 6) } == [shortage("predict", 6)])
    #expect(
      try warnings {
        try model().fit(batches, epochs: 3, verbose: 0, validationData: batches, validationSteps: 4)
      } == [shortage("validate", 4)])
    #expect(try warnings { _ = try model().evaluate(batches, verbose: 0, steps: 3) } == [])
  }

  /// A batch follows the beginning of an epoch whatever a hook says, as in Keras.
  @Test func trainingThatIsStoppedBeforeItsFirstBatch() throws {
    final class Stopper: Callback {
      var batches = 0
      override func onEpochBegin(_ epoch: Int) { model?.stopTraining = true }
      override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) { batches += 1 }
    }
    let stopper = Stopper()
    #expect(try model().fit(batches, epochs: 3, verbose: 0, callbacks: [stopper]).epochs == [0])
    #expect(stopper.batches == 1)
  }
}
