import Formats
import Foundation
import Keras
import TestKit
import Testing

/// Models that real Keras wrote, of versions 3 and 2: the same predictions here. `Tests/Exchange` makes the files.
@Suite struct KerasFileTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files").path

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
}
