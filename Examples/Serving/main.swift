// A trained, frozen model that serves many tasks at once.
import ExampleSupport
import Keras

struct Request: Sendable {
  let number: Int
  let tensor: Tensor
}
func respond(_ request: Request, _ probabilities: Tensor) throws {
  print("request \(request.number): a \(Int(try probabilities.argmax(axis: -1).scalar()))")
}

await runProgram {
  let (train, test) = try shortened(Datasets.mnist())
  let model = Sequential {
    Input(shape: [28, 28])
    Rescaling(scale: 1 / 255)
    Flatten()
    Dense(128, activation: .relu)
    Dense(10, activation: .softmax)
  }
  model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
  try model.fit(train.x, train.y, batchSize: 128, epochs: 1)

  let requests = (0..<32).map { Request(number: $0, tensor: test.x[$0..<($0 + 1)]) }
  let predictor = try model.predictor()
  try await withThrowingTaskGroup(of: Void.self) { group in
    for request in requests { group.addTask { try respond(request, predictor(request.tensor)) } }
    try await group.waitForAll()
  }
}
