import Keras
import TensorGraph
import TestKit
import Testing

/// Metrics in the properties of layers, and models that have steps of their own but no `call`.
@Suite struct LayerMetricTests {
  /// Passes its input on, and reports its mean.
  private final class Observer: Layer, UnaryLayer {
    let mean = Metrics.Mean(name: "observed")

    func call(_ x: Tensor) -> Tensor {
      mean.update(x)
      return x
    }
  }

  /// Has the observer among its sublayers.
  private final class Wrapper: Layer, UnaryLayer {
    let observer = Observer()
    func call(_ x: Tensor) -> Tensor { observer(x) }
  }

  @Test func areLoggedAndReset() throws {
    let model = Sequential {
      Input(shape: [1])
      Wrapper()
      Dense(1)
    }
    model.compile(optimizer: .sgd(), loss: .mse)
    #expect(model.metrics.map(\.name) == ["loss", "observed"])
    let x = Tensor([[1], [3]] as [[Float]])
    #expect(try model.trainOnBatch(x, x)["observed"] == 2)
    // Both batches of the epoch, and nothing of the step before.
    let history = try model.fit(
      concatenated([x, x + 4]), concatenated([x, x]), batchSize: 2, verbose: 0, shuffle: false)
    #expect(history["observed"] == [4])
    #expect(try model.evaluate(x * 10, x, verbose: 0)["observed"] == 20)
  }

  @Test func ofNestedModelsAreTheirOwn() throws {
    final class Inner: Model, UnaryLayer {
      let mean = Metrics.Mean(name: "inner")
      func call(_ x: Tensor) -> Tensor { x }
    }
    let input = Input(shape: [1])
    let model = try Model(inputs: input, outputs: Dense(1)(Inner()(input)))
    #expect(model.metrics.isEmpty)
  }

  /// Has no call: its step says what is trained.
  private final class Slope: Model {
    let line = Dense(1, useBias: false, kernelInitializer: .zeros)

    override func trainStep(_ batch: Batch) -> TensorMap {
      let (loss, gradients) = valueAndGradient(of: line.trainableVariables) {
        square(line(batch.x.tensors[0]) - 1).mean()
      }
      optimizer?.apply(gradients, to: line.trainableVariables)
      return ["loss": loss]
    }
  }

  @Test func modelsWithoutCall() throws {
    let model = Slope()
    _ = model.line(.zeros([1, 1]))
    model.compile(optimizer: .sgd(learningRate: 0.5))
    let history = try model.fit(Tensor.ones([4, 1]), batchSize: 4, epochs: 2, verbose: 0)
    // From 0 the gradient is -2, so the first step ends at 1.
    #expect(history["loss"] == [1, 0])
    #expect(model.layers.map(\.name) == [model.line.name])
    #expect(throws: KerasError.self) { try model.predict(Tensor.ones([4, 1])) }
  }
}
