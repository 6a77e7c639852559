import ArgumentParser
import Keras

/// Inputs and targets among the arguments of a command.
struct TrainingData: ParsableArguments {
  @OptionGroup var files: DataFiles

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Arrays of the .npz, or columns of the .csv, that are the targets, in the order of the outputs. Default: those with the "
        + "names of the outputs, or y (y0, …).", valueName: "name"))
  var y: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The targets in files of their own: .npz, .csv, or an .npy for each output. Those of a folder of pictures are its folders.",
      valueName: "files"),
    completion: .file(extensions: ["npz", "npy", "csv"]))
  var targets: [String] = []

  @Option(help: ArgumentHelp("Samples per step.", valueName: "samples"))
  var batchSize = 32

  func validate() throws {
    if batchSize < 1 { throw ValidationError("--batch-size must be at least 1, not \(batchSize)") }
  }

  /// The folder of pictures by class, if the data are one.
  var folder: String? { targets.isEmpty ? files.folder : nil }

  func load(for model: Model) throws -> (x: TensorMap, y: TensorMap) {
    if !targets.isEmpty {
      let y = try files.targets(in: targets, y, for: model)
      return (try files.inputs(for: model), y)
    }
    let (y, columns) = try files.targets(y, for: model)
    return (try files.inputs(for: model, leavingOut: columns), y)
  }

  /// Batches of the folder of pictures.
  func dataset(
    for model: Model, in folder: String, shuffle: Bool = false, seed: Int? = nil, validationSplit: Double? = nil,
    subset: DatasetSubset? = nil
  ) throws -> Dataset<(Tensor, Tensor)> {
    try Pictures(for: model, scale: files.pixelScale).dataset(
      folder, for: model, batchSize: batchSize, shuffle: shuffle, seed: seed, validationSplit: validationSplit,
      subset: subset)
  }
}
