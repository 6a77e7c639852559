import Keras

/// A model with its data, as the peers' scripts define it.
struct Workload {
  let name: String
  let fullName: String
  let batch: Int
  /// Samples of an epoch; `nil` sizes the epoch to the window.
  let samples: Int?
  let predictBatch: Int
  let make: () throws -> Model
  let data: (_ count: Int) -> (x: [Tensor], y: [Tensor])

  static let names = ["W0", "W1b32", "W1b128"]

  init?(_ name: String) {
    self.name = name
    switch name {
    case "W0", "W1b32", "W1b128":
      fullName = "mlp"
      batch = name == "W1b128" ? 128 : 32
      samples = 60000
      make = Workload.mlp
      data = { count in ([Workload.uniform([count, 28, 28], seed: 1)], [Workload.classes(count, 10, seed: 2)]) }
    default: return nil
    }
    predictBatch = 256
  }

  private static func uniform(_ shape: Shape, seed: Int) -> Tensor {
    Random.uniform(shape, seed: SeedGenerator(seed: seed))
  }

  private static func classes(_ count: Int, _ classCount: Int, seed: Int) -> Tensor {
    floor(uniform([count], seed: seed) * classCount).cast(to: .int32)
  }

  private static func mlp() throws -> Model {
    let input = Input(shape: [28, 28])
    var x = Flatten()(input)
    x = Dense(128, activation: .relu)(x)
    let model = try Model(inputs: input, outputs: Dense(10, activation: .softmax)(x))
    model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
    return model
  }
}
