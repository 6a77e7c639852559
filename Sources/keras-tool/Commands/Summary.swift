import ArgumentParser
import Formats
import Keras

/// `keras summary`: the table of Keras' `model.summary()`.
struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a model's layers with output shapes and parameter counts, as Keras does.",
    discussion: """
      The weights' values are not read.

      EXAMPLES
        keras summary model.keras
        keras summary siamese.h5 --expand-nested --trainable
      """)

  @OptionGroup var model: ModelArgument

  @Flag(help: "List the layers of nested models too.")
  var expandNested = false

  @Flag(help: "Show which layers are trained.")
  var trainable = false

  @Option(help: ArgumentHelp("Width of the table. Default: the terminal's, at most 88.", valueName: "characters"))
  var lineLength: Int?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if let lineLength, !(20...1000).contains(lineLength) {
      throw ValidationError("--line-length is 20 to 1000, not \(lineLength)")
    }
  }

  func run() throws {
    let model = try model.load(readsValues: false)
    guard json else {
      return try Console.print(
        model.summaryText(lineLength: lineLength, expandNested: expandNested, showTrainable: trainable))
    }
    let count = { (variables: [Variable]) in JSONValue.integer(variables.reduce(0) { $0 + ($1.shape.count ?? 0) }) }
    try Console.print([
      "name": .string(model.name), "layers": .array(model.computingLayers.map { Self.json($0, of: model) }),
      "trainable_parameters": count(model.trainableVariables),
      "non_trainable_parameters": count(model.nonTrainableVariables),
      "optimizer_parameters": count(model.optimizer.map { $0.isBuilt ? $0.variables : [] } ?? []),
    ])
  }

  private static func json(_ layer: Layer, of model: Model) -> JSONValue {
    let call = model.graph?.steps.lazy.compactMap(\.call).first { $0.layer === layer }
    let outputs = call?.outputs ?? []
    var record = JSONObject([
      ("name", .string(layer.name)), ("class_name", .string(String(describing: type(of: layer)))),
      ("output_shapes", .array(outputs.map { .lengths($0.shape.dimensions) })),
      ("parameters", .integer(layer.parameterCount)), ("trainable", .boolean(layer.isTrainable)),
    ])
    if let nested = layer as? Model { record["layers"] = .array(nested.computingLayers.map { json($0, of: nested) }) }
    return .object(record)
  }
}
