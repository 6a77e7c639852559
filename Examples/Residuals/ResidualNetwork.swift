import Keras

/// Two residual blocks: what the convolutions find is added to what they were given.
/// Input: `[batch, height, width, 1]`, output: `[batch, 10]`.
func residualNetwork(imageSize: Int, filters: Int) throws -> Model {
  let image = Input(shape: [imageSize, imageSize, 1])
  var x = Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu)(image)
  for _ in 0..<2 {
    var y = Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu)(x)
    y = Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu)(y)
    x = Add()([x, y])  // x + y works as well
    x = MaxPooling2D(poolSize: 2)(x)
  }
  x = GlobalAveragePooling2D()(x)
  return try Model(inputs: image, outputs: Dense(10, activation: .softmax)(x))
}
