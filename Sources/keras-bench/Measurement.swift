import Foundation
import Keras

/// Measures one workload: first step, fit, a bare loop of steps, and prediction.
struct Measurement {
  let workload: Workload
  let window: Double
  let windows: Int
  let predicts: Bool
  private var record = Record()

  init(_ workload: Workload, window: Double, windows: Int, predicts: Bool) {
    self.workload = workload
    self.window = window
    self.windows = windows
    self.predicts = predicts
  }

  consuming func run() throws -> Record {
    record.set("workload", workload.name)
    record.set("name", workload.fullName)
    record.set("stack", "keras-swift")
    record.set("dtype", DTypePolicy.global.name)
    record.set("batch", workload.batch)
    let start = Clock.now()
    let model = try workload.make()
    record.set("build_s", Clock.now() - start)
    record.set("params", model.parameterCount)
    try measureFirstStep(model)
    guard workload.name != "W0" else {
      record.set("process_s", Clock.sinceProcessStart())
      record.set("rss_mb", Clock.residentMegabytes())
      return record
    }
    let estimate = try estimateStep(model)
    try measureFit(model, estimate: estimate)
    try measureLoop(model, estimate: estimate)
    if predicts { try measurePrediction(model) }
    record.set("rss_mb", Clock.residentMegabytes())
    record.set("interpreted", Set(model.programs.interpretedOperations).sorted().joined(separator: ", "))
    return record
  }

  private func values(_ count: Int) throws -> (x: [Tensor], y: [Tensor]) {
    let data = workload.data(count)
    try evaluate(data.x + data.y)
    return data
  }

  private mutating func measureFirstStep(_ model: Model) throws {
    let data = try values(workload.batch)
    let start = Clock.now()
    let history = try model.fit(data.x, data.y, batchSize: workload.batch, verbose: .silent)
    record.set("first_step_s", Clock.now() - start)
    record.set("first_loss", history["loss"][0])
  }

  private func estimateStep(_ model: Model) throws -> Double {
    let data = try values(workload.batch * 3)
    try model.fit(data.x, data.y, batchSize: workload.batch, verbose: .silent)
    let start = Clock.now()
    try model.fit(data.x, data.y, batchSize: workload.batch, epochs: 2, verbose: .silent)
    return (Clock.now() - start) / 6
  }

  private mutating func measureFit(_ model: Model, estimate: Double) throws {
    let count = workload.samples ?? workload.batch * Int(min(500, max(4, window / estimate)))
    let steps = (count + workload.batch - 1) / workload.batch
    let data = try values(count)
    let epochs = EpochWindows(want: windows)
    let history = try model.fit(
      data.x, data.y, batchSize: workload.batch, epochs: 2 * windows + 2, verbose: .silent, callbacks: [epochs])
    let summary = Summary(epochs.windows, per: Double(steps))
    record.set("fit_step_s", summary.median)
    record.set("fit_step_min_s", summary.minimum)
    record.set("fit_windows", summary.count)
    record.set("fit_steps", steps)
    record.set("fit_all", summary.all)
    record.set("other_cores", summary.other)
    record.set("steal", summary.steal)
    record.set("samples_s", Double(workload.batch) / summary.median)
    record.set("last_loss", history["loss"].last ?? .nan)
    record.set("rss_train_mb", Clock.residentMegabytes())
  }

  /// The step over batches that are already in memory, without the machinery of `fit`.
  private mutating func measureLoop(_ model: Model, estimate: Double) throws {
    let batchCount = 8
    let batches = try (0..<batchCount).map { _ in try values(workload.batch) }
    let count = Int(max(3, min(3000, 0.6 * window / estimate)))
    func loop(_ steps: Int) throws {
      for step in 0..<steps {
        let batch = batches[step % batchCount]
        _ = try model.trainOnBatch(batch.x, batch.y)
      }
    }
    try loop(2)
    let summary = try Summary(Self.windows(3) { try loop(count) }, per: Double(count))
    record.set("loop_step_s", summary.median)
    record.set("loop_step_min_s", summary.minimum)
    record.set("loop_windows", summary.count)
  }

  private mutating func measurePrediction(_ whole: Model) throws {
    let batch = workload.predictBatch
    var x = try values(batch).x
    var model = whole
    if let name = workload.predictionLayer, let nested = try whole.layer(name) as? Model {
      model = nested
      x = [x[0]]
    }
    let one = x.map { $0.slice(axis: 0, from: 0, count: 1) }
    try evaluate(one)
    for _ in 0..<2 { _ = try model.predictAll(one) }
    let calls = try Self.calls(seconds: 0.7) { _ = try model.predictAll(one) }
    record.set("pred_b1_s", Summary.median(calls))
    record.set("pred_b1_min_s", calls.first ?? .nan)
    let direct = try Self.calls(seconds: 0.4) { _ = try model.predictAll(one, batchSize: 1) }
    record.set("pob_b1_s", Summary.median(direct))
    record.set("pob_b1_min_s", direct.first ?? .nan)
    _ = try model.predictAll(x, batchSize: batch)
    let start = Clock.now()
    _ = try model.predictAll(x, batchSize: batch)
    let once = max(Clock.now() - start, 1e-6)
    let bytes = x.reduce(0) { $0 + ($1.shape.count ?? 0) * 4 }
    let repeats = Int(max(1, min(400, 0.7 / once, 4e8 / Double(bytes))))
    let large = x.map { concatenated(Array(repeating: $0, count: repeats)) }
    try evaluate(large)
    _ = try model.predictAll(large, batchSize: batch)
    let summary = try Summary(Self.windows(3) { _ = try model.predictAll(large, batchSize: batch) }, per: 1)
    record.set("pred_batch", batch)
    record.set("pred_thr", Double(repeats * batch) / summary.median)
    record.set("pred_thr_max", Double(repeats * batch) / summary.minimum)
    record.set("pred_n", repeats * batch)
  }

  private static func windows(_ want: Int, _ body: () throws -> Void) rethrows -> [Window] {
    var windows: [Window] = []
    while !Summary.isEnough(windows, want: want) { windows.append(try Window.measure(body)) }
    return windows
  }

  /// Times of single calls, ascending.
  private static func calls(seconds: Double, _ body: () throws -> Void) rethrows -> [Double] {
    var result: [Double] = []
    let end = Clock.now() + seconds
    while result.count < 5 || (Clock.now() < end && result.count < 2000) {
      let start = Clock.now()
      try body()
      result.append(Clock.now() - start)
    }
    return result.sorted()
  }
}

/// Times each epoch; stops when enough are undisturbed. The first one warms up.
private final class EpochWindows: Callback {
  private(set) var windows: [Window] = []
  private let want: Int
  private var meter = Meter()

  init(want: Int) { self.want = want }

  override var usesBatches: Bool { false }
  override func onEpochBegin(_ epoch: Int) { meter = Meter() }
  override func onEpochEnd(_ epoch: Int, _ logs: Logs) {
    if epoch > 0 { windows.append(meter.stop()) }
    if Summary.isEnough(windows, want: want) { model?.stopTraining = true }
  }
}
