import Keras
import Testing

/// Outputs whose sigmoid or softmax is saturated go on learning, as in Keras on TensorFlow.
struct SaturatedOutputTests {
  /// The losses of three steps of a model of one input, which is 1, and kernels as given.
  private func losses(
    _ kernel: [Float], _ loss: Loss, target: Tensor, rate: Double, dtype: DTypePolicy = .float32,
    _ activation: (Tensor) -> Tensor
  ) throws -> [Double] {
    let input = Input(shape: [1])
    let logits = Dense(
      kernel.count, useBias: false,
      kernelInitializer: .constant(Tensor(kernel, shape: [1, kernel.count])), dtype: dtype)(input)
    let model = try Model(inputs: input, outputs: activation(logits))
    model.compile(optimizer: .sgd(learningRate: rate), loss: loss)
    return try model.fit(Tensor.ones([1, 1]), target, epochs: 3, verbose: 0)["loss"]
  }

  private func expect(_ losses: [Double], _ expected: [Double], tolerance: Double = 1e-4) {
    #expect(zip(losses, expected).allSatisfy { abs($0 - $1) < tolerance }, "\(losses)")
  }

  @Test func sigmoids() throws {
    let target = Tensor([1 as Float], shape: [1, 1])
    let loss: Loss = .binaryCrossentropy
    expect(try losses([-20], loss, target: target, rate: 2) { sigmoid($0) }, [20, 18, 16])
    expect(try losses([-20], loss, target: target, rate: 2) { ActivationLayer(.sigmoid)($0) }, [20, 18, 16])
    // Targets [n] beside predictions [n, 1].
    expect(
      try losses([-20], loss, target: Tensor([1 as Float]), rate: 2) { ActivationLayer(.sigmoid)($0) }, [20, 18, 16])
    expect(
      try losses([-20], loss, target: target, rate: 2, dtype: .mixedBFloat16) { ActivationLayer(.sigmoid)($0) },
      [20, 18, 16], tolerance: 0.1)
  }

  @Test func softmaxes() throws {
    let oneHot = Tensor([1, 0] as [Float], shape: [1, 2])
    let label = Tensor([0 as Int32], shape: [1])
    let (dense, sparse): (Loss, Loss) = (.categoricalCrossentropy, .sparseCategoricalCrossentropy)
    for (loss, target) in [(dense, oneHot), (sparse, label)] {
      expect(try losses([-20, 0], loss, target: target, rate: 1) { softmax($0) }, [20, 18, 16])
      expect(try losses([-20, 0], loss, target: target, rate: 1) { Softmax()($0) }, [20, 18, 16])
    }
  }

  /// As most models are written: the activation is an argument of the last layer.
  @Test func activationsOfLayers() throws {
    let oneHot = Tensor([1, 0] as [Float], shape: [1, 2])
    let cases: [([Float], Activation, Loss, Tensor, Double)] = [
      ([-20], .sigmoid, .binaryCrossentropy, Tensor([1 as Float], shape: [1, 1]), 2),
      ([-20, 0], .softmax, .categoricalCrossentropy, oneHot, 1),
      ([-20, 0], .softmax, .sparseCategoricalCrossentropy, Tensor([0 as Int32]), 1),
    ]
    for (kernel, activation, loss, target, rate) in cases {
      let model = Sequential {
        Input(shape: [1])
        Dense(
          kernel.count, activation: activation, useBias: false,
          kernelInitializer: .constant(Tensor(kernel, shape: [1, kernel.count])))
      }
      model.compile(optimizer: .sgd(learningRate: rate), loss: loss)
      expect(try model.fit(Tensor.ones([1, 1]), target, epochs: 3, verbose: 0)["loss"], [20, 18, 16])
      expect(
        try losses(kernel, loss, target: target, rate: rate) { ActivationLayer(activation)($0) }, [20, 18, 16])
    }
  }

  /// As a function of probabilities the loss stays Keras': limited, and without a gradient there.
  @Test func givenProbabilities() throws {
    let loss: Loss = .binaryCrossentropy
    let value = loss(Tensor([1 as Float], shape: [1, 1]), sigmoid(Tensor([-20 as Float], shape: [1, 1])))
    #expect(abs(try value.scalar() - 16.118095) < 1e-4)
  }

  /// A sigmoid that something else follows is no direct result.
  @Test func scaledSigmoids() throws {
    let losses = try losses([-20], .binaryCrossentropy, target: Tensor([1 as Float], shape: [1, 1]), rate: 2) {
      Rescaling(scale: 0.5)(sigmoid($0))
    }
    expect(losses, [16.118095, 16.118095, 16.118095])
  }
}
