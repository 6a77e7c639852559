import Formats
import Foundation
import Keras
import Testing

/// Weights written to an archive and read back.
@Suite struct WeightFileTests {
  private func network(_ units: Int = 3) -> Sequential {
    Sequential(name: "net") {
      Input(shape: [2])
      Dense(units, activation: .tanh, name: "hidden")
      BatchNormalization(name: "norm")
      Dense(1, name: "head")
    }
  }

  private func withFile(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "weights-\(UUID().uuidString).npz").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test func anotherModelOfTheSameLayersTakesTheWeights() throws {
    try withFile { path in
      let (first, second) = (network(), network())
      let x = Tensor([[0.5, -1], [2, 0.25]] as [[Float]])
      let before: [Float] = try second.predict(x).scalars()
      let wanted: [Float] = try first.predict(x).scalars()
      #expect(before != wanted)
      try first.saveWeights(path)
      try second.loadWeights(path)
      #expect(try second.predict(x).scalars() == wanted)
    }
  }

  @Test func arraysAreNamedByPathInTheOrderOfWeights() throws {
    try withFile { path in
      let model = network()
      try model.saveWeights(path)
      let arrays = try NPZ.read(path: path)
      #expect(arrays.map(\.name) == model.weights.map(\.path))
      #expect(arrays.first?.name == "net/hidden/kernel")
      #expect(arrays.first?.array.shape == [2, 3])
      #expect(try arrays[0].array.elements(as: Float.self) == model.weights[0].value.scalars())
    }
  }

  @Test func weightsOfOtherShapesAreRefusedAndNothingChanges() throws {
    try withFile { path in
      try network(4).saveWeights(path)
      let model = network()
      let before: [[Float]] = try model.weightValues.map { try $0.scalars() }
      let error = #expect(throws: KerasError.self) { try model.loadWeights(path) }
      #expect(
        error?.description.replacing(path, with: "weights.npz") == """
          Sequential 'net' cannot load the weights in 'weights.npz'.
            expected  [2, 3] float32 for 'net/hidden/kernel'
            received  [2, 4] float32, saved as 'net/hidden/kernel'
            fix       load them into a model of the same layers
          """)
      #expect(try model.weightValues.map { try $0.scalars() } == before)
    }
  }

  @Test func anotherNumberOfWeightsIsRefused() throws {
    try withFile { path in
      try network().saveWeights(path)
      let model = Sequential(name: "small") {
        Input(shape: [2])
        Dense(3)
      }
      let error = #expect(throws: KerasError.self) { try model.loadWeights(path) }
      #expect(
        error?.description.replacing(path, with: "weights.npz") == """
          Sequential 'small' cannot load the weights in 'weights.npz'.
            expected  2 weights
            received  8
            fix       load them into a model of the same layers
          """)
    }
  }

  @Test func aModelWithoutWeightsYetSaysSo() {
    let error = #expect(throws: KerasError.self) {
      try Sequential([Dense(1)], name: "open").saveWeights("weights.npz")
    }
    #expect(
      error?.description == """
        Sequential 'open' has no weights to save yet.
          expected  a model that is built
          received  a model that has not seen an input
          fix       give it an Input, or call it on data first
        """)
  }

  @Test func aFileThatIsNotThereIsAnError() {
    let error = #expect(throws: KerasError.self) { try network().loadWeights("no-such-folder/weights.npz") }
    #expect(error?.description.hasPrefix("loadWeights(_:) cannot use 'no-such-folder/weights.npz'.\n") == true)
  }
}
