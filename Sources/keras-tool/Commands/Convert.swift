import ArgumentParser
import Formats
import Keras

/// `keras convert`: a model or weights in another format.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a model or its weights in another format.",
    discussion: """
      The ending of a name sets the format: .keras, .h5 and .hdf5 are whole models with their optimizer's state, .json is the \
      architecture, .weights.h5, .npz and .safetensors are weights, and .weights.json is weights in several files. Files of \
      weights do not describe layers: with --model they become whole models, or weights in another format. Models of Keras 1 and \
      2 are upgraded to what Keras 3 reads.

      EXAMPLES
        keras convert old.h5 new.keras
        keras convert model.keras model.safetensors
        keras convert vgg16_weights.h5 vgg16.keras --model vgg16.json
      """)

  @Argument(help: "The file to read.", completion: .file())
  var input: String

  @Argument(help: "The file to write.", completion: .file())
  var output: String

  @Option(
    help: ArgumentHelp(
      "The model that the input's weights belong to: any file with its architecture.", valueName: "architecture"),
    completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp("Of .weights.json: the most that each file holds, in gigabytes. Default: 5.", valueName: "size"))
  var maxShardSize: Double?

  @Flag(help: "With --model: find the layers of an older .h5 by their names, not by their order.")
  var byName = false

  @Flag(help: "With --model: pass over weights that are missing or of another shape.")
  var skipMismatch = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    let format = try OutputFormat(output)
    if let maxShardSize {
      guard maxShardSize > 0 else { throw ValidationError("--max-shard-size is more than 0, not \(maxShardSize)") }
      guard format == .shards else { throw ValidationError("--max-shard-size goes with .weights.json") }
    }
    try OutputFormat.requireFolder(of: output)
    if model == nil, byName || skipMismatch {
      throw ValidationError("--by-name and --skip-mismatch go with --model")
    }
  }

  func run() throws {
    let kind = try ModelFileKind(of: input)
    let target = try OutputFormat(output)
    let made: Model
    if let model {
      made = try ModelArgument.load(model)
      try made.loadWeights(input, byName: byName, skipMismatch: skipMismatch)
    } else {
      guard kind.hasArchitecture else {
        throw KerasError(
          "'\(input)' has only weights.", expected: "the architecture that they belong to", received: kind.title,
          fix: "give a file that has it: --model ARCHITECTURE")
      }
      made = try ModelArgument.load(input, readsValues: target != .architecture)
      if kind == .architecture, target != .architecture {
        Console.note("'\(input)' has no weights: those of '\(output)' are new.")
      }
    }
    try target.write(made, to: output, maxShardSize: maxShardSize)
    if json {
      try Console.print([
        "input": .string(input), "kind": .string(kind.rawValue), "output": .string(output),
        "parameters": .integer(made.parameterCount),
      ])
    }
  }
}
