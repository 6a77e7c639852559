import Foundation

/// Saves the model, or its weights, during training: after each epoch, after so many batches, or only when they are the best so far.
///
/// ```swift
/// .modelCheckpoint("best-{epoch:02d}-{val_loss:.2f}.keras", saveBestOnly: true)
/// ```
/// Source: `keras.callbacks.ModelCheckpoint`.
public final class ModelCheckpoint: MonitorCallback {
  /// Where to save; fields in braces are filled with `epoch` (counted from 1), `batch` (from 1) and the logs.
  public let filepath: String
  /// Whether messages say what happens.
  public let verbose: Verbosity
  /// Whether a model is saved only if it is the best so far.
  public let saveBestOnly: Bool
  /// Whether the weights alone are saved.
  public let saveWeightsOnly: Bool
  /// When to save.
  public let saveFreq: SaveFrequency
  private var batches: BatchCounter
  private var epoch = 0

  /// - Parameters:
  ///   - filepath: where to save, with fields as in `{epoch:02d}-{val_loss:.2f}`; folders are made.
  ///   - monitor: the name of the number in the logs that says which model is the best.
  ///   - verbose: 1 to print what happens.
  ///   - saveBestOnly: whether a model is saved only if it is the best so far.
  ///   - saveWeightsOnly: whether the weights alone are saved.
  ///   - mode: which values are better; by the quantity unless given.
  ///   - saveFreq: `.epoch`, or a number of batches.
  ///   - initialValueThreshold: what the first model has to be better than to be saved as the best.
  public init(
    _ filepath: String, monitor: String = "val_loss", verbose: Verbosity = .silent, saveBestOnly: Bool = false,
    saveWeightsOnly: Bool = false, mode: MonitorMode = .auto, saveFreq: SaveFrequency = .epoch,
    initialValueThreshold: Double? = nil
  ) {
    self.filepath = filepath
    self.verbose = verbose
    self.saveBestOnly = saveBestOnly
    self.saveWeightsOnly = saveWeightsOnly
    self.saveFreq = saveFreq
    batches = BatchCounter(saveFreq)
    super.init(monitor: monitor, mode: mode, minDelta: 0, best: initialValueThreshold)
  }

  public override var usesBatches: Bool { saveFreq != .epoch }

  public override func onTrainBegin() {
    if let error = CheckpointFile.error(filepath, weightsOnly: saveWeightsOnly) { fail(error) }
    if let error = batches.error(of: "ModelCheckpoint") { fail(error) }
  }

  public override func save(to state: inout TrainingState) {
    state["best"] = best
    batches.save(to: &state)
  }

  public override func restore(from state: TrainingState) {
    best = state["best"]
    batches.restore(from: state)
  }

  public override func onEpochBegin(_ epoch: Int) { self.epoch = epoch }

  public override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) {
    if batches.isDue(batch) { saveIfWanted(epoch, batch: batch, logs) }
  }

  public override func onEpochEnd(_ epoch: Int, _ logs: Logs) {
    if saveFreq == .epoch { saveIfWanted(epoch, batch: nil, logs) }
  }

  private func saveIfWanted(_ epoch: Int, batch: Int?, _ logs: Logs) {
    do {
      let path = try path(epoch, batch: batch, logs)
      guard try isWanted(epoch, logs, path) else { return }
      let folder = (path as NSString).deletingLastPathComponent
      if !folder.isEmpty { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
      if saveWeightsOnly { try model?.saveWeights(path) } else { try model?.save(path) }
      if verbose != .silent { say("\nEpoch \(epoch + 1): finished saving model to \(path)") }
    } catch {
      fail(error)
    }
  }

  private func isWanted(_ epoch: Int, _ logs: Logs, _ path: String) throws -> Bool {
    guard saveBestOnly else {
      if verbose != .silent { say("\nEpoch \(epoch + 1): saving model to \(path)") }
      return true
    }
    guard let current = logs[monitor] else {
      Diagnostics.warn("Can save best model only with \(monitor) available.")
      return true
    }
    func five(_ value: Double) -> String { String(format: "%.5f", value) }
    let before = best.map(five) ?? "None"
    guard try isImprovement(current, over: best) else {
      if verbose != .silent { say("\nEpoch \(epoch + 1): \(monitor) did not improve from \(before)") }
      return false
    }
    best = current
    if verbose != .silent {
      say("\nEpoch \(epoch + 1): \(monitor) improved from \(before) to \(five(current)), saving model to \(path)")
    }
    return true
  }

  private func path(_ epoch: Int, batch: Int?, _ logs: Logs) throws -> String {
    var values: [String: FileNameTemplate.Value] = [:]
    for (name, value) in logs { values[name] = .real(value) }
    values["epoch"] = .integer(epoch + 1)
    if let batch, values["batch"] == nil { values["batch"] = .integer(batch + 1) }
    do {
      return try FileNameTemplate(text: filepath).filled(values)
    } catch let failure {
      throw KerasError(
        "ModelCheckpoint cannot make a file name of '\(filepath)'.",
        expected: "fields of " + values.keys.sorted(by: Logs.precedes).quotedList(),
        received: failure.reason, fix: "use one of these names, as in {epoch:02d}")
    }
  }
}

/// Which files checkpoints can be.
enum CheckpointFile {
  /// Why a model can't be saved to such a file; `nil` if it can.
  static func error(_ path: String, weightsOnly: Bool) -> KerasError? {
    let endings = weightsOnly ? [".weights.h5", ".npz", ".safetensors"] : [".keras", ".h5"]
    if endings.contains(where: path.hasSuffix), weightsOnly || !path.hasSuffix(".weights.h5") { return nil }
    return KerasError(
      "ModelCheckpoint cannot save to '\(path)'.",
      expected: "a name that ends in \(endings.joined(separator: " or "))",
      received: weightsOnly ? "another ending, with saveWeightsOnly: true" : "another ending, for the whole model",
      fix: "use a name such as \"best-{epoch:02d}\(endings[0])\"")
  }
}
