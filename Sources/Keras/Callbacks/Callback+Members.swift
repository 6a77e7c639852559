extension Callback {
  /// Saves the weights during training; see ``ModelCheckpoint``.
  public static func modelCheckpoint(
    _ filepath: String, monitor: String = "val_loss", verbose: Verbosity = .silent, saveBestOnly: Bool = false,
    saveWeightsOnly: Bool = false, mode: MonitorMode = .auto, saveFreq: SaveFrequency = .epoch,
    initialValueThreshold: Double? = nil
  ) -> Callback {
    ModelCheckpoint(
      filepath, monitor: monitor, verbose: verbose, saveBestOnly: saveBestOnly, saveWeightsOnly: saveWeightsOnly,
      mode: mode, saveFreq: saveFreq, initialValueThreshold: initialValueThreshold)
  }

  /// Stops training when a number has stopped getting better; see ``EarlyStopping``.
  public static func earlyStopping(
    monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0, verbose: Verbosity = .silent,
    mode: MonitorMode = .auto, baseline: Double? = nil, restoreBestWeights: Bool = false, startFromEpoch: Int = 0
  ) -> Callback {
    EarlyStopping(
      monitor: monitor, minDelta: minDelta, patience: patience, verbose: verbose, mode: mode, baseline: baseline,
      restoreBestWeights: restoreBestWeights, startFromEpoch: startFromEpoch)
  }

  /// Lowers the learning rate when a number has stopped getting better; see ``ReduceLROnPlateau``.
  public static func reduceLROnPlateau(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10, verbose: Verbosity = .silent,
    mode: MonitorMode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0, minLR: Double = 0
  ) -> Callback {
    ReduceLROnPlateau(
      monitor: monitor, factor: factor, patience: patience, verbose: verbose, mode: mode, minDelta: minDelta,
      cooldown: cooldown, minLR: minLR)
  }

  /// Sets the learning rate at the start of each epoch; see ``LearningRateScheduler``.
  public static func learningRateScheduler(
    verbose: Verbosity = .silent, _ schedule: @escaping (_ epoch: Int, _ learningRate: Double) -> Double
  ) -> Callback {
    LearningRateScheduler(verbose: verbose, schedule)
  }

  /// Writes the logs of each epoch as a line of a table; see ``CSVLogger``.
  public static func csvLogger(_ filename: String, separator: String = ",", append: Bool = false) -> Callback {
    CSVLogger(filename, separator: separator, append: append)
  }

  /// Ends training when the loss of a batch is not a finite number; see ``TerminateOnNaN``.
  public static func terminateOnNaN(raiseError: Bool = false) -> Callback { TerminateOnNaN(raiseError: raiseError) }

  /// Keeps the state of training in a file, from which an interrupted `fit` goes on; see ``BackupAndRestore``.
  public static func backupAndRestore(
    _ backupDir: String, saveFreq: SaveFrequency = .epoch, doubleCheckpoint: Bool = false, deleteCheckpoint: Bool = true
  ) -> Callback {
    BackupAndRestore(
      backupDir, saveFreq: saveFreq, doubleCheckpoint: doubleCheckpoint, deleteCheckpoint: deleteCheckpoint)
  }
}
