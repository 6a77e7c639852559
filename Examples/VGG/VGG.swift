import Keras

/// Convolutions one after another, then a pooling. Input and output: `[batch, height, width, channels]`.
final class VGGBlock: Layer, UnaryLayer {
  let convolutions: [Conv2D], pool = MaxPooling2D(poolSize: 2, strides: 2)

  init(filters: Int, repetitions: Int) {
    convolutions = (0..<repetitions).map { _ in Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu) }
    super.init()
  }
  func call(_ input: Tensor) -> Tensor { pool(convolutions.reduce(input) { x, convolution in convolution(x) }) }
}

/// VGG: blocks in a loop, then two dense layers. Input: `[batch, height, width, channels]`, output: `[batch, classes]`.
final class VGG: Model, UnaryLayer {
  let blocks: [VGGBlock]
  let flatten = Flatten(), hidden: Dense, classifier: Dense

  /// - Parameter blocks: filters and number of convolutions of each block; the original's five unless given.
  init(
    classes: Int, blocks: [(filters: Int, repetitions: Int)] = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)],
    units: Int = 256
  ) {
    self.blocks = blocks.map { VGGBlock(filters: $0.filters, repetitions: $0.repetitions) }
    hidden = Dense(units, activation: .relu)
    classifier = Dense(classes, activation: .softmax)
    super.init()
  }
  func call(_ input: Tensor) -> Tensor {
    var x = input
    for block in blocks { x = block(x) }
    return classifier(hidden(flatten(x)))
  }
}
