import ArgumentParser
import Foundation
import Keras

/// The files with a model's inputs among the arguments of a command.
struct InputData: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The inputs: one .npz; or an .npy or .csv for each input; or .png and .jpg pictures, each of them a sample.",
      valueName: "inputs"),
    completion: .file(extensions: ["npz", "npy", "csv", "png", "jpg", "jpeg"]))
  var paths: [String]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Arrays of the .npz that are the inputs, in the order of the model. Default: those with the names of the inputs, or x "
        + "(x0, x1, …), or all.", valueName: "name"))
  var x: [String] = []

  @Option(help: ArgumentHelp("Factor on the pixels of pictures, which are 0 to 255; 0.00392157 brings them to 0 to 1."))
  var pixelScale = 1.0

  func validate() throws {
    if paths.isEmpty { throw ValidationError("Missing expected argument '<inputs> ...'") }
  }

  /// The tensors, by name or in the order of the inputs.
  func load(for model: Model) throws -> TensorMap {
    if paths.allSatisfy(Pictures.isPicture) {
      return try Pictures.batch(paths, for: model, scale: pixelScale).tensorMap
    }
    if paths.count == 1, try ArrayFile.kind(paths[0]) == .npz {
      return try ChosenArrays.inputs(of: model).choose(x, from: paths[0], orAll: true)
    }
    let arrays = try paths.flatMap { try ArrayFile.read($0) }
    guard arrays.count == model.inputs.count || model.inputs.isEmpty else {
      throw KerasError(
        "\(model.displayName) has \(model.inputs.count) inputs.",
        expected: "a file for each of \(model.inputNames.map { "'\($0)'" }.joined(separator: ", "))",
        received: "\(arrays.count) arrays", fix: "give one .npz, or the files in the order of the inputs")
    }
    return TensorMap(arrays.map { TensorMap.Entry(name: nil, tensor: Tensor($0.array)) })
  }
}
