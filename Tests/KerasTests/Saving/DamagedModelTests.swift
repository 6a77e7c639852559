import Formats
import Foundation
import Keras
import TestKit
import Testing

/// Damaged and hostile model files: every one ends in a model or in an error, never in a crash.
@Suite struct DamagedModelTests {
  private static func model() throws -> Model {
    let x = Input(shape: [4, 3], name: "x")
    let y = LSTM(2, name: "lstm")(Dense(3, activation: .relu, name: "dense")(x) * 2)
    let model = try Model(inputs: x, outputs: Dense(1, name: "head")(y), name: "victim")
    model.compile(optimizer: .adam(), loss: .mse, metrics: [.mae])
    try model.fit(Tensor.ones([4, 4, 3]), Tensor.ones([4, 1]), verbose: .silent)
    return model
  }

  /// Loads bytes as a file of this name.
  private func load(_ bytes: [UInt8], as name: String) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString)-\(name)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(filePath: path))
    var loads = true
    do { _ = try loadModel(path) } catch let error as KerasError {
      loads = false
      #expect(!error.summary.isEmpty)
    }
    // What is found without reading weights is what loading finds.
    #expect(ModelLoading(path, readsValues: false).problems().isEmpty == loads)
    do { #expect(try !ModelFile(path).problems().isEmpty || loads) } catch is KerasError {}
  }

  private func file(_ name: String) throws -> [UInt8] {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString)-\(name)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.model().save(path)
    return Array(try Data(contentsOf: URL(filePath: path)))
  }

  @Test(arguments: ["model.keras", "model.h5"]) func filesThatAreCutShort(name: String) throws {
    let bytes = try file(name)
    for step in 0..<80 { try load(Array(bytes[..<(bytes.count * step / 80)]), as: name) }
  }

  @Test(arguments: ["model.keras", "model.h5"]) func filesWithFlippedBits(name: String) throws {
    let bytes = try file(name)
    var generator = DamageGenerator(seed: 1)
    for _ in 0..<150 {
      try load(generator.flippingBits(3, of: bytes), as: name)
    }
  }

  /// Every value of the configuration in turn is replaced by values of other kinds, or taken away.
  @Test func configurationsWithOtherValues() throws {
    let config = try JSONValue(parsing: try Self.model().toJSON())
    let others: [JSONValue] = [nil, true, -1, 1e300, "x", [], [1, [2]], [:], 1_000_000_000_000]
    var count = 0
    func visit(_ json: JSONValue, _ rebuild: (JSONValue?) -> JSONValue) throws {
      for (index, other) in others.enumerated() where (count + index) % 3 == 0 {
        do { _ = try Model.fromJSON(rebuild(other).text()) } catch is KerasError {}
      }
      do { _ = try Model.fromJSON(rebuild(nil).text()) } catch is KerasError {}
      count += 1
      if let object = json.object {
        for (key, value) in object.members {
          try visit(value) { replacement in
            var copy = object
            copy[key] = replacement
            return rebuild(.object(copy))
          }
        }
      }
      for (index, value) in (json.array ?? []).enumerated() {
        try visit(value) { replacement in
          var copy = json.array ?? []
          if let replacement { copy[index] = replacement } else { copy.remove(at: index) }
          return rebuild(.array(copy))
        }
      }
    }
    try visit(config) { $0 ?? .null }
    #expect(count > 150)
  }

  @Test func graphsThatCantBeRun() throws {
    let text = try Self.model().toJSON()
    let hostile = [
      // A layer that waits for itself, and one that does not exist.
      text.replacing("[\"dense\", 0, 0]", with: "[\"head\", 0, 0]"),
      text.replacing("[\"dense\", 0, 0]", with: "[\"densee\", 0, 0]"),
      text.replacing("[\"x\", 0, 0]", with: "[\"x\", 7, 0]"), text.replacing("[\"x\", 0, 0]", with: "[\"x\", 0, -1]"),
      text.replacing("\"units\": 2", with: "\"units\": 1000000000"),
      text.replacing("\"units\": 2", with: "\"units\": -3"),
      text.replacing("[null, 4, 3]", with: "[null, -4, 3]"), text.replacing("[null, 4, 3]", with: "[]"),
    ]
    for text in hostile {
      #expect(throws: KerasError.self) { _ = try Model.fromJSON(text).predict(Tensor.ones([2, 4, 3])) }
    }
    let deep =
      String(repeating: "{\"class_name\": \"TimeDistributed\", \"config\": {\"layer\": ", count: 120)
      + "null" + String(repeating: "}}", count: 120)
    #expect(throws: KerasError.self) { try Model.fromJSON(deep) }
  }
}
