import Foundation
import Keras
import Synchronization
import TestKit
import Testing

/// Locally connected layers, which only Keras 1 and 2 have. Their values are in `KerasFileTests`, gradients in `LayerContractTests`.
@Suite struct LocallyConnectedFileTests {
  private func text(_ config: String, input: String = "[null, 7, 3]") -> String {
    """
    {"class_name": "Sequential", "keras_version": "1.2.2", "config": [{"class_name": "LocallyConnected1D", "config":
    {"name": "local", "batch_input_shape": \(input), \(config)}}]}
    """
  }

  @Test func argumentsOfKeras1() throws {
    let model = try Model.fromJSON(
      text(#""nb_filter": 2, "filter_length": 3, "subsample_length": 2, "border_mode": "valid", "W_regularizer": null"#)
    )
    let layer = try #require(model.layers.last as? LocallyConnected1D)
    #expect(layer.filters == 2 && layer.kernelSize == 3 && layer.strides == 2 && layer.padding == .valid)
    #expect(model.weights.map(\.shape) == [[3, 9, 2], [3, 2]])
    #expect(try model.predict(Tensor.ones([2, 7, 3])).shape == [2, 3, 2])
  }

  @Test func lengthsMustBeKnown() {
    #expect(
      kerasErrorText { try Model.fromJSON(text(#""nb_filter": 2, "filter_length": 3"#, input: "[null, null, 3]")) }
        == """
        The model's text cannot be read: sequential.
          expected  known lengths of all axes but the batch, at least 1, as each position has a kernel of its own
          received  LocallyConnected1D 'local' cannot be built. [batch, ?, 3]
          fix       give Input the lengths of the data, or use a convolution
        """)
  }

  @Test func windowsOfManyPositions() {
    let layer = LocallyConnected1D(1, kernelSize: 1 << 19, name: "local")
    let text = kerasErrorText {
      try Model(inputs: Input(shape: [1 << 20, 1]), outputs: layer(Input(shape: [1 << 20, 1])))
    }
    #expect(
      text.hasPrefix(
        """
        LocallyConnected1D 'local' cannot be built.
          expected  at most 67108864 positions in all windows along an axis
          received  kernelSize: 524288 and strides: 1 over [batch, 1048576, 1]
          fix       give larger strides or a smaller kernelSize, or use a convolution
        """), "\(text)")
  }

  @Test func otherLengthsThanItWasBuiltForAreRefused() {
    let layer = LocallyConnected1D(2, kernelSize: 3, name: "local")
    _ = layer(Tensor.zeros([1, 7, 3]))
    #expect(
      kerasErrorText { try layer(Tensor.zeros([1, 8, 3])).scalars(as: Float.self) }.hasPrefix(
        """
        LocallyConnected1D 'local' cannot accept this input.
          expected  [batch, 7, 3] float32   (7 was fixed by its first input)
          received  [batch, 8, 3] float32
          fix       give this branch its own LocallyConnected1D, or bring axis 1 to length 7 first
          at        KerasTests/LocallyConnectedFileTests.swift:
        """))
  }

  @Test(arguments: ["keras", "h5"]) func savingSaysWhatKeras3CannotLoad(ending: String) throws {
    let model = Sequential(name: "net") {
      Input(shape: [7, 3])
      LocallyConnected1D(2, kernelSize: 3, name: "local")
      Dense(2)
    }
    let path = FileManager.default.temporaryDirectory.appending(path: "local-\(UUID().uuidString).\(ending)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let said = Mutex<[String]>([])
    try Diagnostics.$listener.withValue(Diagnostics.Listener { text in said.withLock { $0.append(text) } }) {
      try model.save(path)
    }
    #expect(
      said.withLock { $0 } == [
        "Sequential 'net' has layers of Keras 2 that Keras 3 cannot load, only loadModel can: net/local "
          + "(LocallyConnected1D). Put a convolution in their place if Keras is to read the file."
      ])
    let x = Random.uniform([2, 7, 3], seed: SeedGenerator(seed: 1))
    #expect(try loadModel(path).predict(x).scalars(as: Float.self) == model.predict(x).scalars(as: Float.self))
  }

  @Test func trainingLearnsTheKernels() throws {
    let model = Sequential {
      Input(shape: [5, 1])
      LocallyConnected1D(1, kernelSize: 1, useBias: false)
    }
    model.compile(optimizer: .sgd(learningRate: 0.5), loss: .mse)
    let x = Random.uniform([64, 5, 1], seed: SeedGenerator(seed: 2))
    let factors = Tensor([1, -2, 3, 0, 0.5]).reshaped([1, 5, 1])
    try model.fit(x, x * factors, batchSize: 16, epochs: 60, verbose: .silent)
    let learnt = try model.weights[0].value.scalars(as: Float.self)
    #expect(zip(learnt, [1, -2, 3, 0, 0.5]).allSatisfy { Swift.abs($0 - $1) < 1e-3 })
  }
}
