import Formats
import Keras
import TestKit

extension Case {
  private static let shapes: [Shape] = [
    [4], [5, 4], [6, 6, 4], [5, 5, 5, 4], [3, 6, 4], [3, 6, 6, 4], [3, 5, 5, 5, 4], [4, 3], [],
  ]

  /// Every layer class with each of its arguments, in a model read from JSON: built for known and for open lengths, and called on data.
  static func layers() -> [Case] {
    ClassSamples.layers.flatMap { sample -> [Case] in
      guard let (json, shape, count) = model(of: sample) else { return [] }
      let kind = "\(type(of: sample))"
      return replacing(kind, in: json) { changes in
        changes.flatMap { change, text in
          [false, true].map { isOpen in
            Case(name: "\(change) \(isOpen ? "open" : "known")") {
              try call(isOpen ? open(text, shape) : text, shape, count)
            }
          }
        }
      }
    }
  }

  /// A model with the layer alone, as JSON.
  private static func model(of layer: Layer) -> (json: JSONValue, shape: Shape, inputs: Int)? {
    for shape in shapes {
      for count in 1...2 {
        let inputs = (0..<count).map { Input(shape: shape, name: "x\($0)") }
        let outputs = layer.invoke(inputs, training: nil, file: "Extreme", line: 1)
        guard !outputs.contains(where: { $0.error != nil }),
          let text = try? Model(inputs: inputs, outputs: outputs).toJSON(), let json = try? JSONValue(parsing: text)
        else { continue }
        return (json, shape, count)
      }
    }
    return nil
  }

  private static func replacing(
    _ kind: String, in json: JSONValue, _ cases: ([(String, String)]) -> [Case]
  ) -> [Case] {
    guard var layers = json["config"]?["layers"]?.array, let place = layers.indices.last,
      let config = layers[place]["config"]
    else { return [] }
    let changes = Extremes.changes(of: config).map { change -> (String, String) in
      var record = layers[place].object ?? JSONObject()
      record["config"] = change.record
      layers[place] = .object(record)
      var root = json.object ?? JSONObject()
      var inner = root["config"]?.object ?? JSONObject()
      inner["layers"] = .array(layers)
      root["config"] = .object(inner)
      return ("\(kind)\(change.path) = \(change.value.text())", JSONValue.object(root).text())
    }
    return cases(changes)
  }

  /// The same text with all lengths of inputs open but the last.
  private static func open(_ text: String, _ shape: Shape) -> String {
    func list(_ lengths: [Int?]) -> String {
      "[null, " + lengths.map { $0.map(String.init) ?? "null" }.joined(separator: ", ") + "]"
    }
    let open: [Int?] = shape.dimensions.dropLast().map { _ in nil } + shape.dimensions.suffix(1)
    return text.replacing("\"batch_shape\": " + list(shape.dimensions), with: "\"batch_shape\": " + list(open))
  }

  /// Once as a file's arguments, and once as those of Swift code, which may be any.
  private static func call(_ text: String, _ shape: Shape, _ count: Int) throws {
    do { try check(Model.fromJSON(text), shape, count) } catch is KerasError {}
    try FileLengths.$areLimited.withValue(false) { try check(Model.fromJSON(text), shape, count) }
  }

  private static func check(_ model: Model, _ shape: Shape, _ count: Int) throws {
    let x = (0..<count).map { _ in Tensor.ones(Shape([2] + shape.dimensions)) }
    for training in [false, true] {
      for output in model.callAll(x, training: training) { try read(output) }
    }
    _ = model.summaryText()
  }
}
