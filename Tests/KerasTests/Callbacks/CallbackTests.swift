import Keras
import Testing

/// Writes down which hooks are called, in which order.
private final class Recorder: Callback {
  var calls: [String] = []
  override func onTrainBegin() { calls.append("train begin") }
  override func onTrainEnd(_ logs: Logs) { calls.append("train end") }
  override func onEpochBegin(_ epoch: Int) { calls.append("epoch \(epoch) begin") }
  override func onEpochEnd(_ epoch: Int, _ logs: Logs) { calls.append("epoch \(epoch) end \(logs.names)") }
  override func onTrainBatchBegin(_ batch: Int) { calls.append("batch \(batch) begin") }
  override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) { calls.append("batch \(batch) end \(logs.names)") }
  override func onTestBegin() { calls.append("test begin") }
  override func onTestEnd(_ logs: Logs) { calls.append("test end") }
  override func onTestBatchBegin(_ batch: Int) { calls.append("test batch \(batch) begin") }
  override func onTestBatchEnd(_ batch: Int, _ logs: Logs) { calls.append("test batch \(batch) end") }
  override func onPredictBegin() { calls.append("predict begin") }
  override func onPredictEnd() { calls.append("predict end") }
  override func onPredictBatchBegin(_ batch: Int) { calls.append("predict batch \(batch) begin") }
  override func onPredictBatchEnd(_ batch: Int) { calls.append("predict batch \(batch) end") }
}

struct CallbackTests {
  private func model() -> Model {
    let model = Sequential {
      Input(shape: [2])
      Dense(1)
    }
    model.compile(optimizer: .sgd(), loss: .mse)
    return model
  }

  @Test func hooksInKerasOrder() throws {
    let recorder = Recorder()
    let x = Tensor.zeros([4, 2])
    let y = Tensor.zeros([4, 1])
    let model = model()
    try model.fit(
      x, y, batchSize: 2, epochs: 1, verbose: 0,
      validationData: (Tensor.zeros([2, 2]), Tensor.zeros([2, 1])), callbacks: [recorder])
    #expect(
      recorder.calls == [
        "train begin", "epoch 0 begin", "batch 0 begin", "batch 0 end [\"loss\"]", "batch 1 begin",
        "batch 1 end [\"loss\"]", "test begin", "test batch 0 begin", "test batch 0 end", "test end",
        "epoch 0 end [\"loss\", \"val_loss\"]", "train end",
      ])
    recorder.calls = []
    _ = try model.predict(x, batchSize: 3, callbacks: [recorder])
    #expect(
      recorder.calls == [
        "predict begin", "predict batch 0 begin", "predict batch 0 end", "predict batch 1 begin", "predict batch 1 end",
        "predict end",
      ])
  }

  @Test func stopTraining() throws {
    final class Stopper: Callback {
      override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) { if batch == 1 { model?.stopTraining = true } }
    }
    let history = try model().fit(
      Tensor.zeros([8, 2]), Tensor.zeros([8, 1]), batchSize: 2, epochs: 5, verbose: 0, callbacks: [Stopper()])
    #expect(history.epochs == [0])
  }

  @Test func historyStartsAtTheInitialEpoch() throws {
    let history = try model().fit(Tensor.zeros([2, 2]), Tensor.zeros([2, 1]), epochs: 5, verbose: 0, initialEpoch: 3)
    #expect(history.epochs == [3, 4])
    #expect(history["loss"].count == 2)
    #expect(history["nothing"].isEmpty)
  }

  /// A clock and a page for the progress bar.
  private final class Page: @unchecked Sendable {
    var text = ""
    var time = 0.0
    var output: ProgressBar.Output {
      ProgressBar.Output(
        write: { self.text += $0 },
        now: {
          self.time += 0.1
          return self.time
        }, isTerminal: true)
    }
  }

  @Test func movingBar() throws {
    let page = Page()
    let bar = ProgressBar(isMoving: true, output: page.output)
    try model().fit(
      Tensor.zeros([4, 2]), Tensor.zeros([4, 1]), batchSize: 2, epochs: 1, verbose: 0, callbacks: [bar])
    #expect(
      page.text == "Epoch 1/1\n"
        + "\r1/2 ━━━━━━━━━━────────── 0s 100ms/step - loss: 0.0000e+00\u{1B}[K"
        + "\r2/2 ━━━━━━━━━━━━━━━━━━━━ 0s 100ms/step - loss: 0.0000e+00\u{1B}[K"
        + "\r2/2 ━━━━━━━━━━━━━━━━━━━━ 0s 150ms/step - loss: 0.0000e+00\u{1B}[K\n")
  }

  @Test func lineForEachEpoch() throws {
    let page = Page()
    let bar = ProgressBar(isMoving: false, output: page.output)
    let x = Tensor.zeros([4, 2])
    let y = Tensor.zeros([4, 1])
    try model().fit(x, y, batchSize: 2, epochs: 2, verbose: 0, validationData: (x, y), callbacks: [bar])
    #expect(
      page.text == """
        Epoch 1/2
        2/2 0s 50ms/step - loss: 0.0000e+00 - val_loss: 0.0000e+00
        Epoch 2/2
        2/2 0s 50ms/step - loss: 0.0000e+00 - val_loss: 0.0000e+00

        """)
  }
}
