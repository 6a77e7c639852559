import Keras

/// Encodes images at a quarter of their height and width, and reconstructs them. Input and output: `[batch, size, size, 1]`.
func autoencoder(imageSize: Int, filters: Int) -> Sequential {
  Sequential(name: "autoencoder") {
    Input(shape: [imageSize, imageSize, 1])
    for _ in 0..<2 {
      Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu)
      MaxPooling2D(poolSize: 2, padding: .same)
    }
    for _ in 0..<2 {
      Conv2DTranspose(filters, kernelSize: 3, strides: 2, padding: .same, activation: .relu)
    }
    Conv2D(1, kernelSize: 3, padding: .same, activation: .sigmoid)
  }
}
