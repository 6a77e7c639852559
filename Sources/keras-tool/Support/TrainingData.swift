import ArgumentParser
import Keras

/// Inputs and targets among the arguments of a command.
struct TrainingData: ParsableArguments {
  @Argument(
    help: ArgumentHelp("An .npz with inputs and targets.", valueName: "data"), completion: .file(extensions: ["npz"]))
  var path: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Arrays that are the inputs, in the order of the model. Default: those with the names of the inputs, or x (x0, x1, …).",
      valueName: "name"))
  var x: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Arrays that are the targets, in the order of the outputs. Default: those with the names of the outputs, or y (y0, …).",
      valueName: "name"))
  var y: [String] = []

  @Option(help: ArgumentHelp("Samples in a step.", valueName: "samples"))
  var batchSize = 32

  func validate() throws {
    if batchSize < 1 { throw ValidationError("--batch-size is at least 1, not \(batchSize)") }
  }

  func load(for model: Model) throws -> (x: TensorMap, y: TensorMap) {
    (
      try ChosenArrays.inputs(of: model).choose(x, from: path),
      try ChosenArrays.targets(of: model).choose(y, from: path)
    )
  }
}
