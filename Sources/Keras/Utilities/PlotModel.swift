import Foundation

/// Draws a model's graph of layers into a file: an SVG picture, or Graphviz' language if the name ends in `.dot`.
///
/// - Parameters:
///   - model: a model with a graph: functional, sequential with an input, or one that has been called.
///   - path: where to write, `model.svg` unless given.
///   - showShapes: whether boxes show the shapes of their outputs.
///   - showDType: whether boxes show the types of their outputs.
///   - showLayerNames: whether boxes show the names of layers beside their classes.
/// - Throws: if the model has no graph yet, or the file can't be written.
///
/// Source: `keras.utils.plot_model`, which draws with Graphviz only.
public func plotModel(
  _ model: Model, to path: String = "model.svg", showShapes: Bool = false, showDType: Bool = false,
  showLayerNames: Bool = true
) throws {
  if let error = model.definitionError { throw error }
  guard model.graph != nil else {
    throw KerasError(
      "plotModel cannot draw \(model.displayName).", expected: "a model that has been built",
      received: "a model that has not seen an input", fix: "give it an Input, or call it on data first")
  }
  let plot = ModelPlot(model, showShapes: showShapes, showDType: showDType, showLayerNames: showLayerNames)
  let text = path.hasSuffix(".dot") ? plot.dot : plot.svg
  do {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  } catch {
    throw KerasError(
      "plotModel cannot write '\(path)'.", expected: "a folder that can be written to",
      received: error.localizedDescription, fix: "give another path")
  }
}
