import Foundation
import TestKit
import Testing

@testable import Keras

/// Callbacks that write files, end runs, or fail.
@Suite struct CallbackFileTests {
  private func model(_ rate: Double = 0.1) -> Model {
    let model = Sequential(name: "net") {
      Input(shape: [2])
      Dense(1, kernelInitializer: .ones, name: "d")
    }
    model.compile(optimizer: .adam(learningRate: rate), loss: .mse)
    return model
  }

  private var x: Tensor { Tensor([[1, 2], [3, -1], [0, 0.5], [2, 2]] as [[Float]]) }
  private var y: Tensor { Tensor([[1], [0], [-1], [2]] as [[Float]]) }

  @Test func checkpointsOfBatchesAreCountedAcrossEpochs() throws {
    try withTemporaryFolder { (folder: String) throws in
      let checkpoint = ModelCheckpoint(
        folder + "/deep/e{epoch}-b{batch}-{loss:.0f}.npz", saveWeightsOnly: true, saveFreq: 3)
      try model().fit(x * 0, y * 0, batchSize: 1, epochs: 2, verbose: 0, callbacks: [checkpoint])
      let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/deep").sorted()
      #expect(files == ["e1-b3-0.npz", "e2-b2-0.npz"])
    }
  }

  @Test func theBestWeightsCanBeLoaded() throws {
    try withTemporaryFolder { (folder: String) throws in
      let path = folder + "/best.npz"
      let model = self.model()
      try model.fit(
        x, y, epochs: 3, verbose: 0,
        callbacks: [.modelCheckpoint(path, monitor: "loss", saveBestOnly: true, saveWeightsOnly: true)])
      let other = self.model()
      try other.loadWeights(path)
      #expect(try other.weightValues[0].scalars(as: Float.self) == model.weightValues[0].scalars(as: Float.self))
    }
  }

  @Test func whatACheckpointCanNotBeIsSaidBeforeTraining() throws {
    #expect(
      kerasErrorText { try model().fit(x, y, verbose: 0, callbacks: [.modelCheckpoint("a.npz")]) } == """
        ModelCheckpoint cannot save to 'a.npz'.
          expected  a name that ends in .keras or .h5
          received  another ending, for the whole model
          fix       use a name such as "best-{epoch:02d}.keras"
        """)
    let checkpoint = ModelCheckpoint("{epoch}-{val_los:.2f}.npz", saveWeightsOnly: true)
    #expect(
      kerasErrorText { try model().fit(x, y, verbose: 0, callbacks: [checkpoint]) } == """
        ModelCheckpoint cannot make a file name of '{epoch}-{val_los:.2f}.npz'.
          expected  fields of 'epoch', 'loss'
          received  there is no 'val_los'
          fix       use one of these names, as in {epoch:02d}
        """)
  }

  @Test func aQuantityWithoutADirectionNeedsAMode() {
    let stopping = EarlyStopping(monitor: "own", restoreBestWeights: true)
    let metric = Metric("own") { _, yPred in yPred }
    let model = self.model()
    model.compile(optimizer: .sgd(), loss: .mse, metrics: [metric])
    #expect(
      kerasErrorText { try model.fit(x, y, verbose: 0, callbacks: [stopping]) } == """
        EarlyStopping cannot tell whether 'own' should get larger or smaller.
          expected  the name of a loss or of a metric that says so
          received  monitor: "own", mode: .auto
          fix       give mode: .max if larger values are better, or mode: .min
        """)
  }

  @Test func aFactorThatDoesNotLowerTheRate() {
    #expect(
      kerasErrorText { try model().fit(x, y, verbose: 0, callbacks: [.reduceLROnPlateau(factor: 1)]) } == """
        ReduceLROnPlateau cannot lower the learning rate.
          expected  a factor below 1
          received  factor: 1.0
          fix       use for example 0.1
        """)
  }

  @Test func aRateOfAScheduleIsNotSet() {
    let model = self.model()
    model.compile(
      optimizer: .sgd(learningRate: ExponentialDecay(initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5)),
      loss: .mse)
    let scheduler = Callback.learningRateScheduler { _, rate in rate }
    let message = kerasErrorText { try model.fit(x, y, verbose: 0, callbacks: [scheduler]) }
    #expect(message.hasPrefix("Optimizer 'sgd' cannot set its learning rate.\n"))
  }

  @Test func anInvalidLossEndsTrainingOrThrows() throws {
    let bad = Tensor([[Float.nan], [0], [0], [0]])
    let gentle = TerminateOnNaN()
    var messages: [String] = []
    gentle.say = { messages.append($0) }
    let history = try Diagnostics.$listener.withValue(.init { _ in }) {
      try model().fit(x, bad, batchSize: 2, epochs: 3, verbose: 0, callbacks: [gentle], shuffle: false)
    }
    #expect(history.epochs == [0])
    #expect(messages == ["Batch 0: Invalid loss, terminating training"])
    var ended = false
    let message = Diagnostics.$listener.withValue(.init { _ in }) {
      kerasErrorText {
        try model().fit(
          x, bad, verbose: 0,
          callbacks: [.terminateOnNaN(raiseError: true), LambdaCallback(onTrainEnd: { _ in ended = true })],
          shuffle: false)
      }
    }
    #expect(message.hasPrefix("Training was ended by TerminateOnNaN at batch 0.\n"))
    #expect(!ended)
  }

  @Test func closuresAreCalled() throws {
    var calls: [String] = []
    let callback = LambdaCallback(
      onEpochBegin: { calls.append("epoch \($0)") }, onEpochEnd: { calls.append("end of \($0): \($1.names)") },
      onTrainBegin: { calls.append("begin") }, onTrainEnd: { calls.append("end: \($0.names)") },
      onTrainBatchBegin: { calls.append("batch \($0)") },
      onTrainBatchEnd: { calls.append("end of batch \($0): \($1.names)") })
    try model().fit(x, y, verbose: 0, callbacks: [callback])
    #expect(
      calls == [
        "begin", "epoch 0", "batch 0", "end of batch 0: [\"loss\"]", "end of 0: [\"loss\"]", "end: [\"loss\"]",
      ])
  }

  @Test func aTableThatCannotBeWritten() {
    let logger = Callback.csvLogger("/no/such/folder/log.csv")
    let message = kerasErrorText { try model().fit(x, y, verbose: 0, callbacks: [logger]) }
    #expect(message.hasPrefix("CSVLogger cannot write '/no/such/folder/log.csv'.\n"))
  }

  @Test func aGivenHistoryIsTheResult() throws {
    let history = History()
    let model = self.model()
    #expect(try model.fit(x, y, epochs: 2, verbose: 0, callbacks: [history]) === history)
    try model.fit(x, y, epochs: 1, verbose: 0, callbacks: [history])
    #expect(history.epochs == [0])
    #expect(history["loss"].count == 3)
  }

  /// An interrupted run that goes on ends where an uninterrupted one does, bit for bit.
  @Test func anInterruptedRunGoesOn() throws {
    try withTemporaryFolder { (folder: String) throws in
      struct Interruption: Error {}
      let backup = folder + "/backup"
      let whole = model()
      let expected = try whole.fit(x, y, batchSize: 2, epochs: 4, verbose: 0, shuffle: false)
      let first = model()
      let interrupter = LambdaCallbackThatFails(at: 2, Interruption())
      #expect(throws: Interruption.self) {
        try first.fit(
          x, y, batchSize: 2, epochs: 4, verbose: 0, callbacks: [.backupAndRestore(backup), interrupter],
          shuffle: false)
      }
      #expect(FileManager.default.fileExists(atPath: backup + "/latest.npz"))
      let second = model()
      let rest = try second.fit(
        x, y, batchSize: 2, epochs: 4, verbose: 0, callbacks: [.backupAndRestore(backup, doubleCheckpoint: true)],
        shuffle: false)
      #expect(rest.epochs == [0, 1, 2, 3])
      #expect(rest["loss"] == expected["loss"])
      #expect(try second.weightValues[0].scalars(as: Float.self) == whole.weightValues[0].scalars(as: Float.self))
      #expect(!FileManager.default.fileExists(atPath: backup))
    }
  }

  @Test func aDamagedBackupIsReplacedByTheOneBefore() throws {
    try withTemporaryFolder { (folder: String) throws in
      let backup = BackupAndRestore(folder, doubleCheckpoint: true, deleteCheckpoint: false)
      try model().fit(x, y, epochs: 3, verbose: 0, callbacks: [backup])
      try Data("damaged".utf8).write(to: URL(filePath: folder + "/latest.npz"))
      #expect(try model().fit(x, y, epochs: 4, verbose: 0, callbacks: [backup]).epochs == [0, 1, 2, 3])
      try Data("damaged".utf8).write(to: URL(filePath: folder + "/latest.npz"))
      try FileManager.default.removeItem(atPath: folder + "/latest.npz.bkp")
      let message = kerasErrorText { try model().fit(x, y, epochs: 4, verbose: 0, callbacks: [backup]) }
      #expect(message.hasPrefix("BackupAndRestore cannot use '\(folder)/latest.npz'.\n"))
    }
  }

  private final class LambdaCallbackThatFails: Callback {
    let epoch: Int
    let error: any Error
    init(at epoch: Int, _ error: any Error) {
      self.epoch = epoch
      self.error = error
    }
    override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) {}
    override func onEpochBegin(_ epoch: Int) { if epoch == self.epoch { fail(error) } }
  }
}
