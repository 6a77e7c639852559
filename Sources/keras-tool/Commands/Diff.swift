import ArgumentParser
import Formats
import Keras

/// `keras diff`: what two files don't have in common.
struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare two models, or two files of weights.",
    discussion: """
      Architectures are compared layer by layer, upgraded to Keras 3 whatever the files' versions: classes, arguments, \
      connections and compile settings. For each weight the largest absolute difference is given, and the largest relative \
      difference. Of a model and a file of weights, only the weights are compared.

      The exit status is 0 if there is no difference, 1 if there is one, and 2 if a file is at fault.

      EXAMPLES
        keras diff before.keras after.keras
        keras diff model.keras model.weights.h5 --tolerance 1e-6
      """)

  @Argument(help: "A model, or a file of weights.", completion: .file())
  var a: String

  @Argument(help: "Another one.", completion: .file())
  var b: String

  @Option(help: ArgumentHelp("The largest absolute difference that counts as none.", valueName: "difference"))
  var tolerance = 0.0

  @Flag(help: "Compare layers and weights by their places, whatever their names.")
  var ignoreNames = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if !(tolerance >= 0) { throw ValidationError("--tolerance must be at least 0, not \(tolerance)") }
  }

  func run() throws {
    let difference = try Failure.with(status: 2) { try compare() }
    try Failure.with(status: 2) {
      if json { try Console.print(difference.json) } else { try Console.print(difference.text) }
    }
    if !difference.isEmpty { throw ExitCode(1) }
  }

  private func compare() throws -> ModelDifference {
    let (kindA, kindB) = (try ModelFileKind(of: a), try ModelFileKind(of: b))
    var difference = ModelDifference(a: a, b: b, tolerance: tolerance, ignoresNames: ignoreNames)
    guard kindA.hasArchitecture || kindB.hasArchitecture else {
      try difference.compare(weights: try ModelFile(a), with: try ModelFile(b))
      return difference
    }
    // The weights of a file that has nothing else are put in the model of the other one.
    let modelA = try ModelArgument.load(kindA.hasArchitecture ? a : b)
    if !kindA.hasArchitecture { try modelA.loadWeights(a) }
    let modelB = try ModelArgument.load(kindB.hasArchitecture ? b : a)
    if !kindB.hasArchitecture { try modelB.loadWeights(b) }
    if kindA.hasArchitecture, kindB.hasArchitecture { try difference.compare(architecture: modelA, with: modelB) }
    // An architecture has no weights to compare.
    if kindA != .architecture, kindB != .architecture { try difference.compare(weights: modelA, with: modelB) }
    return difference
  }
}
