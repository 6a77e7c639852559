import Formats
import Foundation
import Keras
import TestKit
import Testing

/// What files say of calls and of the ends of a model: `training:`, and names.
@Suite struct CallFileTests {
  private func throughFile(_ model: Model, _ ending: String = "keras") throws -> Model {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).\(ending)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(path)
    return try loadModel(path)
  }

  private static let layers: [(String, @Sendable () -> Layer)] = [
    ("Sequential", { Sequential([BatchNormalization()]) }),
    (
      "Functional",
      {
        let x = Input(shape: [3])
        return try! Model(inputs: x, outputs: BatchNormalization()(x))
      }
    ),
    ("BatchNormalization", { BatchNormalization() }),
    ("Dropout", { Dropout(0.5, seed: 1) }),
    ("GaussianNoise", { GaussianNoise(0.5, seed: 1) }),
    ("TimeDistributed", { Sequential([Reshape([3, 1]), TimeDistributed(Dropout(0.5, seed: 1)), Flatten()]) }),
  ]

  /// Keras writes `training` of calls that do not say it too; the word of a call that did stays.
  @Test(arguments: layers, ["keras", "h5"]) func trainingOfACallStays(
    layer: (name: String, make: @Sendable () -> Layer), ending: String
  ) throws {
    for said in [nil, true, false] as [Bool?] {
      let x = Input(shape: [3])
      let layer = layer.make()
      let models = try models(x, layer.invoke([x], training: said, file: #fileID, line: #line)[0], ending)
      let data = Tensor([1, 2, 4, 3, 5, 9] as [Float]).reshaped([2, 3])
      for phase in [false, true] {
        let before = try data.scalars(as: Float.self)
        let outcome = try models.map { try $0(data, training: phase).scalars(as: Float.self) }
        // What training does is seen by everything being as it was, or not.
        let acted = outcome.map { zip($0, before).contains { Swift.abs($0 - $1) > 0.01 } }
        #expect(acted == Array(repeating: said ?? phase, count: 2), "\(said.debugDescription), \(phase)")
      }
    }
  }

  private func models(_ x: Tensor, _ y: Tensor, _ ending: String) throws -> [Model] {
    let model = try Model(inputs: x, outputs: y)
    return [model, try throughFile(model, ending)]
  }

  // MARK: - Names

  private func pair(outputs: [String] = ["area", "border"], inputs: [String] = ["side", "other"]) throws -> Model {
    let side = Input(shape: [2], name: inputs[0]), other = Input(shape: [3], name: inputs[1])
    let first = Dense(1, kernelInitializer: .ones, name: outputs[0])(side)
    let second = Dense(2, kernelInitializer: .ones, name: outputs[1])(other)
    return try Model(
      inputs: TensorMap([.init(name: inputs[0], tensor: side), .init(name: inputs[1], tensor: other)]),
      outputs: TensorMap([.init(name: outputs[0], tensor: first), .init(name: outputs[1], tensor: second)]))
  }

  private func ends(_ model: Model, _ key: String) throws -> JSONValue? {
    try JSONValue(parsing: try model.toJSON(), label: "")["config"]?[key]
  }

  /// Names that are those of the layers are names all the same: Python's `predict(x)["border"]`.
  @Test func endsByNameStayByName() throws {
    let model = try pair()
    #expect(try ends(model, "input_layers") == ["side": ["side", 0, 0], "other": ["other", 0, 0]])
    #expect(try ends(model, "output_layers") == ["area": ["area", 0, 0], "border": ["border", 0, 0]])
    #expect(try throughFile(model).toJSON() == model.toJSON())
  }

  @Test func endsInAListStayInAList() throws {
    let model = try pair()
    let listed = try Model(inputs: model.inputs, outputs: model.outputs)
    #expect(try ends(listed, "input_layers") == [["side", 0, 0], ["other", 0, 0]])
    #expect(try ends(listed, "output_layers") == [["area", 0, 0], ["border", 0, 0]])
  }

  @Test func theOrderOfNamesStays() throws {
    let model = try pair(outputs: ["z", "y"], inputs: ["b", "a"])
    let again = try throughFile(model)
    #expect(again.outputNames == ["z", "y"] && again.inputNames == ["b", "a"])
    let data = [Tensor.ones([1, 2]), Tensor.ones([1, 3])]
    #expect(try again.predictAll(data).map { try $0.scalars(as: Float.self) } == [[2], [3, 3]])
    #expect(try again.toJSON() == model.toJSON())
  }

  /// Keras counts the outputs of a model in the order of their names.
  @Test(arguments: ["keras", "h5"]) func aModelByNameInAnother(ending: String) throws {
    let inner = try pair(outputs: ["z", "y"], inputs: ["b", "a"])
    let two = Input(shape: [2], name: "two"), three = Input(shape: [3], name: "three")
    let results = inner.callAll(["a": three, "b": two] as TensorMap)
    let outer = try Model(inputs: [two, three], outputs: [results[0], results[1] * 10])
    let config = try JSONValue(parsing: try outer.toJSON(), label: "")["config"]
    #expect(config?["output_layers"]?.array?.first == [.string(inner.name), 1, 1])
    let again = try throughFile(outer, ending)
    let data = [Tensor.ones([1, 2]), Tensor.ones([1, 3])]
    #expect(try again.predictAll(data).map { try $0.scalars(as: Float.self) } == [[2], [30, 30]])
    #expect(try again.toJSON() == outer.toJSON())
  }
}
