import Formats
import Foundation
import Testing

@testable import Keras

/// Vocabularies that layers learned, which files keep beside the weights.
@Suite struct AssetTests {
  private static let data = Tensor([[7, 7, 8], [9, 1, 7]] as [[Int32]])
  private static let names = [
    "assets/layers/integer_lookup/vocabulary.txt", "assets/layers/functional/layers/integer_lookup/vocabulary.txt",
    "assets/layers/integer_lookup_1/vocabulary.txt",
  ]

  /// Learned and given vocabularies, one of them in a model of its own.
  private static func model() throws -> Model {
    let x = Input(shape: [3], dtype: .int32)
    let ids = IntegerLookup(maskToken: 0)
    let weighted = IntegerLookup(outputMode: .tfIDF)
    let inner = IntegerLookup(oovIndexCount: 2)
    for lookup in [ids, weighted, inner] { try lookup.adapt(data) }
    let given = IntegerLookup(vocabulary: [7, 8], idfWeights: [0.5, 2], outputMode: .tfIDF)
    let z = Input(shape: [3], dtype: .int32)
    let nested = try Model(inputs: z, outputs: inner(z))
    return try Model(inputs: x, outputs: [ids(x), nested(x), weighted(x), given(x)])
  }

  private static func outputs(_ model: Model) throws -> [[Double]] {
    try model.predictAll([Tensor([[7, 1, 5], [0, 9, 6]] as [[Int32]])]).map { try $0.scalars(as: Double.self) }
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "assets-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func text(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  /// Puts a saved model's members into a folder, some of them replaced.
  private func unzip(_ path: String, to folder: String, _ replaced: [String: String?] = [:]) throws {
    let zip = try ZipReader(path: path)
    for entry in zip.entries {
      let place = URL(filePath: "\(folder)/\(entry.name)")
      try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      if let text = replaced[entry.name] {
        if let text { try Data(text.utf8).write(to: place) }
      } else {
        try Data(zip.read(entry).array).write(to: place)
      }
    }
  }

  @Test func vocabulariesComeBack() throws {
    try withFolder { folder in
      let model = try Self.model()
      let wanted = try Self.outputs(model)
      let path = "\(folder)/model.keras"
      try model.save(path)
      let zip = try ZipReader(path: path)
      #expect(zip.entries.map(\.name).filter { $0.hasPrefix("assets") }.sorted() == Self.names.sorted())
      let entry = try #require(zip.entry(Self.names[0]))
      #expect(try String(decoding: zip.read(entry).array, as: UTF8.self) == "0\n-1\n7\n9\n8\n1")
      #expect(try Self.outputs(loadModel(path)) == wanted)
      try unzip(path, to: "\(folder)/unzipped")
      #expect(try Self.outputs(loadModel("\(folder)/unzipped")) == wanted)
      // The older format has a place in the configuration only.
      try model.save("\(folder)/model.h5")
      #expect(try Self.outputs(loadModel("\(folder)/model.h5")) == wanted)
    }
  }

  @Test func whatDoesNotFitIsSaid() throws {
    try withFolder { folder in
      let path = "\(folder)/model.keras"
      try Self.model().save(path)
      let file = "'\(Self.names[0])'"
      let cases: [(String, String)] = [
        ("0\n-1\n7\nseven", "expected a whole number in each line, received \(file) cannot be read. 'seven'"),
        ("0\n-1\n7\n7", "expected a vocabulary with each token once, received '7' twice"),
        ("", "expected a vocabulary of at least one token, received an empty one"),
        (
          "99999999999999999999",
          "expected a whole number in each line, received \(file) cannot be read. '99999999999999999999'"
        ),
      ]
      for (number, (content, message)) in cases.enumerated() {
        let damaged = "\(folder)/\(number)"
        // Two problems, so that each is a line with its place.
        try unzip(path, to: damaged, [Self.names[0]: content, Self.names[2]: "-1\n4"])
        let said = text { _ = try loadModel(damaged) }
        #expect(said.contains("layers/integer_lookup: \(message)"), "\(said)")
        let size = "expected 5 numbers, as the layer's configuration says, received 2"
        #expect(said.contains("layers/integer_lookup_1: \(size)"), "\(said)")
      }
      // Without its file a layer has no vocabulary yet.
      try unzip(path, to: "\(folder)/none", [Self.names[0]: nil])
      let model = try loadModel("\(folder)/none")
      #expect(text { _ = try Self.outputs(model) }.contains("expected  a layer with a vocabulary"))
    }
  }

  @Test func noLinkLeadsOutOfTheFolder() throws {
    try withFolder { folder in
      let path = "\(folder)/model.keras"
      try Self.model().save(path)
      try Data("0\n-1\n5".utf8).write(to: URL(filePath: "\(folder)/secret.txt"))
      try unzip(path, to: "\(folder)/linked", [Self.names[0]: nil])
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/linked/\(Self.names[0])", withDestinationPath: "\(folder)/secret.txt")
      let said = text { _ = try loadModel("\(folder)/linked") }
      #expect(said.contains("expected  a file in the model's own folder"), "\(said)")
    }
  }

  /// Arguments of a file that would ask for too much.
  @Test func hostileConfigurations() throws {
    let x = Input(shape: [3], dtype: .int32)
    let text = try Model(inputs: x, outputs: IntegerLookup(vocabulary: [5, 6])(x)).toJSON()
    let replacements = [
      ("\"num_oov_indices\": 1", "\"num_oov_indices\": -5"),
      ("\"num_oov_indices\": 1", "\"num_oov_indices\": 9223372036854775807"),
      ("\"max_tokens\": null", "\"max_tokens\": -1"), ("\"vocabulary\": [5, 6]", "\"vocabulary\": []"),
      ("\"vocabulary\": [5, 6]", "\"vocabulary\": [5, 5]"), ("\"vocabulary\": [5, 6]", "\"vocabulary\": [5, \"a\"]"),
      ("\"vocabulary\": [5, 6]", "\"vocabulary\": \"../../secret.txt\""),
      ("\"output_mode\": \"int\"", "\"output_mode\": \"tf_idf\""),
      ("\"output_mode\": \"int\"", "\"output_mode\": \"all\""),
      ("\"vocabulary\": [5, 6], \"idf_weights\": null, \"vocabulary_size\": 3", "\"vocabulary_size\": -4"),
    ]
    for (old, new) in replacements {
      var hostile = text.replacing(old, with: new)
      if new.contains("-4") { hostile = hostile.replacing("\"int\"", with: "\"count\"") }
      #expect(hostile != text, "\(new)")
      #expect(throws: KerasError.self, "\(new)") { _ = try Model.fromJSON(hostile) }
    }
    let hashing = text.replacing("\"floormod\"", with: "\"farmhash\"")
    #expect(throws: Never.self) { try Model.fromJSON(hashing) }
    #expect(
      self.text {
        _ = try Model.fromJSON(hashing.replacing("\"num_oov_indices\": 1", with: "\"num_oov_indices\": 2"))
      }.contains("expected  'oov_method' of IntegerLookup: 'floormod'\n  received  'farmhash'"))
  }
}
