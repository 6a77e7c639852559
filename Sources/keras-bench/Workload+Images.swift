import Keras

extension Workload {
  /// W5: a residual network of 20 layers for pictures of 32 x 32.
  static func resnet20() throws -> Model {
    func unit(_ x: Tensor, _ filters: Int, strides: Int = 1, isActivated: Bool = true) -> Tensor {
      let y = BatchNormalization()(Conv2D(filters, kernelSize: 3, strides: .square(strides), padding: .same)(x))
      return isActivated ? ActivationLayer(.relu)(y) : y
    }
    let input = Input(shape: [32, 32, 3])
    var x = unit(input, 16)
    for (stage, filters) in [16, 32, 64].enumerated() {
      for block in 0..<3 {
        let strides = stage > 0 && block == 0 ? 2 : 1
        let y = unit(unit(x, filters, strides: strides), filters, isActivated: false)
        if strides != 1 { x = Conv2D(filters, kernelSize: 1, strides: 2, padding: .same)(x) }
        x = ActivationLayer(.relu)(Add()([x, y]))
      }
    }
    x = GlobalAveragePooling2D()(x)
    let model = try Model(inputs: input, outputs: Dense(10, activation: .softmax, dtype: .float32)(x))
    model.compile(optimizer: .sgd(learningRate: 0.01, momentum: 0.9), loss: .categoricalCrossentropy)
    return model
  }

  /// W6: a siamese pair over Xception.
  static func xception() throws -> Model {
    let base = try Applications.xception(includeTop: false, inputShape: [250, 250, 3], pooling: .average)
    let left = Input(shape: [250, 250, 3])
    let right = Input(shape: [250, 250, 3])
    let distance = Lambda(euclideanDistance, dtype: .float32)([base(left), base(right)])
    let model = try Model(inputs: [left, right], outputs: distance)
    model.compile(optimizer: .adam(), loss: contrastive)
    return model
  }

  /// W7: ResNet-50 as `keras.applications` builds it: strides on a block's first convolution, biases.
  static func resnet50() throws -> Model {
    func unit(_ x: Tensor, _ filters: Int, kernelSize: WindowSize = 1, strides: WindowSize = 1) -> Tensor {
      let convolution = Conv2D(filters, kernelSize: kernelSize, strides: strides, padding: .same)
      return BatchNormalization(epsilon: 1.001e-5)(convolution(x))
    }
    let relu = ActivationLayer(.relu)
    let input = Input(shape: [224, 224, 3])
    var x = Conv2D(64, kernelSize: 7, strides: 2)(ZeroPadding2D(padding: 3)(input))
    x = relu(BatchNormalization(epsilon: 1.001e-5)(x))
    x = MaxPooling2D(poolSize: 3, strides: 2)(ZeroPadding2D(padding: 1)(x))
    for (stage, (filters, blocks)) in [(64, 3), (128, 4), (256, 6), (512, 3)].enumerated() {
      for block in 0..<blocks {
        let strides: WindowSize = stage > 0 && block == 0 ? 2 : 1
        let shortcut = block == 0 ? unit(x, 4 * filters, strides: strides) : x
        let y = relu(unit(relu(unit(x, filters, strides: strides)), filters, kernelSize: 3))
        x = relu(Add()([shortcut, unit(y, 4 * filters)]))
      }
    }
    x = GlobalAveragePooling2D()(x)
    let model = try Model(inputs: input, outputs: Dense(1000, activation: .softmax, dtype: .float32)(x))
    model.compile(optimizer: .sgd(learningRate: 0.01, momentum: 0.9), loss: .sparseCategoricalCrossentropy)
    return model
  }

  /// W9: a U-Net for pictures of 128 x 128.
  static func unet() throws -> Model {
    func block(_ input: Tensor, _ filters: Int) -> Tensor {
      var x = input
      for _ in 0..<2 {
        x = Conv2D(filters, kernelSize: 3, padding: .same)(x)
        x = ActivationLayer(.relu)(BatchNormalization()(x))
      }
      return x
    }
    let input = Input(shape: [128, 128, 3])
    var x = input
    var skips: [Tensor] = []
    for filters in [32, 64, 128] {
      x = block(x, filters)
      skips.append(x)
      x = MaxPooling2D(poolSize: 2)(x)
    }
    x = block(x, 256)
    for (filters, skip) in zip([128, 64, 32], skips.reversed()) {
      x = Conv2DTranspose(filters, kernelSize: 2, strides: 2, padding: .same)(x)
      x = block(Concatenate()([x, skip]), filters)
    }
    let model = try Model(inputs: input, outputs: Conv2D(3, kernelSize: 1, activation: .softmax, dtype: .float32)(x))
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
    return model
  }
}
