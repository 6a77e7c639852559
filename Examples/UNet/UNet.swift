import Keras

private func twoConvolutions(_ x: Tensor, _ filters: Int) -> Tensor {
  let y = Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu)(x)
  return Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu)(y)
}

/// A U-Net: down to small images with many channels and up again, with a skip connection at each size.
/// Input: `[batch, size, size, 1]`, output: class probabilities of each pixel `[batch, size, size, classes]`.
func uNet(imageSize: Int, filters: [Int], classes: Int) throws -> Model {
  let image = Input(shape: [imageSize, imageSize, 1])
  var x = image
  var bridges: [(tensor: Tensor, filters: Int)] = []
  for count in filters.dropLast() {
    x = twoConvolutions(x, count)
    bridges.append((x, count))
    x = MaxPooling2D(poolSize: 2)(x)
  }
  x = twoConvolutions(x, filters.last!)
  for bridge in bridges.reversed() {
    x = Conv2DTranspose(bridge.filters, kernelSize: 2, strides: 2)(x)
    x = twoConvolutions(Concatenate()([x, bridge.tensor]), bridge.filters)
  }
  return try Model(inputs: image, outputs: Conv2D(classes, kernelSize: 1, activation: .softmax)(x))
}
