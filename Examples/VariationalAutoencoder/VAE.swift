import Keras

/// A variational autoencoder with a custom training step.
///
/// The encoder gives the mean and the logarithm of the variance of a code, the decoder makes an image from a code.
class VAE: Model {
  let encoder: Model, decoder: Model
  let codeLength: Int
  let noise = SeedGenerator()
  let lossTracker = Metrics.Mean(name: "loss")
  let reconstructionTracker = Metrics.Mean(name: "reconstruction_loss")
  let divergenceTracker = Metrics.Mean(name: "kl_loss")

  /// - Parameters:
  ///   - imageSize: height and width, divisible by 4.
  ///   - filters: of the first convolution; the second has twice as many.
  init(imageSize: Int = 28, filters: Int = 32, units: Int = 16, codeLength: Int = 2) throws {
    self.codeLength = codeLength
    let image = Input(shape: [imageSize, imageSize, 1])
    var x = Conv2D(filters, kernelSize: 3, strides: 2, padding: .same, activation: .relu)(image)
    x = Conv2D(2 * filters, kernelSize: 3, strides: 2, padding: .same, activation: .relu)(x)
    x = Dense(units, activation: .relu)(Flatten()(x))
    let mean = Dense(codeLength, name: "mean")(x)
    let logVariance = Dense(codeLength, name: "log_variance")(x)
    encoder = try Model(inputs: image, outputs: [mean, logVariance], name: "encoder")

    let code = Input(shape: [codeLength])
    let size = imageSize / 4
    x = Dense(size * size * 2 * filters, activation: .relu)(code)
    x = Reshape([size, size, 2 * filters])(x)
    x = Conv2DTranspose(2 * filters, kernelSize: 3, strides: 2, padding: .same, activation: .relu)(x)
    x = Conv2DTranspose(filters, kernelSize: 3, strides: 2, padding: .same, activation: .relu)(x)
    x = Conv2DTranspose(1, kernelSize: 3, padding: .same, activation: .sigmoid)(x)
    decoder = try Model(inputs: code, outputs: x, name: "decoder")
    super.init()
  }

  override func trainStep(_ batch: Batch) -> TensorMap {
    let images = batch.x.tensors[0]
    return trainStep(images, noise: Random.normal([images.shape[0], codeLength], seed: noise))
  }

  /// One step with given noise: `[batch, codeLength]`.
  func trainStep(_ images: Tensor, noise: Tensor) -> TensorMap {
    let (loss, gradients, parts) = valueAndGradients(of: trainableVariables) {
      let code = encoder.callAll(images, training: true)
      let (mean, logVariance) = (code[0], code[1])
      let painted = decoder(mean + exp(0.5 * logVariance) * noise, training: true)
      let reconstruction = Losses.binaryCrossentropy(images, painted).sum(axes: [1, 2]).mean()
      let divergence = (-0.5 * (1 + logVariance - square(mean) - exp(logVariance))).sum(axis: 1).mean()
      return (reconstruction + divergence, (reconstruction, divergence))
    }
    optimizer?.apply(gradients, to: trainableVariables)
    lossTracker.update(loss)
    reconstructionTracker.update(parts.0)
    divergenceTracker.update(parts.1)
    return [
      "loss": lossTracker.result(), "reconstruction_loss": reconstructionTracker.result(),
      "kl_loss": divergenceTracker.result(),
    ]
  }
}
