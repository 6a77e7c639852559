import Formats
import Foundation

/// Draws a model's graph of layers into a file: a picture in SVG or PNG, or Graphviz' language, by the ending of its name.
///
/// ```swift
/// try plotModel(model, to: "model.svg", showShapes: true)
/// ```
/// A layer that is called several times is one box, as in Keras. No other program is needed, not even for PNG.
///
/// - Parameters:
///   - model: a model with a graph: functional, sequential with an input, or one that has been called.
///   - path: where to write, ending in `.png`, `.svg` or `.dot`.
///   - showShapes: whether boxes show the shapes of their inputs and outputs.
///   - showDType: whether boxes show the types of their outputs.
///   - showLayerNames: whether boxes show the names of layers beside their classes.
///   - rankdir: in which direction the picture is read.
///   - expandNested: whether nested models are drawn as frames with their layers.
///   - dpi: pixels of an inch, of which a line of text takes about a quarter.
///   - showLayerActivations: whether boxes show the activations of their layers.
///   - showTrainable: whether boxes of layers with weights show if they are trained.
/// - Throws: if the model has no graph yet, if the ending is another one, or if the file can't be written.
///
/// Source: `keras.utils.plot_model`.
public func plotModel(
  _ model: Model, to path: String = "model.png", showShapes: Bool = false, showDType: Bool = false,
  showLayerNames: Bool = false, rankdir: PlotDirection = .topToBottom, expandNested: Bool = false, dpi: Int = 200,
  showLayerActivations: Bool = false, showTrainable: Bool = false
) throws {
  if let error = model.definitionError { throw error }
  try model.renewIfLayersChanged()
  try model.describeFromCalls()
  guard model.graph != nil else {
    throw KerasError(
      "plotModel cannot draw \(model.displayName).", expected: "a model that has been built",
      received: "a model that has not seen an input", fix: "give it an Input, or call it on data first")
  }
  let options = PlotOptions(
    showShapes: showShapes, showDType: showDType, showLayerNames: showLayerNames, direction: rankdir,
    expandNested: expandNested, dpi: dpi, showLayerActivations: showLayerActivations, showTrainable: showTrainable)
  let plot = ModelPlot(model, options)
  let content: ByteStorage
  switch (path as NSString).pathExtension.lowercased() {
  case "dot", "gv": content = try ByteStorage(Array(plot.dot(options).utf8))
  case "svg": content = try ByteStorage(Array(PlotScene(plot, rankdir).svg(title: plot.name, dpi: dpi).utf8))
  case "png": content = try PlotScene(plot, rankdir).png(dpi: dpi)
  default:
    throw KerasError(
      "plotModel cannot write '\(path)'.", expected: "a name that ends in .png, .svg or .dot",
      received: "another ending", fix: "use for example \"model.svg\"")
  }
  do {
    try AtomicFile.write([content], to: path)
  } catch let error as FormatError {
    throw KerasError(
      "plotModel cannot write '\(path)'.", expected: error.expected, received: error.received, fix: error.fix)
  }
}
