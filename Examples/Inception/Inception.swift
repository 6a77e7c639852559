import Keras

/// An Inception block: four branches over the same image, joined along the channels.
func inception(_ x: Tensor, filters n: Int) -> Tensor {
  let a = Conv2D(n, kernelSize: 1, padding: .same, activation: .relu)(x)
  let b = Conv2D(n, kernelSize: 3, padding: .same, activation: .relu)(Conv2D(n, kernelSize: 1, activation: .relu)(x))
  let c = Conv2D(n, kernelSize: 5, padding: .same, activation: .relu)(Conv2D(n, kernelSize: 1, activation: .relu)(x))
  let d = Conv2D(n, kernelSize: 1, activation: .relu)(MaxPooling2D(poolSize: 3, strides: 1, padding: .same)(x))
  return Concatenate()([a, b, c, d])
}

/// Two Inception blocks between a stem and a classifier. Input: `[batch, height, width, 1]`, output: `[batch, 10]`.
func inceptionNetwork(imageSize: Int, filters: Int) throws -> Model {
  let image = Input(shape: [imageSize, imageSize, 1])
  var x = Conv2D(2 * filters, kernelSize: 3, strides: 2, padding: .same, activation: .relu)(image)
  x = inception(x, filters: filters)
  x = MaxPooling2D(poolSize: 2)(x)
  x = inception(x, filters: filters)
  x = GlobalAveragePooling2D()(x)
  return try Model(inputs: image, outputs: Dense(10, activation: .softmax)(x))
}
