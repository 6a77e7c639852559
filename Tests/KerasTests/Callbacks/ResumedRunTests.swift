import Foundation
import Keras
import TensorGraph
import TestKit
import Testing

/// Runs that are killed over and over and resumed, more than 100 times in all, end where an uninterrupted one does, bit for bit.
@Suite struct ResumedRunTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let saveFreq: SaveFrequency
    var kills = 8
    let run: @Sendable (_ callbacks: [Callback], _ folder: String) throws -> Outcome

    var testDescription: String { name }
  }

  /// All that a run leaves behind.
  struct Outcome {
    let model: Model
    let history: History
    var others: [Variable] = []

    func bits() throws -> [String: [UInt8]] {
      var result: [String: [UInt8]] = [:]
      func add(_ name: String, _ variables: [Variable]) throws {
        for (index, variable) in variables.enumerated() {
          result["\(name) \(index) of \(variable.type)"] = try bytes(variable.value)
        }
      }
      try add("model", model.variables)
      try add("optimizer", model.optimizer?.variables ?? [])
      try add("metrics", model.metrics.flatMap(\.variables))
      try add("other", others)
      return result
    }

    private func bytes(_ tensor: Tensor) throws -> [UInt8] {
      let storage = try tensor.materialized()
      return (0..<tensor.type.byteCount).map { storage.pointer.load(fromByteOffset: $0, as: UInt8.self) }
    }
  }

  struct Kill: Error {}

  /// Ends the run at a random point: the beginning or end of a batch or an epoch.
  final class Killer: Callback {
    private var left: Int
    init(after events: Int) { left = events }
    private func event() {
      left -= 1
      if left < 0 { fail(Kill()) }
    }
    override func onEpochBegin(_ epoch: Int) { event() }
    override func onEpochEnd(_ epoch: Int, _ logs: Logs) { event() }
    override func onTrainBatchBegin(_ batch: Int) { event() }
    override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) { event() }
    override func onTestBatchEnd(_ batch: Int, _ logs: Logs) { event() }
  }

  private static let x = Random.uniform([44, 6], seed: SeedGenerator(seed: 5))
  private static let y = (x.sum(axes: [1], keepDims: true) .> 3).cast(to: .float32)

  private static func model(
    _ optimizer: Optimizer = .adam(learningRate: 0.01), dropout: Double = 0, metrics: MetricList = []
  ) throws -> Model {
    let model = Sequential(name: "resumed") {
      Input(shape: [6])
      Dense(8, activation: .tanh, name: "hidden")
      Dropout(dropout)
      BatchNormalization(name: "normalization")
      Dense(1, activation: .sigmoid, name: "output")
    }
    model.compile(optimizer: optimizer, loss: .binaryCrossentropy, metrics: metrics)
    return model
  }

  private static func fit(_ model: Model, _ callbacks: [Callback], validationSplit: Double = 0) throws -> Outcome {
    let history = try model.fit(
      x, y, batchSize: 8, epochs: 5, verbose: 0, validationSplit: validationSplit, callbacks: callbacks)
    return Outcome(model: model, history: history)
  }

  private static var rows: Dataset<(Tensor, Tensor)> { Dataset(x, y) }

  static let cases: [Case] = [
    Case(name: "shuffled arrays, by epochs", saveFreq: .epoch) { callbacks, _ in try fit(model(.sgd()), callbacks) },
    Case(name: "dropout, by epochs", saveFreq: .epoch) { callbacks, _ in
      try fit(model(dropout: 0.5), callbacks)
    },
    Case(name: "dropout and shuffled arrays, by batches", saveFreq: .batches(3)) { callbacks, _ in
      try fit(model(dropout: 0.5), callbacks)
    },
    Case(name: "metrics, by batches", saveFreq: .batches(1)) { callbacks, _ in
      try fit(model(metrics: [.accuracy, .auc(), .precision()]), callbacks)
    },
    Case(name: "a shuffled data set, by epochs", saveFreq: .epoch) { callbacks, _ in
      let model = try model(dropout: 0.3)
      let history = try model.fit(
        rows.shuffled(bufferSize: 20).batched(8), epochs: 5, verbose: 0, callbacks: callbacks)
      return Outcome(model: model, history: history)
    },
    Case(name: "a shuffled data set made ahead, by batches", saveFreq: .batches(2)) { callbacks, _ in
      let model = try model(dropout: 0.3, metrics: [.accuracy])
      let history = try model.fit(
        rows.shuffled(bufferSize: 20).batched(8).prefetched(), epochs: 5, verbose: 0,
        validationData: rows.shuffled(bufferSize: 44).batched(10), callbacks: callbacks)
      return Outcome(model: model, history: history)
    },
    Case(name: "a data set without end, by batches", saveFreq: .batches(3)) { callbacks, _ in
      let model = try model(metrics: [.accuracy])
      let history = try model.fit(
        rows.shuffled(bufferSize: 44).batched(8).repeated(), epochs: 5, verbose: 0, callbacks: callbacks,
        stepsPerEpoch: 5)
      return Outcome(model: model, history: history)
    },
    Case(name: "epochs that end before the data, by epochs", saveFreq: .epoch) { callbacks, _ in
      let model = try model()
      let history = try model.fit(
        x, y, batchSize: 8, epochs: 6, verbose: 0, callbacks: callbacks, stepsPerEpoch: 4)
      return Outcome(model: model, history: history)
    },
    Case(name: "noise in the pipeline, by batches", saveFreq: .batches(2)) { callbacks, _ in
      let model = try model()
      let noisy = rows.shuffled(bufferSize: 44).batched(8).map { x, y in (x + Random.uniform([6]), y) }
      return Outcome(model: model, history: try model.fit(noisy, epochs: 5, verbose: 0, callbacks: callbacks))
    },
    Case(name: "accumulated gradients, by batches", saveFreq: .batches(2)) { callbacks, _ in
      try fit(model(Adam(learningRate: 0.01).accumulatingGradients(steps: 4)), callbacks)
    },
    Case(name: "averages of weights, by epochs", saveFreq: .epoch) { callbacks, _ in
      try fit(model(Adam(learningRate: 0.01).ema(momentum: 0.9, overwriteFrequency: 4)), callbacks)
    },
    Case(name: "a scaled loss and a schedule, by batches", saveFreq: .batches(4)) { callbacks, _ in
      let schedule = CosineDecay(initialLearningRate: 0.05, decaySteps: 20)
      return try fit(model(LossScaleOptimizer(Nadam(learningRate: schedule), dynamicGrowthSteps: 3)), callbacks)
    },
    Case(name: "early stopping, by batches", saveFreq: .batches(2)) { callbacks, _ in
      let stop = EarlyStopping(minDelta: 0.05, patience: 2, restoreBestWeights: true)
      return try fit(model(dropout: 0.2), [stop] + callbacks, validationSplit: 0.25)
    },
    Case(name: "early stopping, by epochs", saveFreq: .epoch) { callbacks, _ in
      let stop = EarlyStopping(minDelta: 0.05, patience: 2, restoreBestWeights: true)
      return try fit(model(dropout: 0.2), callbacks + [stop], validationSplit: 0.25)
    },
    Case(name: "a rate that is lowered, by batches", saveFreq: .batches(3)) { callbacks, folder in
      let reduce = ReduceLROnPlateau(factor: 0.5, patience: 1, minDelta: 0.05, cooldown: 1)
      let best = ModelCheckpoint(folder + "/best.npz", saveBestOnly: true, saveWeightsOnly: true)
      return try fit(model(), callbacks + [reduce, best], validationSplit: 0.25)
    },
    Case(name: "a rate by epochs, by batches", saveFreq: .batches(2)) { callbacks, folder in
      let scheduler = LearningRateScheduler { epoch, rate in rate * 0.7 }
      return try fit(model(.sgd(learningRate: 0.1)), callbacks + [scheduler, CSVLogger(folder + "/log.csv")])
    },
  ]

  /// Everything in the folder but the backup.
  private func files(_ folder: String) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name != "backup" {
      result[name] = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
    }
    return result
  }

  /// Runs the case, killed as often as it says; returns what it leaves and how many kills there were.
  private func resumed(_ test: Case, _ folder: String, _ random: inout Numbers) throws -> (Outcome, kills: Int) {
    let backup = folder + "/backup"
    for kill in 0... {
      let killer = kill < test.kills ? [Killer(after: Int(random.next() % 12))] : []
      // A new process would have other seeds; but for the backup, nothing of a run before is left.
      let seed = FileManager.default.fileExists(atPath: backup + "/latest.npz") ? 1000 + kill : 1
      do {
        let outcome = try seeded(seed) {
          try test.run([.backupAndRestore(backup, saveFreq: test.saveFreq)] + killer, folder)
        }
        return (outcome, kill)
      } catch is Kill {}
    }
    fatalError("the loop has no end")
  }

  private func seeded<Result>(_ seed: Int, _ body: () throws -> Result) rethrows -> Result {
    let source = RandomSeed.Source()
    return try RandomSeed.$override.withValue(source) {
      setRandomSeed(seed)
      return try body()
    }
  }

  struct Numbers {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
  }

  @Test(arguments: cases) func aKilledRunEndsAsAWholeOne(_ test: Case) throws {
    try withTemporaryFolder { (folder: String) throws in
      let (wholeFolder, folder) = (folder + "/whole", folder + "/resumed")
      for path in [wholeFolder, folder] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      }
      let whole = try seeded(1) { try test.run([], wholeFolder) }
      var random = Numbers(state: UInt64(test.name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }.magnitude))
      let (end, kills) = try resumed(test, folder, &random)
      #expect(kills >= 7)
      #expect(end.history.history == whole.history.history)
      #expect(end.history.epochs == whole.history.epochs)
      let (found, expected) = (try end.bits(), try whole.bits())
      #expect(found.keys.sorted() == expected.keys.sorted())
      #expect(expected.filter { found[$0.key] != $0.value }.keys.sorted() == [])
      #expect(try files(folder) == files(wholeFolder))
    }
  }
}
