import Formats
import Foundation

/// Keeps the state of training in a file, from which the same `fit`, run again after an interruption, goes on.
///
/// The run that goes on ends where one without interruption would have, bit for bit, and its history has all epochs. The file, which
/// is there whole or not at all, holds the weights, the states of the optimizer, the metrics, the seed generators and the callbacks,
/// the logs so far, the order of the rows, and how many batches of the epoch were used. A `Dataset` is a stream: the batches that
/// were used are made again and passed over. What a callback of your own has to remember it says in `save(to:)` and
/// `restore(from:)`; what a `Dataset` of a sequence of your own gives must be the same in each run.
/// Source: `keras.callbacks.BackupAndRestore`.
public final class BackupAndRestore: Callback {
  /// The folder of the file; no other callback should use it.
  public let backupDir: String
  /// When to save.
  public let saveFreq: SaveFrequency
  /// Whether the state before the last one is kept too, for the case that the last can't be read.
  public let doubleCheckpoint: Bool
  /// Whether the file is deleted when training has ended.
  public let deleteCheckpoint: Bool
  private var batches: BatchCounter

  private var path: String { backupDir + "/latest.npz" }
  private var previousPath: String { path + ".bkp" }

  /// - Parameters:
  ///   - backupDir: the folder of the file; made if need be.
  ///   - saveFreq: `.epoch`, or a number of batches.
  ///   - doubleCheckpoint: whether the state before the last one is kept too.
  ///   - deleteCheckpoint: whether the file is deleted when training has ended.
  public init(
    _ backupDir: String, saveFreq: SaveFrequency = .epoch, doubleCheckpoint: Bool = false, deleteCheckpoint: Bool = true
  ) {
    self.backupDir = backupDir
    self.saveFreq = saveFreq
    self.doubleCheckpoint = doubleCheckpoint
    self.deleteCheckpoint = deleteCheckpoint
    batches = BatchCounter(saveFreq)
  }

  public override var usesBatches: Bool { false }

  public override func onTrainBegin() {
    if let error = batches.error(of: "BackupAndRestore") { fail(error) }
    if backupDir.isEmpty {
      fail(
        KerasError(
          "BackupAndRestore cannot keep a file without a folder.", expected: "the path of a folder", received: "\"\"",
          fix: "give a folder that nothing else uses, such as \"backup\""))
    }
    guard let model, !model.isBuilt else { return }
    fail(
      KerasError(
        "BackupAndRestore cannot restore \(model.displayName).", expected: "a model that is built before fit",
        received: "a model that has not seen an input", fix: "give it an Input, or call it on data first"))
  }

  public override func onTrainEnd(_ logs: Logs) {
    guard deleteCheckpoint else { return }
    for file in [path, previousPath] { try? FileManager.default.removeItem(atPath: file) }
    // Only if nothing else lies there.
    rmdir(backupDir)
  }

  public override func save(to state: inout TrainingState) { batches.save(to: &state) }
  public override func restore(from state: TrainingState) { batches.restore(from: state) }

  /// Brings a run that has just begun to where an interrupted one was, if there is a file of one.
  func resume(_ run: TrainingRun) throws {
    let present = [path, previousPath].filter { FileManager.default.fileExists(atPath: $0) }
    guard let last = present.first else { return }
    try explaining(last) {
      do {
        try run.restore(TrainingState(contentsOf: last))
      } catch is FormatError where present.count > 1 {
        try run.restore(TrainingState(contentsOf: previousPath))
      }
    }
  }

  /// After a step, when all callbacks have seen it.
  func stepTaken(_ run: TrainingRun) throws { if batches.isDue(run.step - 1) { try save(run) } }

  /// After an epoch, when all callbacks have seen its end; the run is before the next one.
  func epochEnded(_ run: TrainingRun) throws { if saveFreq == .epoch { try save(run) } }

  private func save(_ run: TrainingRun) throws {
    try explaining(path) {
      try FileManager.default.createDirectory(atPath: backupDir, withIntermediateDirectories: true)
      let state = try run.state()
      if doubleCheckpoint, FileManager.default.fileExists(atPath: path) { rename(path, previousPath) }
      try state.write(to: path)
    }
  }

  private func explaining(_ file: String, _ body: () throws -> Void) throws {
    let summary = "BackupAndRestore cannot use '\(file)'."
    do {
      try body()
    } catch let error as FormatError {
      throw KerasError(summary, expected: error.expected, received: error.received, fix: error.fix)
    } catch var error as KerasError where error.summary == KerasError.foreignSummary {
      error.summary = summary
      throw error
    }
  }
}
