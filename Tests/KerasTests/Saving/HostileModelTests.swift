import Formats
import Foundation
import Keras
import TestKit
import Testing

/// Small texts that ask for much: they end in a model or an error, soon, without the memory that they speak of.
@Suite struct HostileModelTests {
  private func sequential(_ shape: [Int?], _ layers: [(String, String)]) -> String {
    let lengths = ([nil] + shape).map { $0.map(String.init) ?? "null" }.joined(separator: ", ")
    let records = layers.map { "{\"module\": \"keras.layers\", \"class_name\": \"\($0)\", \"config\": {\($1)}}" }
    return """
      {"module": "keras", "class_name": "Sequential", "config": {"name": "net", "layers": [
      {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [\(lengths)], "name": "in"}},
      \(records.joined(separator: ", "))]}}
      """
  }

  /// Tables of lengths and first values are not made where only shapes are asked for.
  @Test(
    arguments: [
      ([1 << 15, 4, 1], "Resizing", "\"height\": 40000, \"width\": 4"),
      ([1 << 15, 4, 1], "Resizing", "\"height\": 1000000, \"width\": 4, \"interpolation\": \"nearest\""),
      ([1 << 15, 4, 1], "UpSampling2D", "\"size\": [100, 1], \"interpolation\": \"bicubic\""),
      ([1 << 30, 1], "AdaptiveMaxPooling1D", "\"output_size\": 1000003"),
      ([1 << 30, 1], "AdaptiveAveragePooling1D", "\"output_size\": 1000003"),
      ([30000], "Dense", "\"units\": 30000, \"kernel_initializer\": \"orthogonal\""),
    ] as [([Int], String, String)])
  func smallFilesThatAskForMuch(shape: [Int], className: String, arguments: String) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json").path
    try Data(sequential(shape, [(className, arguments)]).utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let start = ContinuousClock.now
    #expect(try ModelFile(path).problems().map(\.description) == [])
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  /// No integer of a file is computed with before it is checked: signs and distances of the smallest one would trap.
  @Test(arguments: [Int.min, Int.max, 1 << 53]) func everyIntegerMayBeAnyNumber(value: Int) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (number, text) in try Self.texts.enumerated() {
      var places = 0
      // One after the other each integer of the file is that number.
      while true {
        var count = -1
        let changed = Self.replaced(text, with: value) {
          count += 1
          return count == places
        }
        guard changed != text else {
          if count < places { break }
          places += 1
          continue
        }
        places += 1
        let path = "\(folder)/\(number).json"
        try Data(changed.text().utf8).write(to: URL(filePath: path))
        _ = try ModelFile(path).problems()
        _ = try? Model.fromJSON(changed.text(), makesValues: false).summaryText()
      }
      #expect(places > 20)
    }
  }

  private static var texts: [JSONValue] {
    get throws {
      let x = Input(shape: [8, 8, 3])
      var y = Conv2D(4, kernelSize: 3, strides: 1, dilationRate: 2, groups: 1)(x)
      y = BatchNormalization(axis: -1)(MaxPooling2D(poolSize: 2)(ZeroPadding2D(padding: 1)(y)))
      y = Cropping2D(cropping: 1)(UpSampling2D(size: 2)(y))
      y = Resizing(height: 4, width: 4)(Conv2DTranspose(2, kernelSize: 2, outputPadding: 0)(y))
      var z = Permute([2, 1])(Reshape([4, 8])(y))
      z = LSTM(3, returnSequences: true)(z) + 1
      z = MultiHeadAttention(heads: 2, keyDim: 2)([z, z])
      z = Dense(2)(RepeatVector(2)(Flatten()(SpatialDropout1D(0.1, seed: 3)(z))))
      let model = try Model(inputs: x, outputs: [z[0..., 1], Softmax(axis: 1)(z)])
      let words = Sequential {
        Input(shape: [5], dtype: .int32)
        Embedding(7, 4)
        Bidirectional(GRU(3, returnSequences: true))
        Conv1D(2, kernelSize: 2)
        AdaptiveMaxPooling1D(outputSize: 2)
        GroupNormalization(groups: 1)
        Dense(1)
      }
      words.compile(optimizer: .adam().accumulatingGradients(steps: 2), loss: .mse)
      return try [model, words].map { try JSONValue(parsing: $0.toJSON(), label: "") }
    }
  }

  private static func replaced(_ json: JSONValue, with value: Int, _ isMeant: () -> Bool) -> JSONValue {
    switch json {
    case .integer: isMeant() ? .integer(value) : json
    case .array(let items): .array(items.map { replaced($0, with: value, isMeant) })
    case .object(let object): .object(JSONObject(object.members.map { ($0, replaced($1, with: value, isMeant)) }))
    default: json
    }
  }

  /// A layer that is called often, and layers in an order in which each waits for the next.
  @Test func manyCallsAndLayers() throws {
    func reference(_ name: String, _ node: Int) -> String {
      "{\"class_name\": \"__keras_tensor__\", \"config\": {\"keras_history\": [\"\(name)\", \(node), 0]}}"
    }
    func call(_ name: String, _ node: Int) -> String { "{\"args\": [\(reference(name, node))], \"kwargs\": {}}" }
    func text(_ layers: [String], end: String, node: Int) -> String {
      """
      {"module": "keras", "class_name": "Functional", "config": {"name": "net", "layers": [
      {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 2]}, "name": "x", "inbound_nodes": []},
      \(layers.joined(separator: ", "))], "input_layers": ["x", 0, 0], "output_layers": ["\(end)", \(node), 0]}}
      """
    }
    func layer(_ name: String, _ calls: [String]) -> String {
      """
      {"module": "keras.layers", "class_name": "ReLU", "name": "\(name)", "config": {"name": "\(name)"},
      "inbound_nodes": [\(calls.joined(separator: ", "))]}
      """
    }
    let count = 3000
    let often = layer("again", (0..<count).map { $0 == 0 ? call("x", 0) : call("again", $0 - 1) })
    let late = (0..<count).reversed().map { layer("r\($0)", [call($0 == 0 ? "x" : "r\($0 - 1)", 0)]) }
    for text in [text([often], end: "again", node: count - 1), text(late, end: "r\(count - 1)", node: 0)] {
      let start = ContinuousClock.now
      let model = try Model.fromJSON(text, makesValues: false)
      #expect(model.graph?.steps.count == count)
      _ = model.summaryText()
      #expect(ContinuousClock.now - start < .seconds(20))
    }
  }
}
