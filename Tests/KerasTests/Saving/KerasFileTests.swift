import Formats
import Foundation
import Keras
import Synchronization
import TestKit
import Testing

/// Models that real Keras wrote, of versions 3 and 2: the same predictions here. `Tests/Exchange` makes the files.
@Suite struct KerasFileTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().path
  private static let folder = "\(root)/Files"

  private static var cases: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  private func arrays(_ all: [NPZ.NamedArray], _ prefix: Character) -> [Tensor] {
    all.filter { $0.name.first == prefix }.sorted { (Int($0.name.dropFirst()) ?? 0) < (Int($1.name.dropFirst()) ?? 0) }
      .map { Tensor($0.array) }
  }

  @Test func filesAreThere() { #expect(Self.cases.count >= 20) }

  @Test(arguments: cases) func aFileOfKerasPredictsTheSame(name: String) throws {
    let folder = "\(Self.folder)/\(name)"
    let file = FileManager.default.fileExists(atPath: "\(folder)/model.keras") ? "model.keras" : "model.h5"
    let data = try NPZ.read(path: "\(folder)/data.npz")
    let wanted = arrays(data, "y")
    let model = try loadModel("\(folder)/\(file)")
    func check(_ model: Model) throws {
      let outputs = try model.predictAll(arrays(data, "x"))
      try #require(outputs.count == wanted.count)
      for (output, expected) in zip(outputs, wanted) {
        #expect(output.shape == expected.shape)
        let (a, b) = (try output.scalars(as: Float.self), try expected.cast(to: .float32).scalars(as: Float.self))
        let scale = max(1, b.map(Swift.abs).max() ?? 0)
        #expect(zip(a, b).allSatisfy { Swift.abs($0 - $1) <= 1e-5 * scale }, "\(name)")
      }
    }
    try check(model)
    // Written here and read again it is the same.
    let path = FileManager.default.temporaryDirectory.appending(path: "again-\(UUID().uuidString).keras").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(path)
    try check(loadModel(path))
  }

  @Test(arguments: ["nesterov", "rmsprop", "adamw", "schedule"]) func trainingGoesOnWhereKerasStopped(name: String)
    throws
  {
    let folder = "\(Self.root)/Training/\(name)"
    let data = try NPZ.read(path: "\(folder)/data.npz")
    let model = try loadModel("\(folder)/model.keras")
    let history = try model.fit(
      arrays(data, "x"), arrays(data, "t"), batchSize: 16, epochs: 3, verbose: .silent, shuffle: false)
    let wanted = try #require(data.first { $0.name == "losses" }).array.elements(as: Double.self)
    try #require(wanted.count == 3)
    for (loss, expected) in zip(history["loss"], wanted) { #expect(Swift.abs(loss - expected) < 1e-4 * expected) }
    #expect(history.names.contains("kind_accuracy") && history.names.contains("price_mae"))
  }

  @Test func weightsInSeveralFilesAreOne() throws {
    let model = Sequential(name: "net") {
      Input(shape: [5])
      Dense(12, activation: .tanh, name: "a")
      BatchNormalization(name: "b")
      Dense(9, activation: .tanh, name: "c")
      Dense(2, name: "d")
    }
    try model.loadWeights("\(Self.root)/Shards/net.weights.json")
    let data = try NPZ.read(path: "\(Self.root)/Shards/data.npz")
    let output = try model.predict(arrays(data, "x")[0])
    let (a, b): ([Float], [Float]) = (try output.scalars(), try arrays(data, "y")[0].scalars())
    #expect(a.count == 6 && zip(a, b).allSatisfy { Swift.abs($0 - $1) < 1e-5 })
  }

  /// Keras saves two variables of an optimizer that has made no step, whatever the optimizer.
  @Test(arguments: [(false, []), (true, ["The file's optimizer has other variables; it starts anew."])])
  func stateOfAnotherOptimizer(isTrained: Bool, warnings: [String]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mixed-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // The weights' file of one model beside the rest of another.
    for (optimizer, writesWeights) in [(Optimizer.rmsprop(), true), (.adam(), false)] {
      let model = Sequential {
        Input(shape: [3])
        Dense(2)
      }
      model.compile(optimizer: optimizer, loss: .mse)
      if isTrained { _ = try model.trainOnBatch(Tensor.ones([4, 3]), Tensor.zeros([4, 2])) }
      let path = "\(folder)/whole.keras"
      try model.save(path)
      let zip = try ZipReader(path: path)
      for entry in zip.entries where entry.name.hasSuffix(".h5") == writesWeights {
        try Data(zip.read(entry).array).write(to: URL(filePath: "\(folder)/\(entry.name)"))
      }
    }
    let said = Mutex<[String]>([])
    try Diagnostics.$listener.withValue(Diagnostics.Listener { text in said.withLock { $0.append(text) } }) {
      _ = try loadModel(folder)
    }
    #expect(said.withLock { $0 } == warnings)
  }

  @Test func anUnzippedFolderIsReadToo() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "unzipped-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(Self.folder)/sequential/model.keras"
    let zip = try ZipReader(path: path)
    for entry in zip.entries {
      let bytes = try zip.read(entry)
      try Data(bytes.array).write(to: URL(filePath: "\(folder)/\(entry.name)"))
    }
    #expect(try loadModel(folder).toJSON() == loadModel(path).toJSON())
  }
}
