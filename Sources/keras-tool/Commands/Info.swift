import ArgumentParser
import Formats
import Foundation
import Keras

/// `keras info`: what a file is and holds, and what would fail.
struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what a file of a model or of weights holds, and what would fail on loading it.",
    discussion: """
      Reads lists and headers, not the weights, so that large files take no longer than small ones: what the file is, who wrote \
      it, its layers, and its arrays with their types, shapes and sizes. Then the model is loaded with shapes instead of values: \
      unknown classes, missing weights and shapes that don't fit are listed all at once, each with its place.

      The exit status is 1 if the file would not load.

      EXAMPLES
        keras info model.keras
        keras info vgg16_weights.h5 --brief
        keras info model.keras --json | jq '.weights[].shape'
      """)

  @Argument(
    help: "A .keras archive or its unzipped folder, .h5, .json, .weights.h5, .weights.json, .safetensors or .npz.",
    completion: .file())
  var file: String

  @Flag(help: "Leave out the tables of layers and arrays.")
  var brief = false

  @Flag(help: "Leave out the check of what would fail on loading.")
  var noCheck = false

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let info = try ModelFile(file)
    let problems = noCheck ? nil : info.problems()
    let report = InfoReport(info, problems)
    if json { try Console.print(report.json) } else { try Console.print(report.text(brief: brief)) }
    if problems?.isEmpty == false { throw ExitCode(1) }
  }
}
