import ArgumentParser
import Foundation
import Keras

/// `keras plot`: the picture of Keras' `plot_model`.
struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a model's graph of layers as SVG, PNG or Graphviz' DOT.",
    discussion: """
      No other program is needed, not even for PNG. The weights' values are not read.

      EXAMPLES
        keras plot model.keras -o model.svg --shapes
        keras plot siamese.h5 -o siamese.png --expand-nested --dpi 96
      """)

  @OptionGroup var model: ModelArgument

  @Option(
    name: .shortAndLong, help: "Where to write: a name that ends in .svg, .png or .dot.",
    completion: .file(extensions: ["svg", "png", "dot"]))
  var output: String

  @Flag(help: "Show the shapes of inputs and outputs.")
  var shapes = false

  @Flag(help: "Show the types of outputs.")
  var dtypes = false

  @Flag(help: "Show the layers' names.")
  var names = false

  @Flag(help: "Show the layers' activations.")
  var activations = false

  @Flag(help: "Show which layers are trained.")
  var trainable = false

  @Flag(help: "Draw nested models as frames with their layers.")
  var expandNested = false

  @Option(
    help: "Direction in which the picture is read: TB, LR, BT or RL.", completion: .list(["TB", "LR", "BT", "RL"]))
  var rankdir = "TB"

  @Option(help: "Pixels per inch; a line of text is about a quarter of an inch high.")
  var dpi = 200

  func validate() throws {
    guard ["svg", "png", "dot", "gv"].contains((output as NSString).pathExtension.lowercased()) else {
      throw ValidationError("'\(output)' does not end in .svg, .png or .dot")
    }
    if PlotDirection(rawValue: rankdir) == nil {
      throw ValidationError("--rankdir is TB, LR, BT or RL, not '\(rankdir)'")
    }
    if !(10...2000).contains(dpi) { throw ValidationError("--dpi is 10 to 2000, not \(dpi)") }
    try OutputFormat.requireFolder(of: output)
  }

  func run() throws {
    try plotModel(
      try model.load(compiles: false, readsValues: false), to: output, showShapes: shapes, showDType: dtypes,
      showLayerNames: names, rankdir: PlotDirection(rawValue: rankdir) ?? .topToBottom, expandNested: expandNested,
      dpi: dpi, showLayerActivations: activations, showTrainable: trainable)
  }
}
