import Keras

final class IdentityBlock: Layer, UnaryLayer {
  let conv1: Conv2D, bn1 = BatchNormalization()
  let conv2: Conv2D, bn2 = BatchNormalization()
  init(filters: Int, kernelSize: Int) {
    conv1 = Conv2D(filters, kernelSize: .square(kernelSize), padding: .same)
    conv2 = Conv2D(filters, kernelSize: .square(kernelSize), padding: .same)
    super.init()
  }
  func call(_ input: Tensor) -> Tensor {
    let x = relu(bn1(conv1(input)))
    return relu(bn2(conv2(x)) + input)
  }
}
final class ResNet: Model, UnaryLayer {
  let stem = Conv2D(64, kernelSize: 7, padding: .same), blocks: [IdentityBlock]
  let pool = GlobalAveragePooling2D(), classifier: Dense
  init(classes: Int, depth: Int = 2) {
    blocks = (0..<depth).map { _ in IdentityBlock(filters: 64, kernelSize: 3) }
    classifier = Dense(classes, activation: .softmax)
    super.init()
  }
  func call(_ input: Tensor) -> Tensor {
    var x = stem(input)
    for block in blocks { x = block(x) }
    return classifier(pool(x))
  }
}
