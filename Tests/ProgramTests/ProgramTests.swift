import Keras
import TestKit
import Testing

@testable import ActorCritic
@testable import AnomalyDetection
@testable import Autoencoder
@testable import CustomLayer
@testable import CustomLosses
@testable import EndpointLayer
@testable import GAN
@testable import Inception
@testable import Residuals
@testable import SubclassedModels
@testable import UNet
@testable import VGG
@testable import VariationalAutoencoder
@testable import WideAndDeep
@testable import XceptionStereo

/// The models of the examples follow Keras' losses over 50 training steps from the same weights and data, within 1e-3.
@Suite struct ProgramTests {
  @Test func sequential() throws {
    let model = Sequential {
      Input(shape: [28, 28])
      Rescaling(scale: 1 / 255)
      Flatten()
      for units in [128, 64] { Dense(units, activation: .relu) }
      Dense(10, activation: .softmax)
    }
    model.compile(
      optimizer: .adam(learningRate: 1e-3), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    try ProgramCurve("sequential").expectFollowed(by: model) { data in
      let labels = data.integers(0, below: 10, 16)
      return try model.trainOnBatch(data.images(1, of: labels, classes: 10, 28, 28) * 255, labels)
    }
  }

  @Test func lambdaLayers() throws {
    func shiftedRelu(_ x: Tensor) -> Tensor { maximum(x, 0.5) }
    let model = Sequential {
      Input(shape: [4])
      Lambda { abs($0) }
      Lambda(shiftedRelu)
      Dense(128, activation: Activation(shiftedRelu))
      Dense(1)
    }
    model.compile(optimizer: .adam(), loss: .mse)
    try ProgramCurve("lambda_layers").expectFollowed(by: model) { data in
      let x = data.uniform(0, 16, 4) * 2 - 1
      return try model.trainOnBatch(x, x[..., 0..<1] * x[..., 1..<2])
    }
  }

  @Test func frozenXception() throws {
    let model = try stereoModel(imageSize: 71)
    let xception = try model.layer("xception")
    xception.isTrainable = true
    try ProgramCurve("stereo").expectFollowed(
      by: model,
      begin: {
        xception.isTrainable = false
        model.compile(optimizer: .adam(), loss: .mse)
      },
      step: { data in
        let labels = data.integers(0, below: 5, 2)
        let cameras = [1, 2].map { data.images($0, of: labels, classes: 5, 71, 71, 3) }
        return try model.trainOnBatch(cameras, labels.expandedDimensions(-1).cast(to: .float32))
      })
  }

  @Test func customLoss() throws {
    let model = Sequential {
      Input(shape: [1])
      Dense(1)
    }
    model.compile(optimizer: .sgd(), loss: huber(threshold: 0.5))
    try ProgramCurve("custom_loss").expectFollowed(by: model) { data in
      let x = data.uniform(0, 16, 1)
      return try model.trainOnBatch(x, 2 * x - 1)
    }
  }

  @Test func customLayer() throws {
    let model = Sequential {
      Input(shape: [1])
      SimpleQuadratic(1)
    }
    model.compile(optimizer: .adam(learningRate: 0.1), loss: .mse)
    try ProgramCurve("custom_layer").expectFollowed(by: model) { data in
      let x = data.uniform(0, 16, 1) * 2 - 1
      return try model.trainOnBatch(x, 3 * (x * x) - 2 * x + 1)
    }
  }

  @Test func subclassedModels() throws {
    let model = ResNet(classes: 10)
    _ = model(.zeros([1, 7, 7, 1]))
    try ProgramCurve("subclassed").expectClassifier(model, height: 7, width: 7, optimizer: .sgd())
  }

  @Test func trainingLoop() throws {
    let model = Sequential {
      Input(shape: [28, 28])
      Rescaling(scale: 1 / 255)
      Flatten()
      Dense(128, activation: .relu)
      Dense(10, activation: .softmax)
    }
    let optimizer = Adam(learningRate: 1e-3), loss = SparseCategoricalCrossentropy()
    let step = compiled { (x: Tensor, y: Tensor) -> Tensor in
      let (value, gradients) = valueAndGradient(of: model.trainableVariables) {
        loss(y, model(x, training: true))
      }
      optimizer.apply(gradients, to: model.trainableVariables)
      return value
    }
    try ProgramCurve("training_loop").expectFollowed(by: model) { data in
      let labels = data.integers(0, below: 10, 16)
      var logs = Logs()
      logs["loss"] = try step(data.images(1, of: labels, classes: 10, 28, 28) * 255, labels).scalar()
      return logs
    }
  }

  @Test func inceptionBlocks() throws {
    try ProgramCurve("inception")
      .expectClassifier(inceptionNetwork(imageSize: 14, filters: 4), height: 14, width: 14)
  }

  @Test func residuals() throws {
    try ProgramCurve("residuals").expectClassifier(residualNetwork(imageSize: 12, filters: 8), height: 12, width: 12)
  }

  @Test func vgg() throws {
    let model = VGG(classes: 10, blocks: [(4, 2), (8, 2), (8, 3)], units: 16)
    _ = model(.zeros([1, 16, 16, 1]))
    try ProgramCurve("vgg").expectClassifier(model, height: 16, width: 16)
  }

  @Test func segmentation() throws {
    let model = try uNet(imageSize: 16, filters: [4, 8, 16], classes: 3)
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
    try ProgramCurve("unet").expectFollowed(by: model) { data in
      let labels = data.integers(0, below: 3, 4, 16, 16)
      let images = data.uniform(1, 4, 16, 16) * ((labels + 1).cast(to: .float32) / 3)
      return try model.trainOnBatch(images.expandedDimensions(-1), labels)
    }
  }

  @Test func wideAndDeep() throws {
    let model = WideAndDeep()
    _ = model.callAll([.zeros([1, 5]), .zeros([1, 6])])
    model.compile(optimizer: .adam(), loss: [.mse, .mse], lossWeights: [0.9, 0.1])
    try ProgramCurve("wide_and_deep").expectFollowed(by: model) { data in
      let wide = data.uniform(0, 16, 5), deep = data.uniform(1, 16, 6)
      let product = deep[..., 1..<2] * deep[..., 2..<3]
      let prices = 2 * wide[..., 0..<1] - deep[..., 0..<1] + product
      return try model.trainOnBatch([wide, deep], [prices, prices])
    }
  }

  @Test func autoencoding() throws {
    let model = autoencoder(imageSize: 16, filters: 8)
    model.compile(optimizer: .adam(), loss: .binaryCrossentropy)
    try ProgramCurve("autoencoder").expectFollowed(by: model) { data in
      let images = data.images(1, of: data.integers(0, below: 10, 8), classes: 10, 16, 16, 1)
      return try model.trainOnBatch(images, images)
    }
  }

  @Test func anomalies() throws {
    let model = reconstruction(length: 32, filters: 16, dropout: 0)
    model.compile(optimizer: .adam(learningRate: 0.001), loss: .mse)
    try ProgramCurve("anomaly").expectFollowed(by: model) { data in
      let series = data.images(1, of: data.integers(0, below: 10, 8), classes: 10, 32, 1)
      return try model.trainOnBatch(series, series)
    }
  }

  @Test func endpoint() throws {
    let model = try endpointModels(features: 3, classes: 10).training
    model.compile(optimizer: .adam())
    try ProgramCurve("endpoint").expectFollowed(by: model) { data in
      let x = data.uniform(0, 16, 3)
      let targets = (x[..., 0..<1] + data.uniform(1, 16, 10) .> 1).cast(to: .float32)
      return try model.trainOnBatch(["features": x, "targets": targets])
    }
  }

  /// With noise among the data instead of random numbers.
  private final class GivenNoiseVAE: VAE {
    override func trainStep(_ batch: Batch) -> TensorMap {
      trainStep(batch.x.tensors[0], noise: batch.x.tensors[1])
    }
  }

  @Test func variationalAutoencoder() throws {
    let model = try GivenNoiseVAE(imageSize: 8, filters: 4, units: 8, codeLength: 2)
    model.compile(optimizer: .adam())
    try ProgramCurve("vae").expectFollowed(by: model) { data in
      let images = data.images(1, of: data.integers(0, below: 10, 8), classes: 10, 8, 8, 1)
      return try model.trainOnBatch([images, data.uniform(2, 8, 2) * 2 - 1])
    }
  }

  /// With noise among the data instead of random numbers.
  private final class GivenNoiseGAN: GAN {
    override func trainStep(_ batch: Batch) -> TensorMap {
      trainStep(batch.x.tensors[0], noise: batch.x.tensors[1], batch.x.tensors[2])
    }
  }

  @Test func generativeAdversarialNetwork() throws {
    let model = GivenNoiseGAN(imageSize: 8, filters: 8, codeLength: 6)
    model.compile(discriminator: .adam(learningRate: 3e-4), generator: .adam(learningRate: 3e-4))
    try ProgramCurve("gan").expectFollowed(by: model.discriminator, model.generator) { data in
      let images = data.images(1, of: data.integers(0, below: 10, 8), classes: 10, 8, 8, 1)
      return try model.trainOnBatch([images, data.uniform(2, 8, 6) * 2 - 1, data.uniform(3, 8, 6) * 2 - 1])
    }
  }

  @Test func actorAndCritic() throws {
    let model = try actorCritic(units: 32)
    let optimizer = Adam(learningRate: 0.01)
    let learn = compiled { (states: Tensor, actions: Tensor, returns: Tensor) -> Tensor in
      let (loss, gradients) = valueAndGradient(of: model.trainableVariables) {
        episodeLoss(model, states, actions, returns, .ones([20]))
      }
      optimizer.apply(gradients, to: model.trainableVariables)
      return loss
    }
    try ProgramCurve("actor_critic").expectFollowed(by: model) { data in
      let states = data.uniform(0, 20, 4) - 0.5
      let actions = (data.uniform(1, 20) + states[..., 0] .> 0.5).cast(to: .int32)
      let returns = data.uniform(2, 20) * 2 + states[..., 1]
      var logs = Logs()
      logs["loss"] = try learn(states, actions, returns).scalar()
      return logs
    }
  }
}
