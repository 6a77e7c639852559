// Your own training step: loss, gradients and update, compiled to one native program.
import ExampleSupport
import Keras

let (train, _) = try shortened(Datasets.mnist())
let model = Sequential {
  Input(shape: [28, 28])
  Rescaling(scale: 1 / 255)
  Flatten()
  Dense(128, activation: .relu)
  Dense(10, activation: .softmax)
}

let optimizer = Adam(learningRate: 1e-3), loss = SparseCategoricalCrossentropy()
let step = compiled { (x: Tensor, y: Tensor) -> Tensor in
  let (value, gradients) = valueAndGradient(of: model.trainableVariables) {
    loss(y, model(x, training: true))
  }
  optimizer.apply(gradients, to: model.trainableVariables)
  return value
}
for (x, y) in Dataset(train.x, train.y).shuffled(bufferSize: 10_000).batched(128).prefetched() {
  print(try step(x, y).scalar())
}
