import Foundation
import TestKit
import Testing

@testable import Keras

/// Callbacks, epoch by epoch, against Keras.
@Suite struct CallbackGoldenTests {
  static let monitored: Set = ["EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint"]

  @Test func everyCaseIsCovered() {
    #expect(GoldenFamily.callbacks.classes == Self.monitored.union(["templates", "CSVLogger", "fit"]))
  }

  private static func network() throws -> Model {
    let model = Sequential(name: "net") {
      Input(shape: [2], name: "x")
      Dense(1, activation: .sigmoid, name: "d")
    }
    try model.setWeights([Tensor([[0.5], [-0.25]] as [[Float]]), Tensor([0.125] as [Float])])
    model.compile(optimizer: .sgd(learningRate: 0.5), loss: .mse, metrics: [.accuracy])
    return model
  }

  private static func data() -> (x: Tensor, y: Tensor) {
    let data = GoldenFamily.callbacks.manifest["data"]
    func tensor(_ rows: JSON) -> Tensor {
      let values = rows.list.map { $0.list.map { Float($0.double!) } }
      return Tensor(values)
    }
    return (tensor(data["x"]), tensor(data["y"]))
  }

  private static func mode(_ config: JSON) -> MonitorMode {
    switch config["mode"].string {
    case "min": .min
    case "max": .max
    default: .auto
    }
  }

  private static func callback(_ golden: GoldenCase, folder: String) -> MonitorCallback {
    let config = golden.config
    let monitor = config["monitor"].string ?? "val_loss"
    let verbose: Verbosity = config["verbose"].int == 1 ? .progressBar : .silent
    switch golden.kind {
    case "EarlyStopping":
      return EarlyStopping(
        monitor: monitor, minDelta: config["min_delta"].double ?? 0, patience: config["patience"].int ?? 0,
        verbose: verbose, mode: mode(config), baseline: config["baseline"].double,
        restoreBestWeights: config["restore_best_weights"].bool ?? false,
        startFromEpoch: config["start_from_epoch"].int ?? 0)
    case "ReduceLROnPlateau":
      return ReduceLROnPlateau(
        monitor: monitor, factor: config["factor"].double ?? 0.1, patience: config["patience"].int ?? 10,
        verbose: verbose, mode: mode(config), minDelta: config["min_delta"].double ?? 1e-4,
        cooldown: config["cooldown"].int ?? 0, minLR: config["min_lr"].double ?? 0)
    default:
      return ModelCheckpoint(
        "\(folder)/\(config["filepath"].string!).npz", monitor: monitor, verbose: verbose,
        saveBestOnly: config["save_best_only"].bool ?? false, saveWeightsOnly: true, mode: mode(config),
        initialValueThreshold: config["initial_value_threshold"].double)
    }
  }

  @Test(arguments: GoldenFamily.callbacks.cases(of: monitored))
  func actsOnWhatItIsTold(_ golden: GoldenCase) throws {
    try withTemporaryFolder { (folder: String) throws in
      let model = try Self.network()
      let (x, y) = Self.data()
      try model.fit(x, y, verbose: 0, shuffle: false)
      model.optimizer?.learningRate = 0.5
      model.stopTraining = false
      let callback = Self.callback(golden, folder: folder)
      var messages: [String] = []
      callback.say = { messages.append($0.replacing(folder + "/", with: "").replacing(".npz", with: "")) }
      let list = CallbackList([callback], model: model, parameters: .init())
      let heard = Heard()
      try Diagnostics.$listener.withValue(.init { heard.add($0) }) {
        try list.each { $0.onTrainBegin() }
        for (epoch, value) in golden["values"].list.enumerated() {
          try model.setWeights(model.weights.map { Tensor.full($0.shape, Double(epoch), dtype: .float32) })
          var logs: Logs = ["loss": 0.5]
          if let value = value.double { logs[golden.config["monitor"].string ?? "val_loss"] = value }
          try list.each { $0.onEpochBegin(epoch) }
          try list.epochEnded(epoch, logs)
          let step = golden["steps"].list[epoch]
          let rate = try #require(model.optimizer?.learningRate)
          #expect(rate == step["rate"].double, "epoch \(epoch)")
          callback.amend(&logs, epoch: epoch)
          #expect(logs.names == step["names"].list.map { $0.string })
          if let files = step["files"].list.map({ $0.string! }) as [String]?, golden.kind == "ModelCheckpoint" {
            let found = try FileManager.default.contentsOfDirectory(atPath: folder).map { String($0.dropLast(4)) }
            #expect(found.sorted(by: Logs.precedes) == files, "epoch \(epoch)")
            #expect(callback.best == step["best"].double)
          }
          #expect((epoch + 1 == golden["steps"].list.count) || !model.stopTraining)
          if model.stopTraining { break }
        }
        try list.each { $0.onTrainEnd([:]) }
      }
      #expect(model.stopTraining == golden["stopped"].bool)
      #expect(try model.weights[1].value.scalars(as: Double.self) == [golden["weight"].double])
      #expect(messages == golden["messages"].list.map { $0.string })
      #expect(heard.all == golden["warnings"].list.map { $0.string })
    }
  }

  @Test func fileNamesAsPythonFormatsThem() throws {
    let golden = try #require(GoldenFamily.callbacks.cases(of: ["templates"]).first)
    var values: [String: FileNameTemplate.Value] = [:]
    for name in ["epoch", "batch", "loss", "val_loss", "small", "whole", "negative"] {
      let number = golden["values"][name]
      values[name] =
        ["epoch", "batch"].contains(name) ? .integer(try #require(number.int)) : .real(try #require(number.double))
    }
    for item in golden["results"].list {
      let text = try #require(item["text"].string)
      #expect((try? FileNameTemplate(text: text).filled(values)) == item["result"].string, "\(text)")
    }
  }

  @Test(arguments: GoldenFamily.callbacks.cases(of: ["CSVLogger"]))
  func tables(_ golden: GoldenCase) throws {
    try withTemporaryFolder { (folder: String) throws in
      let path = folder + "/log.csv"
      let model = try Self.network()
      for (epochs, text) in zip(golden["runs"].list, golden["texts"].list) {
        let logger = CSVLogger(
          path, separator: golden.config["separator"].string ?? ",", append: golden.config["append"].bool ?? false)
        let list = CallbackList([logger], model: model, parameters: .init())
        try list.each { $0.onTrainBegin() }
        for (epoch, item) in epochs.list.enumerated() {
          var logs = Logs()
          guard case .object(let fields) = item else { throw GoldenError("logs that are no object") }
          for (name, value) in fields { logs[name] = value.double ?? Double(value.string!) }
          try list.epochEnded(epoch, logs)
        }
        try list.each { $0.onTrainEnd([:]) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text.string)
      }
    }
  }

  @Test(arguments: GoldenFamily.callbacks.cases(of: ["fit"]))
  func hooksAndLogsOfARun(_ golden: GoldenCase) throws {
    let model = try Self.network()
    let (x, y) = Self.data()
    let lines = Lines()
    let callbacks: [Callback] = golden["callbacks"].list.map { name in
      switch name.string {
      case "scheduler": .learningRateScheduler { epoch, rate in epoch > 0 ? rate * 0.5 : 0.25 }
      case "plateau": .reduceLROnPlateau(monitor: "loss", factor: 0.5, patience: 1, minDelta: 0.1)
      default: .earlyStopping(monitor: "val_loss", minDelta: 0.02, patience: 1, restoreBestWeights: true)
      }
    }
    let held = golden["validation"].int ?? 0
    let history = try model.fit(
      x, y, batchSize: 4, epochs: try #require(golden["epochs"].int), verbose: 0,
      validationData: held == 0 ? nil : (x[0..<held], y[0..<held]),
      callbacks: [Recorder("first", lines)] + callbacks + [Recorder("last", lines)], shuffle: false,
      validationFrequency: golden["frequency"].int ?? 1)
    #expect(lines.all == golden["lines"].list.map { $0.string })
    #expect(history.names == golden["history"].list.map { $0["name"].string })
    for item in golden["history"].list {
      let values = item["values"].list.map { $0.double! }
      let name = try #require(item["name"].string)
      #expect(goldenDifference(history[name], values, tolerance: 1e-6) == nil, "\(name)")
    }
    let weights = try model.weights.flatMap { try $0.value.scalars(as: Double.self) }
    #expect(goldenDifference(weights, golden["weights"].list.map { $0.double! }, tolerance: 1e-6) == nil)
  }

  private final class Lines {
    var all: [String] = []
  }

  private final class Heard: @unchecked Sendable {
    private(set) var all: [String] = []
    func add(_ text: String) { all.append(text) }
  }

  /// Writes down hooks and the names in their logs.
  private final class Recorder: Callback {
    let label: String
    let lines: Lines
    init(_ label: String, _ lines: Lines) {
      self.label = label
      self.lines = lines
    }
    func note(_ hook: String, _ logs: Logs = [:]) {
      lines.all.append(([label, hook] + logs.names).joined(separator: " "))
    }
    override func onTrainBegin() { note("train_begin") }
    override func onTrainEnd(_ logs: Logs) { note("train_end", logs) }
    override func onEpochBegin(_ epoch: Int) { note("epoch_begin \(epoch)") }
    override func onEpochEnd(_ epoch: Int, _ logs: Logs) { note("epoch_end \(epoch)", logs) }
    override func onTrainBatchBegin(_ batch: Int) { note("train_batch_begin \(batch)") }
    override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) { note("train_batch_end \(batch)", logs) }
    override func onTestBegin() { note("test_begin") }
    override func onTestEnd(_ logs: Logs) { note("test_end", logs) }
    override func onTestBatchBegin(_ batch: Int) { note("test_batch_begin \(batch)") }
    override func onTestBatchEnd(_ batch: Int, _ logs: Logs) { note("test_batch_end \(batch)", logs) }
  }
}
