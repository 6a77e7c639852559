import Foundation
import Keras
import Synchronization
import TestKit
import Testing

/// Weights that fit no layer, layers that fit no weights, and names that are numbered on.
@Suite struct PassedOverWeightTests {
  private func withFile<Result>(_ ending: String, _ body: (String) throws -> Result) rethrows -> Result {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).\(ending)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private func network(_ units: Int = 4, _ last: String = "last") -> Sequential {
    Sequential(name: "net") {
      Input(shape: [3])
      Dense(units, name: "first")
      Dense(2, name: last)
    }
  }

  private func warnings(_ body: () throws -> Void) rethrows -> [String] {
    let said = Mutex<[String]>([])
    try Diagnostics.$listener.withValue(
      Diagnostics.Listener { text in said.withLock { $0.append(text) } }, operation: body)
    return said.withLock { $0 }
  }

  @Test(arguments: [
    ("weights.h5", "layers/dense", "layers/dense_1"), ("npz", "net/first/kernel", "net/last/kernel"),
    ("safetensors", "net/first/kernel", "net/last/kernel"), ("h5", "first", "last"),
  ]) func whatIsPassedOverIsSaid(ending: String, first: String, second: String) throws {
    try withFile(ending) { path in
      let wide = network(5)
      if ending == "h5" { try wide.save(path) } else { try wide.saveWeights(path) }
      let model = network()
      let before: [[Float]] = try model.weights.map { try $0.value.scalars() }
      let said = try warnings { try model.loadWeights(path, skipMismatch: true) }
      #expect(said.count == 1)
      #expect(
        said.first?.hasPrefix(
          "loadWeights(_:) into Sequential 'net' keeps weights that the file has none for: \(first)") == true)
      #expect(said.first?.contains("\(second) (expected [4, 2]") == true || ending.hasSuffix("h5"))
      #expect(try model.weights[0].value.scalars() == before[0])
      #expect(throws: KerasError.self) { try model.loadWeights(path) }
    }
  }

  @Test func theWholeWarning() throws {
    try withFile("weights.h5") { path in
      try network(5).saveWeights(path)
      #expect(
        try warnings { try network().loadWeights(path, skipMismatch: true) } == [
          """
          loadWeights(_:) into Sequential 'net' keeps weights that the file has none for: layers/dense \
          (expected [3, 4] for 'kernel', received [3, 5]); layers/dense (expected [4] for 'bias', received [5]); \
          layers/dense_1 (expected [4, 2] for 'kernel', received [5, 2]).
          """
        ])
      #expect(try warnings { try network(5).loadWeights(path, skipMismatch: true) } == [])
    }
  }

  @Test func layersThatAreNotInTheFile() throws {
    try withFile("h5") { path in
      try network().save(path)
      #expect(
        try warnings { try network(4, "other").loadWeights(path, byName: true) } == [
          """
          loadWeights(_:) into Sequential 'net' keeps weights that the file has none for: other (expected weights of the \
          layer, received none in the file).
          """
        ])
    }
  }

  /// The same advice is given once, and no name is proposed where several are missing.
  @Test func adviceIsGivenOnce() throws {
    try withFile("safetensors") { path in
      try network().saveWeights(path)
      let model = Sequential(name: "web") {
        Input(shape: [3])
        Dense(4, name: "first")
        Dense(2, name: "last")
      }
      #expect(
        kerasErrorText { try model.loadWeights(path) }.replacing(path, with: "net.safetensors") == """
          Sequential 'web' cannot load the weights in 'net.safetensors': 4 problems.
            expected  nothing that is unknown, missing or of another shape
            received  web/first/kernel: expected [3, 4], received none in the file
                      web/first/bias: expected [4], received none in the file
                      web/last/kernel: expected [4, 2], received none in the file
                      web/last/bias: expected [2], received none in the file
            fix       load the weights of a model of the same layers
          """)
    }
  }

  // MARK: - Names that are numbered on

  private func unnamed(_ units: Int = 4) throws -> Model {
    let x = Input(shape: [6, 3])
    var y = Conv1D(units, kernelSize: 2)(x)
    y = Bidirectional(LSTM(2, returnSequences: true))(BatchNormalization()(y))
    let inner = Sequential([Dense(3), Dense(3)])
    return try Model(inputs: x, outputs: Dense(2)(inner(Flatten()(y))))
  }

  @Test func weightsByNameFitTheSameModelBuiltAgain() throws {
    try withFile("safetensors") { path in
      let model = try unnamed()
      try model.saveWeights(path)
      let x = Tensor((0..<36).map { Float($0 % 7) / 7 }).reshaped([2, 6, 3])
      let wanted: [Float] = try model.predict(x).scalars()
      // Numbers that begin elsewhere overlap with those of the file.
      for _ in 0..<3 {
        let again = try unnamed()
        try again.loadWeights(path)
        #expect(try again.predict(x).scalars() == wanted)
      }
      #expect(throws: KerasError.self) { try unnamed(5).loadWeights(path) }
    }
  }

  /// Names that were given mean what they say.
  @Test func givenNamesAreNotNumbers() throws {
    try withFile("safetensors") { path in
      func blocks(_ first: String, _ second: String) -> Sequential {
        Sequential([Dense(3, name: first), Dense(3, name: second)], name: "net")
      }
      let model = blocks("block_1", "block_2")
      _ = try model.predict(Tensor.ones([1, 3]))
      try model.saveWeights(path)
      let other = blocks("block_2", "block_3")
      _ = try other.predict(Tensor.ones([1, 3]))
      #expect(kerasErrorText { try other.loadWeights(path) }.contains("net/block_3/kernel"))
    }
  }
}
