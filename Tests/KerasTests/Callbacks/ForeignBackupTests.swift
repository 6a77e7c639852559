import Foundation
import Keras
import TensorGraph
import TestKit
import Testing

/// Backups of something else, and damaged ones, are errors that say what to do; nothing is changed then.
@Suite struct ForeignBackupTests {
  private let x = Random.uniform([24, 4], seed: SeedGenerator(seed: 3))
  private let y = Random.uniform([24, 1], seed: SeedGenerator(seed: 4))

  private func model(units: Int = 1, _ optimizer: Optimizer = .adam()) -> Model {
    let model = Sequential(name: "foreign") {
      Input(shape: [4])
      Dense(units, name: "one")
    }
    model.compile(optimizer: optimizer, loss: .mse)
    return model
  }

  private struct Stop: Error {}

  private final class Stopper: Callback {
    let batch: Int
    init(after batch: Int) { self.batch = batch }
    override func onTrainBatchBegin(_ batch: Int) { if batch == self.batch { fail(Stop()) } }
  }

  private func stops(_ body: () throws -> Void) -> Bool {
    do {
      try body()
      return false
    } catch {
      return error is Stop
    }
  }

  /// A folder with the backup of an interrupted run, whose text of an error becomes independent of the folder.
  private func message(
    _ first: ([Callback]) throws -> Void, edit: (String) throws -> Void = { _ in },
    _ second: ([Callback]) throws -> Void
  ) throws -> String {
    try withTemporaryFolder { (folder: String) throws in
      let backup = Callback.backupAndRestore(folder, saveFreq: 1)
      // Not #expect(throws:), whose closure Swift 6.3.1 confuses with the one below.
      let isStopped = stops { try first([backup, Stopper(after: 2)]) }
      #expect(isStopped)
      try edit(folder + "/latest.npz")
      return kerasErrorText { try second([backup]) }.replacing(folder, with: "FOLDER")
    }
  }

  private func fit(_ model: Model, _ callbacks: [Callback], shuffle: Bool = true, batchSize: Int = 8) throws {
    try model.fit(x, y, batchSize: batchSize, verbose: 0, callbacks: callbacks, shuffle: shuffle)
  }

  @Test func anotherModel() throws {
    let other = model(units: 2)
    let before = try other.weightValues[0].scalars()
    let text1 = try message({ try fit(model(), $0) }, { try fit(other, $0) })
    #expect(
      text1
        == """
        BackupAndRestore cannot use 'FOLDER/latest.npz'.
          expected  [4, 2] float32 for 'foreign/one/kernel'
          received  [4, 1] float32
          fix       delete the file if the model or its optimizer was changed, to start anew
        """)
    #expect(try other.weightValues[0].scalars() == before)
  }

  @Test func anotherOptimizer() throws {
    let text2 = try message({ try fit(model(), $0) }, { try fit(model(.sgd()), $0) })
    #expect(
      text2 == """
        BackupAndRestore cannot use 'FOLDER/latest.npz'.
          expected  2 variables of the optimizer
          received  6
          fix       delete the file if the model or its optimizer was changed, to start anew
        """)
  }

  @Test func otherBatches() throws {
    let text3 = try message({ try fit(model(), $0) }, { try fit(model(), $0, batchSize: 6) })
    #expect(
      text3 == """
        BackupAndRestore cannot use 'FOLDER/latest.npz'.
          expected  24 samples in batches of 8
          received  24 samples in batches of 6
          fix       give fit the data and the batchSize of the interrupted run, or delete the file to start anew
        """)
    let text4 = try message({ try fit(model(), $0) }, { try fit(model(), $0, shuffle: false) })
    #expect(
      text4 == """
        BackupAndRestore cannot use 'FOLDER/latest.npz'.
          expected  shuffle: true, of the same rows
          received  shuffle: false
          fix       call fit as the interrupted run did, or delete the file to start anew
        """)
  }

  @Test func dataOfAnotherKind() throws {
    let stream = Dataset(x, y).shuffled(bufferSize: 24).batched(8)
    let text5 = try message({ try fit(model(), $0) }, { try model().fit(stream, verbose: 0, callbacks: $0) })
    #expect(
      text5 == """
        BackupAndRestore cannot use 'FOLDER/latest.npz'.
          expected  the data of the interrupted run
          received  a Dataset made in another way
          fix       make the Dataset as before, or delete the file to start anew
        """)
    let text6 = try message({ try model().fit(stream, verbose: 0, callbacks: $0) }, { try fit(model(), $0) })
    #expect(
      text6 == """
        BackupAndRestore cannot use 'FOLDER/latest.npz'.
          expected  the Dataset of the interrupted run
          received  24 samples in batches of 8
          fix       give fit the data and the batchSize of the interrupted run, or delete the file to start anew
        """)
    let text7 = try message(
      { try model().fit(stream, verbose: 0, callbacks: $0) },
      { try model().fit(Dataset(x, y).shuffled(bufferSize: 9).batched(20).taking(1), verbose: 0, callbacks: $0) })
    #expect(
      text7
        == """
        BackupAndRestore cannot use 'FOLDER/latest.npz'.
          expected  a Dataset of at least 2 batches, which the interrupted run has used
          received  1
          fix       make the Dataset as before, or delete the file to start anew
        """)
  }

  /// Windows of a series are in an order that their seed alone gives.
  @Test func anotherSeedOfWindows() throws {
    func windows(_ seed: Int) throws -> Dataset<(Tensor, Tensor)> {
      try timeseriesDataset(x, targets: y, sequenceLength: 1, batchSize: 4, shuffle: true, seed: seed)
        .map { x, y in (x.squeezed(axis: 1), y) }
    }
    let text8 = try message(
      { try model().fit(windows(7), verbose: 0, callbacks: $0) },
      { try model().fit(windows(8), verbose: 0, callbacks: $0) })
    #expect(
      text8 == """
        BackupAndRestore cannot use 'FOLDER/latest.npz'.
          expected  a Dataset that was shuffled with seed 7
          received  one with seed 8
          fix       make the Dataset with seed: 7, or delete the file to start anew
        """)
    let text9 = try message(
      { try model().fit(windows(7), verbose: 0, callbacks: $0) },
      { try model().fit(windows(7), verbose: 0, callbacks: $0) })
    #expect(text9 == "no error")
  }

  @Test func aFileOfSomethingElse() throws {
    let text10 = try message(
      { try fit(model(), $0) }, edit: { try (["epoch_and_batch": Tensor([1, 2])] as TensorMap).write(to: $0) },
      { try fit(model(), $0) })
    #expect(
      text10 == """
        BackupAndRestore cannot use 'FOLDER/latest.npz'.
          expected  a backup of format 2
          received  a file without a format, as an older version of the library wrote
          fix       delete the file to start anew
        """)
    let damaged = try message(
      { try fit(model(), $0) }, edit: { try Data("damaged".utf8).write(to: URL(filePath: $0)) },
      { try fit(model(), $0) })
    #expect(damaged.hasPrefix("BackupAndRestore cannot use 'FOLDER/latest.npz'.\n"))
  }

  /// Each variable of the file is asked for: what is missing is named.
  @Test func anIncompleteFile() throws {
    func without(_ name: String) -> (String) throws -> Void {
      { path in
        let map = try TensorMap(contentsOf: path)
        try TensorMap(map.entries.filter { $0.name != name }).write(to: path)
      }
    }
    let first: ([Callback]) throws -> Void = { try fit(model(), $0) }
    let text11 = try message(first, edit: without("optimizer/4"), first)
    #expect(
      text11 == """
        BackupAndRestore cannot use 'FOLDER/latest.npz'.
          expected  [1] float32 for 'adam/foreign_one_bias_momentum'
          received  a file without it
          fix       delete the file if the model or its optimizer was changed, to start anew
        """)
    let text12 = try message(first, edit: without("epoch"), first)
    #expect(
      text12 == """
        BackupAndRestore cannot use 'FOLDER/latest.npz'.
          expected  the epoch, the step and the logs of a run
          received  a file without them
          fix       delete the file to start anew
        """)
  }

  @Test func whatCanNotKeepAnything() {
    #expect(
      kerasErrorText { try fit(model(), [.backupAndRestore("")]) } == """
        BackupAndRestore cannot keep a file without a folder.
          expected  the path of a folder
          received  ""
          fix       give a folder that nothing else uses, such as "backup"
        """)
    for callback in [Callback.backupAndRestore("x", saveFreq: 0), .modelCheckpoint("x.keras", saveFreq: 0)] {
      #expect(
        kerasErrorText { try fit(model(), [callback]) } == """
          \(type(of: callback)) cannot save after 0 batches.
            expected  saveFreq: .epoch, or .batches of at least 1
            received  saveFreq: .batches(0)
            fix       give the number of batches between two files
          """)
    }
  }

  /// A callback of one's own says what it has to remember; another that is new begins anew.
  @Test func aCallbackOfOnesOwn() throws {
    final class Counter: Callback {
      var batches = 0
      var names: [String] = []
      var mean: Double?
      override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) {
        batches += 1
        names = logs.names + ["", "né"]
        mean = -0.0
      }
      override func save(to state: inout TrainingState) {
        state["batches"] = batches
        state["names"] = names
        state["mean"] = mean
        state["on"] = true
      }
      override func restore(from state: TrainingState) {
        batches = state["batches"] ?? 0
        names = state["names"] ?? []
        mean = state["mean"]
        #expect(state["on"] == true)
        #expect((state["off"] as Bool?) == nil)
        #expect((state["batches"] as Double?) == nil)
      }
    }
    try withTemporaryFolder { (folder: String) throws in
      let (first, second) = (Counter(), Counter())
      let backup = Callback.backupAndRestore(folder, saveFreq: 1)
      #expect(throws: Stop.self) { try fit(model(), [backup, first, Stopper(after: 2)]) }
      try fit(model(), [backup, .terminateOnNaN(), second, .earlyStopping(monitor: "loss")])
      #expect(second.batches == 3)
      #expect(second.names == ["loss", "", "né"])
      #expect(second.mean?.bitPattern == (-0.0).bitPattern)
    }
  }

  /// What a model of its own steps uses besides is kept too: here an optimizer that is made by the first step.
  @Test func optimizersOfOnesOwn() throws {
    final class Own: Model, UnaryLayer {
      let one = Dense(1, name: "own_one")
      let second = Adam(learningRate: 0.05)
      func call(_ x: Tensor) -> Tensor { one(x) }
      override func trainStep(_ batch: Batch) -> TensorMap {
        let (loss, gradients, _) = valueAndGradients(of: trainableVariables) {
          let prediction = forward(batch.x, training: true)[0]
          return (square(prediction - batch.y.tensors[0]).mean(), ())
        }
        second.apply(gradients, to: trainableVariables)
        return ["loss": loss]
      }
    }
    func run(_ callbacks: [Callback]) throws -> [[Float]] {
      try RandomSeed.$override.withValue(RandomSeed.Source()) {
        setRandomSeed(9)
        let model = Own()
        model.compile(optimizer: .sgd(), loss: .mse)
        _ = model(x)
        try model.fit(x, y, batchSize: 8, epochs: 3, verbose: 0, callbacks: callbacks)
        return try (model.weights + model.second.variables).map { try $0.value.scalars() }
      }
    }
    try withTemporaryFolder { (folder: String) throws in
      let expected = try run([])
      let backup = Callback.backupAndRestore(folder, saveFreq: 1)
      for batch in [1, 2] {
        #expect(throws: Stop.self) { try run([backup, Stopper(after: batch)]) }
      }
      #expect(try run([backup]) == expected)
    }
  }
}
