/// Loads a whole model: architecture, weights, what it was compiled with, and the optimizer's state.
///
/// Reads `.keras` files and unzipped folders of Keras 3 and of this library, and older `.h5` files of Keras 1, 2 and 3. No file can run code: functions and classes of
/// your own are found in `customObjects:` or among those registered with `CustomObjects`.
/// ```swift
/// let model = try loadModel("best.keras", customObjects: [SimpleQuadratic.self])
/// ```
/// - Parameters:
///   - path: of the file.
///   - customObjects: your own classes that the file names.
///   - compile: whether losses, metrics and the optimizer are restored too.
/// - Throws: one error for all that is unknown, missing or of another shape, each with its place in the model.
/// Source: `keras.models.load_model`.
public func loadModel(
  _ path: String, customObjects: [any Configurable.Type] = [], compile: Bool = true
) throws -> Model {
  try ModelLoading(path, customObjects: customObjects, compiles: compile).model()
}
