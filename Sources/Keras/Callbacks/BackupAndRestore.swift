import Formats
import Foundation

/// Keeps the state of training in a file, from which the same `fit`, run again after an interruption, goes on.
///
/// The file holds the weights, the optimizer's state and the epoch; it is there whole or not at all.
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
  private var epoch = 0

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

  public override var usesBatches: Bool { saveFreq != .epoch }

  public override func onTrainBegin() {
    do {
      guard let model else { return }
      guard model.isBuilt else {
        throw KerasError(
          "BackupAndRestore cannot restore \(model.displayName).", expected: "a model that is built before fit",
          received: "a model that has not seen an input", fix: "give it an Input, or call it on data first")
      }
      let present = [path, previousPath].filter { FileManager.default.fileExists(atPath: $0) }
      guard let last = present.first else { return }
      do {
        resumedEpoch = try restore(model, from: last)
      } catch {
        guard present.count > 1 else { throw error }
        resumedEpoch = try restore(model, from: previousPath)
      }
    } catch {
      fail(error)
    }
  }

  public override func onEpochBegin(_ epoch: Int) { self.epoch = epoch }

  public override func onEpochEnd(_ epoch: Int, _ logs: Logs) {
    self.epoch = epoch + 1
    if saveFreq == .epoch { save(batch: 0) }
  }

  public override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) {
    if batches.isDue(batch) { save(batch: batch) }
  }

  public override func onTrainEnd(_ logs: Logs) {
    guard deleteCheckpoint else { return }
    for file in [path, previousPath] { try? FileManager.default.removeItem(atPath: file) }
    // Only if nothing else lies there.
    rmdir(backupDir)
  }

  private func save(batch: Int) {
    do {
      guard let model else { return }
      try FileManager.default.createDirectory(atPath: backupDir, withIntermediateDirectories: true)
      if doubleCheckpoint, FileManager.default.fileExists(atPath: path) { rename(path, previousPath) }
      let state = try FileArray([Int64(epoch), Int64(batch)], dtype: .int64, shape: [2])
      let arrays = try zip(Self.names(model), Self.variables(model)).map { name, variable in
        NPZ.NamedArray(name, try FileArray(variable.value))
      }
      try NPZ.write([.init("epoch_and_batch", state)] + arrays, to: path)
    } catch {
      fail(explained(error, path))
    }
  }

  private func restore(_ model: Model, from file: String) throws -> Int {
    if let optimizer = model.optimizer, !optimizer.isBuilt {
      Trace.suspended { optimizer.build(model.trainableVariables) }
    }
    let variables = Self.variables(model)
    do {
      let arrays = try NPZ.read(path: file, names: ["epoch_and_batch"] + Self.names(model)).map(\.array)
      guard arrays[0].dtype == .int64, arrays[0].shape == [2] else {
        throw FormatError(
          "", expected: "int64 [2] as 'epoch_and_batch'", received: "\(arrays[0].dtype) \(arrays[0].shape)",
          fix: "delete the file to start anew")
      }
      for (variable, array) in zip(variables, arrays.dropFirst()) {
        guard Shape(array.shape) == variable.shape, DType(array.dtype) == variable.dtype else {
          throw FormatError(
            "", expected: "\(variable.type) for '\(variable.path)'",
            received: "\(TensorType(Shape(array.shape), DType(array.dtype)))",
            fix: "delete the file if the model was changed, to start anew")
        }
      }
      for (variable, array) in zip(variables, arrays.dropFirst()) { variable.assign(Tensor(array)) }
      return Int(max(0, arrays[0].elements(as: Int64.self)[0]))
    } catch {
      throw explained(error, file)
    }
  }

  private static func variables(_ model: Model) -> [Variable] { model.weights + (model.optimizer?.variables ?? []) }

  // Numbered: layers of one name in different places would share a path.
  private static func names(_ model: Model) -> [String] { variables(model).indices.map { "variable_\($0)" } }

  private func explained(_ error: any Error, _ file: String) -> any Error {
    guard let error = error as? FormatError else { return error }
    return KerasError(
      "BackupAndRestore cannot use '\(file)'.", expected: error.expected, received: error.received, fix: error.fix)
  }
}
