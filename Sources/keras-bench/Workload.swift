import Keras

/// A model with its data, as the peers' scripts define it.
struct Workload {
  let name: String
  let fullName: String
  let batch: Int
  /// Samples of an epoch; `nil` sizes the epoch to the window.
  let samples: Int?
  let predictBatch: Int
  /// The nested model of one input that predictions are timed on, instead of the whole.
  let predictionLayer: String?
  let make: () throws -> Model
  let data: (_ count: Int) -> (x: [Tensor], y: [Tensor])

  static let names = ["W0", "W1b32", "W1b128", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9"]

  init?(_ name: String) {
    self.name = name
    switch name {
    case "W0", "W1b32", "W1b128":
      fullName = "mlp"
      batch = name == "W1b128" ? 128 : 32
      samples = 60000
      make = Workload.mlp
      data = { count in ([Workload.uniform([count, 28, 28], seed: 1)], [Workload.classes([count], 10, seed: 2)]) }
    case "W2":
      fullName = "cnn"
      batch = 128
      samples = nil
      make = Workload.cnn
      data = { count in
        (
          [Workload.uniform([count, 28, 28, 1], seed: 1)], [Workload.oneHot(Workload.classes([count], 10, seed: 2), 10)]
        )
      }
    case "W3":
      fullName = "siamese"
      batch = 128
      samples = 60000
      make = Workload.siamese
      data = { count in
        (
          [Workload.uniform([count, 28, 28], seed: 1), Workload.uniform([count, 28, 28], seed: 2)],
          [Workload.classes([count], 2, seed: 3).cast(to: .float32).reshaped([count, 1])]
        )
      }
    case "W4":
      fullName = "lstm3"
      batch = 64
      samples = nil
      make = Workload.lstm3
      data = Workload.lstm3Data
    case "W5":
      fullName = "resnet20"
      batch = 128
      samples = nil
      make = Workload.resnet20
      data = { count in
        (
          [Workload.uniform([count, 32, 32, 3], seed: 1)], [Workload.oneHot(Workload.classes([count], 10, seed: 2), 10)]
        )
      }
    case "W6":
      fullName = "xception"
      batch = 4
      samples = nil
      make = Workload.xception
      data = { count in
        (
          [Workload.uniform([count, 250, 250, 3], seed: 1), Workload.uniform([count, 250, 250, 3], seed: 2)],
          [Workload.classes([count], 2, seed: 3).cast(to: .float32).reshaped([count, 1])]
        )
      }
    case "W7":
      fullName = "resnet50"
      batch = 8
      samples = nil
      make = Workload.resnet50
      data = { count in
        ([Workload.uniform([count, 224, 224, 3], seed: 1)], [Workload.classes([count], 1000, seed: 2)])
      }
    case "W8":
      fullName = "transformer"
      batch = 16
      samples = nil
      make = Workload.transformer
      data = { count in
        ([Workload.classes([count, 128], 8000, seed: 1)], [Workload.classes([count, 128], 8000, seed: 2)])
      }
    case "W9":
      fullName = "unet"
      batch = 8
      samples = nil
      make = Workload.unet
      data = { count in
        ([Workload.uniform([count, 128, 128, 3], seed: 1)], [Workload.classes([count, 128, 128], 3, seed: 2)])
      }
    default: return nil
    }
    predictBatch = ["W6": 8, "W7": 8, "W9": 32][name] ?? 256
    predictionLayer = name == "W6" ? "xception" : nil
  }

  static func uniform(_ shape: Shape, seed: Int) -> Tensor {
    Random.uniform(shape, seed: SeedGenerator(seed: seed))
  }

  static func classes(_ shape: Shape, _ classCount: Int, seed: Int) -> Tensor {
    floor(uniform(shape, seed: seed) * classCount).cast(to: .int32)
  }

  static func oneHot(_ classes: Tensor, _ count: Int) -> Tensor {
    (classes.expandedDimensions(1) .== Tensor((0..<count).map(Int32.init))).cast(to: .float32)
  }

  private static func mlp() throws -> Model {
    let input = Input(shape: [28, 28])
    var x = Flatten()(input)
    x = Dense(128, activation: .relu)(x)
    let model = try Model(inputs: input, outputs: Dense(10, activation: .softmax, dtype: .float32)(x))
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
    return model
  }

  private static func cnn() throws -> Model {
    let model = Sequential {
      Input(shape: [28, 28, 1])
      Conv2D(32, kernelSize: 3, activation: .relu)
      MaxPooling2D(poolSize: 2)
      Conv2D(64, kernelSize: 3, activation: .relu)
      MaxPooling2D(poolSize: 2)
      Flatten()
      Dropout(0.5)
      Dense(10, activation: .softmax, dtype: .float32)
    }
    model.compile(optimizer: .adam(), loss: .categoricalCrossentropy)
    return model
  }

  private static func siamese() throws -> Model {
    let input = Input(shape: [28, 28])
    var x = Flatten()(input)
    x = Dense(128, activation: .relu)(x)
    x = Dropout(0.1)(x)
    x = Dense(128, activation: .relu)(x)
    x = Dropout(0.1)(x)
    x = Dense(128, activation: .relu)(x)
    let base = try Model(inputs: input, outputs: x)
    let left = Input(shape: [28, 28])
    let right = Input(shape: [28, 28])
    let distance = Lambda(euclideanDistance, dtype: .float32)([base(left), base(right)])
    let model = try Model(inputs: [left, right], outputs: distance)
    model.compile(optimizer: .rmsprop(), loss: contrastive)
    return model
  }

  static func euclideanDistance(_ pair: [Tensor]) -> Tensor {
    sqrt(maximum(square(pair[0] - pair[1]).sum(axis: 1, keepDims: true), 1e-7))
  }

  static var contrastive: Loss {
    Loss("contrastive") { yTrue, yPred in
      (yTrue * square(yPred) + (1 - yTrue) * square(maximum(1 - yPred, 0))).mean()
    }
  }
}
