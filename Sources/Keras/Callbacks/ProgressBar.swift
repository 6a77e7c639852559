import Foundation

/// Shows how far `fit`, `evaluate` and `predict` are: a bar that moves, or a line per epoch.
///
/// Source: `keras.utils.Progbar` and `keras.callbacks.ProgbarLogger`.
public final class ProgressBar: Callback {
  /// Where the text goes, and what time it is; replaced in tests.
  package struct Output {
    package var write: (String) -> Void
    package var now: () -> Double
    package var isTerminal: Bool

    package init(write: @escaping (String) -> Void, now: @escaping () -> Double, isTerminal: Bool) {
      self.write = write
      self.now = now
      self.isTerminal = isTerminal
    }

    /// Standard output.
    package static var standard: Output {
      Output(
        write: writeToStandardOutput,
        now: { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }, isTerminal: isatty(STDOUT_FILENO) == 1)
    }
  }

  private enum Phase { case idle, training, testing, predicting }

  private let output: Output
  private let isMoving: Bool
  private var phase = Phase.idle
  private var startTime = 0.0
  private var lastDrawn = 0.0
  private var stepCount = 0

  package init(isMoving: Bool, output: Output = .standard) {
    self.isMoving = isMoving
    self.output = output
  }

  public override var usesBatches: Bool { true }

  public override func onTrainBegin() { phase = .training }
  public override func onTrainEnd(_ logs: Logs) { phase = .idle }

  public override func onEpochBegin(_ epoch: Int) {
    output.write("Epoch \(epoch + 1)/\(parameters.epochs)\n")
    start()
  }

  public override func onEpochEnd(_ epoch: Int, _ logs: Logs) { finish(logs) }

  package override func trainBatchEnded(_ batch: Int, _ logs: () -> Logs) { step(batch, logs) }

  public override func onTestBegin() {
    // Validation inside fit shows as val_ metrics at the end of the epoch's line.
    guard phase != .training else { return }
    phase = .testing
    start()
  }

  package override func testBatchEnded(_ batch: Int, _ logs: () -> Logs) {
    if phase == .testing { step(batch, logs) }
  }

  public override func onTestEnd(_ logs: Logs) {
    guard phase == .testing else { return }
    finish(logs)
    phase = .idle
  }

  public override func onPredictBegin() {
    phase = .predicting
    start()
  }

  public override func onPredictBatchEnd(_ batch: Int) { step(batch) { Logs() } }

  public override func onPredictEnd() {
    finish(Logs())
    phase = .idle
  }

  private func start() {
    startTime = output.now()
    lastDrawn = startTime
    stepCount = 0
  }

  // A terminal is redrawn at most twenty times a second, so that short steps are not slowed down.
  private func step(_ batch: Int, _ logs: () -> Logs) {
    stepCount = batch + 1
    guard isMoving else { return }
    let now = output.now()
    guard now - lastDrawn >= 0.05 else { return }
    lastDrawn = now
    output.write("\r" + line(logs(), elapsed: now - startTime) + "\u{1B}[K")
  }

  private func finish(_ logs: Logs) {
    let text = line(logs, elapsed: output.now() - startTime, isFinished: true)
    output.write(isMoving ? "\r\(text)\u{1B}[K\n" : "\(text)\n")
  }

  private func line(_ logs: Logs, elapsed: Double, isFinished: Bool = false) -> String {
    let total = isFinished ? max(stepCount, 1) : parameters.stepsPerEpoch
    var text = "\(stepCount)/\(total.map(String.init) ?? "Unknown") "
    if isMoving || phase != .training { text += Self.bar(stepCount, of: total) + " " }
    let perStep = elapsed / Double(max(stepCount, 1))
    if isFinished {
      text += "\(Self.duration(elapsed)) \(Self.stepTime(perStep))/step"
    } else if let total {
      text += "\(Self.clock(perStep * Double(total - stepCount))) \(Self.stepTime(perStep))/step"
    } else {
      text += "\(Self.duration(elapsed)) \(Self.stepTime(perStep))/step"
    }
    for (name, value) in logs { text += " - \(name.onOneLine): \(Self.number(value))" }
    return text
  }

  private static func bar(_ count: Int, of total: Int?) -> String {
    let width = 20
    guard let total, total > 0 else { return String(repeating: "━", count: 0) }
    let filled = min(width, count * width / total)
    return String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
  }

  /// Time left, as Keras writes it: `12s`, `3:05`, `1:02:03`.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(max(seconds, 0).rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if whole >= 3600 { return "\(whole / 3600):\(two(whole % 3600 / 60)):\(two(whole % 60))" }
    return whole >= 60 ? "\(whole / 60):\(two(whole % 60))" : "\(whole)s"
  }

  private static func duration(_ seconds: Double) -> String { "\(Int(max(seconds, 0).rounded()))s" }

  /// The time of one step: `2s`, `35ms`, `180us`.
  static func stepTime(_ seconds: Double) -> String {
    if seconds >= 1 { return "\(Int(seconds.rounded()))s" }
    if seconds >= 1e-3 { return "\(Int((seconds * 1e3).rounded()))ms" }
    return "\(Int((seconds * 1e6).rounded()))us"
  }

  /// Four decimals, or scientific where they would show nothing.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    return abs(value) > 1e-3 ? String(format: "%.4f", value) : String(format: "%.4e", value)
  }
}
