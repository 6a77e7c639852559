import Keras
import TestKit
import Testing

/// A `Sequential` without `Input`: built by its first data, whose lengths bind later ones only where layers do. Checked against Keras 3.15.1.
@Suite struct OpenSequentialTests {
  private static func model(_ name: String) -> Sequential {
    Sequential([Conv1D(2, kernelSize: 3), GlobalAveragePooling1D(), Dense(1)], name: name)
  }

  @Test func laterLengthsAreTaken() throws {
    let model = Self.model("open_lengths")
    for (length, batch) in [(10, 4), (12, 4), (7, 3)] {
      #expect(try model.predict(Tensor.ones([batch, length, 5])).shape == [batch, 1])
    }
    model.compile(optimizer: .sgd(), loss: .mse)
    for (length, batch) in [(10, 4), (12, 4), (7, 3)] {
      try model.fit(Tensor.ones([batch, length, 5]), Tensor.ones([batch, 1]), verbose: 0)
    }
    _ = try model.evaluate(Tensor.ones([4, 20, 5]), Tensor.ones([4, 1]), verbose: 0)
    let outer = Input(shape: [nil, 5])
    #expect(try Model(inputs: outer, outputs: model(outer)).predict(Tensor.ones([2, 9, 5])).shape == [2, 1])
  }

  @Test func batchesOfSeveralLengths() throws {
    let model = Self.model("open_batches")
    model.compile(optimizer: .sgd(), loss: .mse)
    for length in [5, 6, 9] {
      _ = try model.trainOnBatch(Tensor.ones([4, length, 5]), Tensor.ones([4, 1]))
    }
    #expect(model(Tensor.ones([2, 30, 5])).shape == [2, 1])
  }

  @Test func layersStillCheck() throws {
    let model = Self.model("open_checks")
    _ = try model.predict(Tensor.ones([4, 10, 5]))
    #expect(
      kerasErrorText { try model.predict(Tensor.ones([4, 10, 6])) }.contains("cannot accept this input"))
    let flat = Sequential([Flatten(), Dense(1)], name: "open_flat")
    _ = try flat.predict(Tensor.ones([4, 5, 2]))
    #expect(try flat.predict(Tensor.ones([4, 2, 5])).shape == [4, 1])
    #expect(throws: KerasError.self) { try flat.predict(Tensor.ones([4, 3, 5])) }
  }

  @Test func loadedFilesStayOpen() throws {
    let model = Self.model("open_file")
    let x = Tensor.ones([4, 10, 5])
    let before = try model.predict(x)
    try withTemporaryFolder { folder in
      try model.save("\(folder)/open.keras")
      let again = try loadModel("\(folder)/open.keras")
      expectClose(try again.predict(x), before)
      #expect(try again.predict(Tensor.ones([2, 12, 5])).shape == [2, 1])
    }
  }
}
