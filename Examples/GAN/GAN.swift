import Keras

/// A generator that makes images from noise, and a discriminator that learns to tell them from real ones.
class GAN: Model {
  let discriminator: Sequential, generator: Sequential
  let codeLength: Int
  let noise = SeedGenerator()
  let discriminatorTracker = Metrics.Mean(name: "d_loss"), generatorTracker = Metrics.Mean(name: "g_loss")
  private let entropy = BinaryCrossentropy(fromLogits: true)
  private var generatorOptimizer: Optimizer?

  /// - Parameters:
  ///   - imageSize: height and width, divisible by 4.
  ///   - filters: of each convolution of the generator and the first one of the discriminator.
  init(imageSize: Int = 28, filters: Int = 32, codeLength: Int = 64) {
    self.codeLength = codeLength
    discriminator = Sequential(name: "discriminator") {
      Input(shape: [imageSize, imageSize, 1])
      for factor in [1, 2] {
        Conv2D(factor * filters, kernelSize: 3, strides: 2, padding: .same)
        LeakyReLU(negativeSlope: 0.2)
      }
      GlobalMaxPooling2D()
      Dense(1)
    }
    let size = imageSize / 4
    generator = Sequential(name: "generator") {
      Input(shape: [codeLength])
      Dense(size * size * filters)
      LeakyReLU(negativeSlope: 0.2)
      Reshape([size, size, filters])
      for _ in 0..<2 {
        Conv2DTranspose(filters, kernelSize: 4, strides: 2, padding: .same)
        LeakyReLU(negativeSlope: 0.2)
      }
      Conv2D(1, kernelSize: 7, padding: .same, activation: .sigmoid)
    }
    super.init()
  }

  func compile(discriminator: Optimizer, generator: Optimizer) {
    compile(optimizer: discriminator)
    generatorOptimizer = generator
  }

  override func trainStep(_ batch: Batch) -> TensorMap {
    let images = batch.x.tensors[0]
    let shape: Shape = [images.shape[0], codeLength]
    return trainStep(images, noise: Random.normal(shape, seed: noise), Random.normal(shape, seed: noise))
  }

  /// One step of both, each with given noise: `[batch, codeLength]`.
  func trainStep(_ images: Tensor, noise first: Tensor, _ second: Tensor) -> TensorMap {
    let both = concatenated([generator(first), images])
    let isFake = concatenated([.ones([first.shape[0], 1]), .zeros([images.shape[0], 1])])
    let (discriminatorLoss, discriminatorGradients) = valueAndGradient(of: discriminator.trainableVariables) {
      entropy(isFake, discriminator(both, training: true))
    }
    optimizer?.apply(discriminatorGradients, to: discriminator.trainableVariables)

    let (generatorLoss, generatorGradients) = valueAndGradient(of: generator.trainableVariables) {
      entropy(.zeros([second.shape[0], 1]), discriminator(generator(second, training: true)))
    }
    generatorOptimizer?.apply(generatorGradients, to: generator.trainableVariables)
    discriminatorTracker.update(discriminatorLoss)
    generatorTracker.update(generatorLoss)
    return ["d_loss": discriminatorTracker.result(), "g_loss": generatorTracker.result()]
  }
}
